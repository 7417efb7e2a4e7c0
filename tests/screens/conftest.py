"""One window for all tests of this process, opened by the first test that needs it."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from screens import boot
from screens.metrics import Panel

if TYPE_CHECKING:
    from screens.stage import Stage
    from screens.widgets.progress import Progress

# Before any test module imports the kit, and with it Kivy.
os.environ["SDL_VIDEODRIVER"] = "offscreen"
boot.prepare(Panel(width_px=1920, height_px=1920, width_mm=476.0))


@pytest.fixture(scope="session")
def window() -> "Stage":
    """Opens Kivy's window, off screen and large enough for both orientations."""
    from tests.screens.harness import only_stage

    return only_stage()


def _walk(self: "Progress", _: float) -> bool:
    return self.get_root_window() is not None


@pytest.fixture
def stage(window: "Stage", monkeypatch: pytest.MonkeyPatch) -> Iterator["Stage"]:
    """A stage with nothing on it, where two quick touches both count and nothing moves by itself."""
    from screens.widgets import press
    from screens.widgets.progress import Progress

    ticks = iter(range(0, 10**9, 10))
    monkeypatch.setattr(press, "now", lambda: float(next(ticks)))
    monkeypatch.setattr(Progress, "_walk", _walk)
    yield window
    window.close()
