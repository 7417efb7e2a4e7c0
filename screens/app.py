"""The glass: one window with header, page and action bar, showing the brain's newest snapshot.

Nothing here knows a journey. `run_glass` blocks until the window is closed or the program is told to end.
"""

import gc
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from screens import boot, brand
from screens.look import Look, wear
from screens.metrics import Panel

if TYPE_CHECKING:
    from kiosk.intents import Intent
    from kiosk.snapshot import Snapshot


class Brain(Protocol):
    """What the glass needs of the terminal's brain. All but `subscribe`'s callback is called on the main
    thread.
    """

    def snapshot(self) -> "Snapshot":
        """Take in what has happened and return the newest snapshot."""

    def dispatch(self, intent: "Intent") -> None:
        """Take an intent; never blocks."""

    def subscribe(self, wake: Callable[[], None]) -> None:
        """Call `wake`, from any thread, when a new snapshot can be had."""

    def crashed(self, place: str, error: Exception) -> None:
        """The glass itself failed there: end the visit, with a page that is safe to show."""


@dataclass(frozen=True)
class ScreenSettings:
    """How the glass is built in, and whose look it has."""

    panel: Panel = field(default_factory=Panel)
    brand: str = "default"
    fullscreen: bool = False


def run_glass(brain: Brain, settings: ScreenSettings, up: Callable[[], None] = lambda: None) -> int:
    """Open the window and show the brain's snapshots until it is closed; returns the exit code.

    `up` is called once, when the first frame is on the glass. Raises BrandError for a brand that must not
    reach the glass, and what the glass raises when even the safe page fails.
    """
    chosen, panel = brand.load(settings.brand), settings.panel
    boot.prepare(panel, fullscreen=settings.fullscreen)
    from kivy.base import runTouchApp
    from kivy.core.window import Window

    wear(Look(chosen, panel.filling(*Window.system_size) if settings.fullscreen else panel))

    from screens.glass import Glass

    glass = Glass(brain)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: glass.close())
    glass.open()
    runTouchApp(embedded=True)
    gc.disable()  # the glass collects in its idle moments, each minute and after each page
    try:
        glass.loop.turn(0)
        up()
        glass.loop.run(glass.failed)
    finally:
        glass.close()
        gc.unfreeze()
        gc.enable()
    return 0
