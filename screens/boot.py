"""How Kivy is told to start: before anything of it but this module is imported.

Kivy reads its options when its modules are imported, and its window opens when `kivy.core.window` is;
whoever wants glass calls `prepare` first. Why each option is what it is (measured with software rendering,
1080x1920):

- multisamples 0: two to three times faster frames, 70 MB less.
- no input provider but the window's own: touches reach the window through X; the others read devices a
  second time.
- maxfps 0: `screens.loop` paces the frames, Kivy's own clock would sleep through a touch.
- no config file, no log file, no arguments: the terminal has its own.
- style.kv is left out: 1,300 lines of rules for widgets that no screen here uses, 70 ms of every start.
"""

import logging
import os
import sys
from pathlib import Path

from screens.metrics import Panel

NO_STYLE = Path(__file__).resolve().parent / "kivy_data"


def prepare(panel: Panel, *, fullscreen: bool = False) -> None:
    """Set Kivy's options for this process; raises RuntimeError when its window is already there."""
    if "kivy.core.window" in sys.modules:
        raise RuntimeError("Kivy's window was opened before its options were set")
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_LOG_MODE="PYTHON",
        KIVY_WINDOW="sdl2",
        KIVY_TEXT="sdl2",
        KIVY_IMAGE="sdl2",
        KIVY_CLIPBOARD="dummy",
        SDL_NO_SIGNAL_HANDLERS="1",
    )
    from kivy.config import Config

    logging.getLogger("kivy").setLevel(logging.CRITICAL)

    options = {
        "width": panel.width_px,
        "height": panel.height_px,
        "multisamples": 0,
        "maxfps": 0,
        "vsync": 0,
        "fullscreen": "auto" if fullscreen else 0,
        "borderless": int(fullscreen),
        "resizable": 0,
        "show_cursor": int(not fullscreen),
        "minimum_width": 0,
        "minimum_height": 0,
    }
    for name, value in options.items():
        Config.set("graphics", name, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "log_level", "critical")
    Config.set("kivy", "desktop", "0")
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")
    _without_style()


def _without_style() -> None:
    import kivy

    given, kivy.kivy_data_dir = kivy.kivy_data_dir, str(NO_STYLE)
    try:
        import kivy.lang.builder
    finally:
        kivy.kivy_data_dir = given
