"""Something is being fetched, and it takes longer than a moment. It can be left."""

from typing import ClassVar

from kiosk.intents import Back
from kiosk.snapshot import Snapshot
from screens.base import Screen


class WaitingScreen(Screen):
    """What is being done, and a way out."""

    after_s = 0.3
    says: ClassVar[str]
    """Key of its sentence."""

    def render(self, snapshot: Snapshot) -> None:  # noqa: ARG002
        self.ids.message.title = self.t(self.says)
        self.offer(None, self.action("action.leave_wait", Back(), "back"))


class OrdersWaitingScreen(WaitingScreen):
    """The list is on its way."""

    says = "orders.waiting"


class OrderWaitingScreen(WaitingScreen):
    """An order is on its way."""

    says = "order.waiting"
