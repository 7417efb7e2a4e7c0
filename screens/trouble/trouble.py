"""Something could not be fetched: what the customer can do, and a reference for staff."""

from typing import ClassVar

from kiosk.flows.order import OrderTrouble
from kiosk.flows.orders import OrdersTrouble
from kiosk.intents import Back, End, Retry
from kiosk.snapshot import Snapshot
from kiosk.trouble import Trouble, TroubleKind
from screens.base import Screen

SIGNS = {
    TroubleKind.HUB_AWAY: "away",
    TroubleKind.BUSY: "busy",
    TroubleKind.NOT_FOUND: "search",
}
USELESS_TO_RETRY = frozenset((TroubleKind.NOT_FOUND, TroubleKind.TERMINAL_REFUSED))
SENTENCES = frozenset((*SIGNS, TroubleKind.TERMINAL_REFUSED))
"""Troubles with a sentence of their own."""


class TroubleScreen(Screen):
    """One sentence, what can be done, and the reference."""

    says: ClassVar[str]
    """Key of its title."""

    def show(self, trouble: Trouble) -> None:
        """Fill the page."""
        message = self.ids.message
        message.sign = SIGNS.get(trouble.kind, "trouble")
        message.title = self.t(self.says)
        message.body = self.t(f"trouble.{trouble.kind if trouble.kind in SENTENCES else 'other'}")
        message.small = self.t("trouble.reference", reference=trouble.reference)


class OrdersTroubleScreen(TroubleScreen):
    """The list could not be fetched."""

    says = "orders.trouble"

    def render(self, snapshot: Snapshot) -> None:
        assert isinstance(snapshot.state, OrdersTrouble)
        trouble = snapshot.state.trouble
        self.show(trouble)
        leave = self.action("header.end", End(), "end")
        if trouble.kind in USELESS_TO_RETRY:
            self.offer(leave)
        else:
            self.offer(self.action("action.retry", Retry()), leave)


class OrderTroubleScreen(TroubleScreen):
    """The order could not be fetched."""

    says = "order.trouble"

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, OrderTrouble)
        self.show(state.trouble)
        back = self.action("action.back", Back(), "back")
        if state.single:
            back = self.action("header.end", End(), "end")
        if state.trouble.kind in USELESS_TO_RETRY:
            self.offer(back)
        else:
            self.offer(self.action("action.retry", Retry()), back)
