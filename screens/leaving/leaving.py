"""The visit is over and already forgotten: a word of good-bye."""

from kiosk.flows.leaving import Leaving
from kiosk.intents import Confirm
from kiosk.moves import LeaveReason
from kiosk.snapshot import Snapshot
from screens.base import Screen

SIGNS = {LeaveReason.DONE: ("good", "goodbye"), LeaveReason.IDLE: ("info", "time")}


class LeavingScreen(Screen):
    """Thank you; and that nothing is left here."""

    can_end = False

    def render(self, snapshot: Snapshot) -> None:
        assert isinstance(snapshot.state, Leaving)
        reason, message = snapshot.state.reason, self.ids.message
        message.kind, message.sign = SIGNS.get(reason, ("info", "secret"))
        message.title = self.t(f"leaving.{reason}.title")
        message.body = self.t("leaving.done.hint")
        self.offer(self.action("action.home", Confirm()))
