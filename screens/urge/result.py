"""What became of an urge: received, kept, or not taken. No more is said than is so."""

from kiosk.flows.urge import UrgeDone, UrgeKeptHere, UrgeNotTaken
from kiosk.intents import AskReceipt, Back, Retry
from kiosk.snapshot import Snapshot
from kiosk.trouble import Trouble, TroubleKind
from screens.base import Screen
from screens.order.telling import TOLD_REFUSALS
from screens.words import moment
from services.contracts.problems import Code
from services.contracts.urges import UrgeKind

WORTH_RETRYING = frozenset((TroubleKind.HUB_AWAY, TroubleKind.BUSY, TroubleKind.UNEXPECTED))


class ResultScreen(Screen):
    """A message, and facts on a quiet ground."""

    def offer_on(self, *, can_print: bool) -> None:
        """Back to the order; paper for those who want it."""
        receipt = [self.action("order.receipt", AskReceipt(), "printer")] if can_print else []
        self.offer(self.action("urge.back", Back()), *receipt)


class DoneScreen(ResultScreen):
    """The hub has it."""

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, UrgeDone)
        urge, ids = state.urge, self.ids
        ids.message.kind, ids.message.sign = "good", "done_circle"
        check = urge.kind is UrgeKind.CHECK
        ids.message.title = self.t("urge.done.check.title" if check else "urge.done.title")
        ids.number.text = self.t("urge.done.number", number=urge.urge_no)
        ids.when.text = self.t("urge.done.when", moment=moment(self.language, urge.received_at))
        to = "urge.done.to_leader" if urge.to_team_leader else "urge.done.to"
        ids.to.text = self.t(to, name=urge.addressed_to)
        ids.hint.text = self.t("urge.done.hint")
        self.offer_on(can_print=state.can_print)


class KeptScreen(ResultScreen):
    """The terminal has it, and will send it."""

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, UrgeKeptHere)
        ids, check = self.ids, state.asked.kind is UrgeKind.CHECK
        ids.message.kind, ids.message.sign = "info", "kept"
        ids.message.title = self.t("urge.kept.check.title" if check else "urge.kept.title")
        ids.number.text = self.t("urge.kept.number", number=state.local_no)
        ids.when.text = ids.to.text = ""
        ids.hint.text = self.t("urge.kept.hint")
        self.offer_on(can_print=state.can_print)


class NotTakenScreen(ResultScreen):
    """Refused, or it could not even be written down: nothing is promised."""

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, UrgeNotTaken)
        message, check = self.ids.message, state.asked.kind is UrgeKind.CHECK
        message.title = self.t("urge.refused.check.title" if check else "urge.refused.title")
        message.body = self._why(state.trouble, check=check)
        reference = self.t("trouble.reference", reference=state.trouble.reference)
        message.small = "" if state.trouble.code in TOLD_REFUSALS else reference
        if state.trouble.kind in WORTH_RETRYING:
            self.offer(self.action("action.retry", Retry()), self.action("urge.back", Back(), "back"))
        else:
            self.offer(self.action("urge.back", Back()))

    def _why(self, trouble: Trouble, *, check: bool) -> str:
        last = trouble.last_urge
        if trouble.code is Code.ALREADY_URGED and last is not None:
            key = "urge.refused.already-checked" if check else "urge.refused.already-urged"
            when, day = moment(self.language, last.received_at), self.day(last.working_day)
            became = self.t(f"urge.became.{last.state}")
            return self.t(key, moment=when, number=last.urge_no, day=day, became=became)
        if trouble.code is Code.ALREADY_URGED:
            return self.t("urge.refused.already-urged.plain")
        if trouble.code in TOLD_REFUSALS:
            return self.t(f"urge.refused.{trouble.code}")
        return self.t("urge.refused.other")
