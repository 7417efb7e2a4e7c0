"""One window for all tests of this process, opened by the first test that needs it."""

import os
from collections.abc import Iterator
from itertools import count
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from screens import boot
from screens.metrics import Panel

if TYPE_CHECKING:
    from screens.stage import Stage
    from screens.widgets.progress import Progress
    from screens.widgets.skyline import Skyline

# Before any test module imports the kit, and with it Kivy.
os.environ["SDL_VIDEODRIVER"] = "offscreen"
boot.prepare(Panel(width_px=1920, height_px=1920, width_mm=476.0))


@pytest.fixture(scope="session")
def window() -> "Stage":
    """Opens Kivy's window, off screen and large enough for both orientations."""
    from tests.screens.harness import only_stage

    return only_stage()


# By the names of what they stand for: Kivy's clock looks a method up by its name.
def _walk(self: "Progress", _: float) -> bool:
    return self.get_root_window() is not None


def _next(self: "Skyline", _: float) -> bool:
    return self.get_root_window() is not None


_ticks = count(step=10)
"""Seconds that pass between two presses, over all tests: widgets outlive one."""


@pytest.fixture
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two quick touches both count, and nothing moves by itself."""
    from screens.widgets import press
    from screens.widgets.progress import Progress
    from screens.widgets.skyline import Skyline

    monkeypatch.setattr(press, "now", lambda: float(next(_ticks)))
    monkeypatch.setattr(Progress, "_walk", _walk)
    monkeypatch.setattr(Skyline, "_next", _next)


@pytest.fixture
def stage(window: "Stage", calm: None) -> Iterator["Stage"]:
    """A stage with nothing on it."""
    yield window
    window.close()


@pytest.fixture
def pages(window: "Stage") -> ModuleType:
    """Pages that show the kit's parts, which the glass knows by now."""
    from tests.screens import pages

    pages.register()
    return pages
