"""Journeys on the glass, without a brain: a snapshot is shown as it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from kiosk.snapshot import Snapshot
from services.contracts.language import Language
from tests.screens.harness import look_of
from tests.screens.journeys.examples import Example

if TYPE_CHECKING:
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


@pytest.fixture
def show(stage: "Stage") -> Show:
    """Puts an example on a glass of that orientation, language and company."""

    def put(
        example: Example,
        orientation: str = "portrait",
        language: Language = "zh",
        company: str = "default",
    ) -> "Stage":
        stage.open(Frozen(example.snapshot(language)), look_of(orientation, company))
        return stage

    return put
