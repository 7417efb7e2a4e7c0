"""The receipt: being printed, ready, or what went wrong, told truly."""

from kiosk.flows.receipt import ReceiptFailed, ReceiptPrinting, ReceiptReady, ReceiptUncertain
from kiosk.intents import Back, End, Retry
from kiosk.snapshot import Snapshot
from screens.base import Screen
from screens.widgets.frame import Action

TOLD = frozenset(("paper-out", "cover-open"))
"""Reasons with a sentence of their own."""


class PrintingScreen(Screen):
    """At the printer."""

    def render(self, snapshot: Snapshot) -> None:
        assert isinstance(snapshot.state, ReceiptPrinting)
        self.offer()


class OutcomeScreen(Screen):
    """What came of it, and the way back to the order."""

    def back(self, icon: str = "back") -> Action:
        """To the order."""
        return self.action("urge.back", Back(), icon)


class ReadyScreen(OutcomeScreen):
    """Take it."""

    def render(self, snapshot: Snapshot) -> None:
        assert isinstance(snapshot.state, ReceiptReady)
        self.ids.message.title = self.t("receipt.ready.title")
        self.ids.message.body = self.t("receipt.ready.hint")
        self.offer(self.action("receipt.ready.leave", End()), self.back())


class UncertainScreen(OutcomeScreen):
    """It may or may not have come out."""

    def render(self, snapshot: Snapshot) -> None:
        assert isinstance(snapshot.state, ReceiptUncertain)
        self.ids.message.title = self.t("receipt.uncertain.title")
        self.ids.message.body = self.t("receipt.uncertain.hint")
        self.offer(self.back(""))


class FailedScreen(OutcomeScreen):
    """Nothing was printed, for certain."""

    def render(self, snapshot: Snapshot) -> None:
        state, message = snapshot.state, self.ids.message
        assert isinstance(state, ReceiptFailed)
        reason = state.reason if state.reason in TOLD else "other"
        message.title = self.t("receipt.failed.title")
        message.body = self.t(f"receipt.failed.{reason}")
        trouble = state.trouble
        message.small = self.t("trouble.reference", reference=trouble.reference) if trouble else ""
        self.offer(self.action("receipt.failed.retry", Retry()), self.back())
