"""Is somebody still there? Stands before any other page, so that nobody reads what was left open."""

from kiosk.intents import End, StillHere
from kiosk.snapshot import Snapshot
from screens.base import Screen


class IdleScreen(Screen):
    """The seconds that are left, large, and one button."""

    can_end = False
    can_switch_language = False

    def render(self, snapshot: Snapshot) -> None:
        left = snapshot.idle_left or 0
        self.ids.message.word = str(left)
        self.ids.message.body = self.t("idle.hint", seconds=left)
        self.offer(self.action("idle.still_here", StillHere()), self.action("header.end", End(), "end"))
