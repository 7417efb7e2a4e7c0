"""Drives a visit without threads: jobs wait in a list until a test runs them, in the order that it likes."""

from collections.abc import Iterable
from typing import Any, TypeVar

from kiosk.intents import Begin, Confirm, Digit, Intent
from kiosk.ports import CardSeen
from kiosk.settings import IdleSettings
from kiosk.snapshot import Snapshot
from kiosk.visit import Job, Stamped, Visit
from tests.kiosk.world import PASSWORD, World, new_world

T = TypeVar("T")


class Driven:
    """A visit in a small world."""

    def __init__(self, world: World | None = None, idle: IdleSettings | None = None) -> None:
        self.world = world or new_world()
        self.shown: list[Snapshot] = []
        self.visit = Visit(self.world.clock, idle or IdleSettings(), self.shown.append)
        self.jobs: list[Job] = []

    @property
    def snapshot(self) -> Snapshot:
        return self.visit.snapshot

    @property
    def state(self) -> Any:
        return self.visit.snapshot.state

    def touch(self, *intents: Intent) -> None:
        """Touches, one after the other, with no work done between them."""
        for intent in intents:
            self.jobs += self.visit.touch(intent)

    def result_of(self, job: Job) -> Stamped:
        """Do the work, and keep what came of it."""
        return job.done(job.work(self.world))

    def work(self) -> None:
        """Do all that waits, and what comes of it, until nothing waits."""
        while self.jobs:
            self.jobs += self.visit.event(self.result_of(self.jobs.pop(0)))

    def card(self, value: str, session: int | None = None) -> None:
        """A card is read, in this visit or in that of the number."""
        number = self.snapshot.session.number if session is None else session
        self.jobs += self.visit.outside(CardSeen(value), number)

    def turn(self, seconds: float) -> None:
        """Let time pass, with a tick whenever the visit wants one."""
        ends = self.world.clock.at + seconds
        while (due := self.visit.deadline()) <= ends:
            self.world.clock.at = max(self.world.clock.at, due)
            self.jobs += self.visit.tick()
        self.world.clock.at = ends

    def sees(self, kind: type[T]) -> T:
        """The state, which must be of this kind."""
        assert isinstance(self.state, kind), f"{type(self.state).__name__} instead of {kind.__name__}"
        return self.state

    def type(self, digits: str) -> None:
        self.touch(*typed(digits))

    def sign_in(self, number: str = "10000001", password: str = PASSWORD) -> None:
        """From the welcome screen as far as it goes."""
        self.touch(Begin(), *typed(number), Confirm(), *typed(password), Confirm())
        self.work()


def typed(digits: str) -> Iterable[Intent]:
    return [Digit(digit) for digit in digits]
