"""The kiosk command: the terminal in a window, or, where there is no display, its tour off screen."""

import argparse
import os
import sys
from pathlib import Path

from kiosk import bootstrap, settings
from kiosk.display import x_screen
from screens.brand import BrandError
from screens.metrics import Panel

TOUR = Path("build") / "tour"
EXIT_CAN_NOT_BE = 2


class NoDisplay(Exception):
    """There should be a display, and none answers."""


def main(argv: list[str]) -> int:
    """Run the terminal until its window is closed; returns the exit code: 2 for settings or a display that
    cannot be.
    """
    options = _options(argv)
    if not _has_display():
        from screens.tour import main as tour

        print(f"There is no display: playing the tour off screen into {TOUR}/", flush=True)  # noqa: T201
        return tour(["--out", str(TOUR)])
    changes = {"screen.fullscreen": True} if options.fullscreen else {}
    try:
        return _run(settings.load(options.settings, changes=changes))
    except (settings.SettingsError, bootstrap.FolderUnusable, BrandError, NoDisplay) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return EXIT_CAN_NOT_BE


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="main.py kiosk", description="The terminal of a business hall.")
    parser.add_argument("--fullscreen", action="store_true", help="fill the screen, as in a hall")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="TOML file; see docs/settings.md")
    return parser.parse_args(argv)


def _has_display() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _shown(panel: Panel, fullscreen: bool) -> Panel:
    """What the glass will be on this display; raises NoDisplay."""
    size = x_screen()
    if size is None:
        name = os.environ.get("DISPLAY", "")
        raise NoDisplay(f"no X display answers (DISPLAY={name}): check DISPLAY and who may use it")
    return panel.filling(*size) if fullscreen else panel.in_window(*size)


def _run(chosen: settings.Settings) -> int:
    from screens.app import ScreenSettings, run_glass

    screen = chosen.screen
    panel = _shown(Panel(screen.width_px, screen.height_px, screen.width_mm), screen.fullscreen)
    runtime = bootstrap.build(chosen)
    try:
        return run_glass(runtime, ScreenSettings(panel, chosen.brand, screen.fullscreen), up=runtime.start)
    finally:
        runtime.close()
