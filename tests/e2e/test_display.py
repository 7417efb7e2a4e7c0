"""The terminal on a display that is not the panel of its settings: all of the glass can be seen."""

from pathlib import Path

import pytest
from Xlib.display import Display
from Xlib.error import BadDrawable, BadWindow
from Xlib.xobject.drawable import Window

from tests.conftest import x_display
from tests.e2e.processes import running, until

pytestmark = pytest.mark.window
READY_S = 60.0


@pytest.mark.parametrize(("options", "shown"), [([], (1728, 972)), (["--fullscreen"], (1920, 1080))])
def test_a_portrait_terminal_on_a_landscape_display(
    tmp_path: Path, options: list[str], shown: tuple[int, int]
) -> None:
    with x_display("1920x1080", tmp_path / "log") as name:
        display = Display(name)
        data = {"DISPLAY": name, "TERMINAL_DATA_DIR": str(tmp_path / "terminal")}
        try:
            with running(["kiosk", *options], tmp_path, "terminal", **data):
                found: list[tuple[int, int, int, int]] = []
                until(lambda: bool(found or found.extend(windows(display)) or found), READY_S)
                ((left, top, width, height),) = found
        finally:
            display.close()
    assert (width, height) == shown
    assert left >= 0 <= top
    assert left + width <= 1920
    assert top + height <= 1080


def windows(display: Display) -> list[tuple[int, int, int, int]]:
    """Left, top, width, height of those that can be seen; none while one of them is just going."""
    try:
        seen = [window for window in display.screen().root.query_tree().children if is_seen(window)]
        places = [window.get_geometry() for window in seen]
    except (BadWindow, BadDrawable):
        return []
    return [(place.x, place.y, place.width, place.height) for place in places if place.width > 1]


def is_seen(window: Window) -> bool:
    return bool(window.get_attributes().map_state)
