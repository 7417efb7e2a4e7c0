"""Journeys on the glass, without a brain: a snapshot is shown as it is."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING

import pytest

from kiosk.snapshot import Snapshot
from services.contracts.language import Language
from tests.screens.harness import look_of
from tests.screens.journeys.examples import Example

if TYPE_CHECKING:
    from screens.glass import Glass
    from screens.stage import Stage

Show = Callable[..., "Stage"]


class Frozen:
    """A brain that always says the same, and remembers what it was sent."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.shown = snapshot
        self.sent: list[object] = []

    def snapshot(self) -> Snapshot:
        return self.shown

    def dispatch(self, intent: object) -> None:
        self.sent.append(intent)

    def subscribe(self, wake: Callable[[], None]) -> None:
        """Nothing ever happens."""


class Showing:
    """Examples one after the other, each as a visit of its own; the glass stays while its look does."""

    def __init__(self) -> None:
        self._look: tuple[str, str] | None = None
        self._glass: Glass | None = None
        self._brain = Frozen(Example("", None).snapshot("zh"))
        self._visits = count(1)

    def put(
        self,
        stage: "Stage",
        example: Example,
        orientation: str = "portrait",
        language: Language = "zh",
        company: str = "default",
    ) -> "Stage":
        """The example on a glass of that orientation, language and company."""
        snapshot = example.snapshot(language)
        snapshot = replace(snapshot, session=replace(snapshot.session, number=next(self._visits)))
        self._brain.shown = snapshot
        del self._brain.sent[:]
        if stage._glass is not self._glass or self._look != (orientation, company):
            self._look = (orientation, company)
            self._glass = stage.open(self._brain, look_of(orientation, company))
        else:
            stage.glass.show()
            stage.rest()
        return stage


@cache
def _showing() -> Showing:
    return Showing()


@pytest.fixture
def show(window: "Stage", calm: None) -> Show:
    """Puts an example on the glass."""
    window.fingers.lift_all()
    return partial(_showing().put, window)
