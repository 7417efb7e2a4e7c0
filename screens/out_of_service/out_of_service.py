"""Something unexpected happened: a safe page with nothing of the customer left."""

from kiosk.flows.out_of_service import OutOfService
from kiosk.snapshot import Snapshot
from screens.base import Screen


class OutOfServiceScreen(Screen):
    """Where else to go, and that the terminal is trying to come back."""

    can_end = False
    has_bar = False

    def render(self, snapshot: Snapshot) -> None:
        assert isinstance(snapshot.state, OutOfService)
        message, hall = self.ids.message, snapshot.hall
        message.title = self.t("outofservice.title")
        hint = self.t("outofservice.hint")
        message.body = f"{hint}\n{self.t('outofservice.call', phone=hall.phone)}" if hall else hint
        reference = self.t("trouble.reference", reference=snapshot.state.reference)
        message.small = f"{self.t('outofservice.back')}\n{reference}"
        self.offer()
