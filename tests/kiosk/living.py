"""A terminal that lives: the real runtime with its threads, over the small world of these tests."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from kiosk.intents import Begin, Confirm, Intent
from kiosk.ports import Clock
from kiosk.runtime import Parts, Runtime, Tell
from kiosk.settings import IdleSettings
from kiosk.snapshot import Snapshot
from kiosk.threads import Service
from tests.kiosk.driving import typed
from tests.kiosk.world import PASSWORD, World, new_world

DEADLINE_S = 30.0
T = TypeVar("T")


class SmallParts:
    """Implements `kiosk.runtime.Parts`."""

    def __init__(self, world: World, services: Sequence[Service] = ()) -> None:
        self.tools = world
        self.services = services
        self.notes: list[tuple[str, str, str]] = []
        self.noted = threading.Event()
        self.closed = 0

    def note(self, reference: str, place: str, what: str) -> None:
        self.notes.append((reference, place, what))
        self.noted.set()

    def close(self) -> None:
        self.closed += 1


class Living:
    """Somebody who touches the glass, and waits for what it shows."""

    def __init__(
        self,
        world: World | None = None,
        services: Sequence[Service] = (),
        idle: IdleSettings | None = None,
        clock: Clock | None = None,
        assemble: Callable[[Tell], Parts] | None = None,
    ) -> None:
        self.world = world or new_world()
        self.parts = SmallParts(self.world, services)
        self._tell: Tell = lambda _: None
        self._assembled = threading.Event()
        self.woken = threading.Event()
        self.ended = 0
        self.runtime = Runtime(
            clock or self.world.clock, idle or IdleSettings(), assemble or self._assemble, self._end
        )
        self.runtime.subscribe(self.woken.set)

    def _assemble(self, tell: Tell) -> Parts:
        self._tell = tell
        self._assembled.set()
        return self.parts

    def told(self, event: object) -> None:
        """Something happens outside of the visit."""
        assert self._assembled.wait(DEADLINE_S)
        self._tell(event)

    def _end(self) -> None:
        self.ended += 1

    def touch(self, *intents: Intent) -> None:
        for intent in intents:
            self.runtime.dispatch(intent)

    def until(self, seen: Callable[[Snapshot], bool]) -> Snapshot:
        """Take in what happens, only when woken, until this is seen."""
        waited = 0.0
        while True:
            self.woken.clear()
            snapshot = self.runtime.snapshot()
            if seen(snapshot):
                return snapshot
            if not self.woken.wait(DEADLINE_S - waited):
                raise AssertionError(f"still {type(snapshot.state).__name__}")

    def sees(self, kind: type[T], which: Callable[[Any], bool] = lambda _: True) -> T:
        state = self.until(lambda s: isinstance(s.state, kind) and which(s.state)).state
        assert isinstance(state, kind)
        return state

    def sign_in(self, number: str = "10000001", password: str = PASSWORD) -> None:
        self.touch(Begin(), *typed(number), Confirm(), *typed(password), Confirm())


class Gate:
    """A hub's answers wait before it."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.opened = threading.Event()
        self.waiting = threading.Semaphore(0)
        self.asked: list[str] = []

    def __call__(self, name: str) -> None:
        self.asked.append(name)
        if name in self.names:
            self.waiting.release()
            assert self.opened.wait(DEADLINE_S)


Make = Callable[..., Living]
"""Of terminals that are at work, and are closed when the test ends."""
