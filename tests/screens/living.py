"""A terminal with a brain that is told by standard input what to show: for tests in a window of its own.

`typing`, `listing`, `telling` show that page, from a thread that is not the glass's; every intent is printed.
"""

import sys
import threading

from kiosk.intents import Touched
from screens import boot
from screens.app import ScreenSettings, run_glass


def main() -> int:
    """Until a signal, or the end of standard input."""
    settings = ScreenSettings()
    boot.prepare(settings.panel)
    from screens import registry
    from tests.screens import pages

    registry.SCREENS.clear()
    pages.register()
    states = {"typing": pages.Typing("1234"), "listing": pages.Listing(), "telling": pages.Telling()}

    class Printing(pages.ByHand):
        def dispatch(self, intent: object) -> None:
            if not isinstance(intent, Touched):
                sys.stdout.write(f"{intent}\n")
                sys.stdout.flush()

    brain = Printing(pages.Typing())

    def listen() -> None:
        for line in sys.stdin:
            brain.show(state=states[line.strip()])

    threading.Thread(target=listen, daemon=True).start()
    return run_glass(brain, settings)


if __name__ == "__main__":
    sys.exit(main())
