"""Signing in: first which number, then its password."""

from kiosk.flows.first_password import ChoosePassword
from kiosk.flows.sign_in import PASSWORD_LENGTH, AskNumber, AskPassword
from kiosk.intents import Back, Confirm, Digit, Erase
from kiosk.snapshot import Snapshot
from kiosk.trouble import Trouble, TroubleKind
from screens.base import Screen
from screens.sign_in.sample import Sample  # noqa: F401  for sign_in.kv
from screens.words import grouped
from services.contracts.sessions import NumberKind

SIGNS = {
    TroubleKind.LOCKED: "locked",
    TroubleKind.LOCKED_UNTIL_STAFF: "locked",
    TroubleKind.BUSY: "busy",
    TroubleKind.HUB_AWAY: "away",
    TroubleKind.SIGN_IN_REFUSED: "trouble",
}
NOT_THE_CUSTOMERS = frozenset(
    (TroubleKind.HUB_AWAY, TroubleKind.TERMINAL_REFUSED, TroubleKind.UNEXPECTED, TroubleKind.REFUSED)
)
"""Troubles for which staff need the reference."""


class KeyedScreen(Screen):
    """One question that is answered with the digits' keys."""

    def typed(self, digit: str) -> None:
        """A key was touched."""
        self.send(Digit(digit))

    def erased(self) -> None:
        """The last digit is to go."""
        self.send(Erase())

    def reference(self, trouble: Trouble) -> str:
        """What staff need to look the trouble up."""
        if trouble.kind not in NOT_THE_CUSTOMERS:
            return ""
        return self.t("trouble.reference", reference=trouble.reference)


class SecretScreen(KeyedScreen):
    """A password is typed, unseen."""

    def show_entry(self, state: AskPassword | ChoosePassword, on: str, back: str) -> None:
        """How far it is typed, and the ways on and back by these words; while it is sent, the way out."""
        self.ids.dots.count = state.entered
        self.ids.progress.hide = not state.sending
        if state.sending:
            self.offer(None, self.action("action.leave_wait", Back(), "back"))
        else:
            self.offer(
                self.action(on, Confirm(), enabled=state.entered == PASSWORD_LENGTH),
                self.action(back, Back(), "back"),
            )


class NumberScreen(KeyedScreen):
    """Which account, or which order."""

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, AskNumber)
        self.ids.field.text = state.digits
        self.offer(
            self.action("action.next", Confirm(), enabled=state.complete),
            self.action("action.back", Back(), "back"),
        )


class PasswordScreen(SecretScreen):
    """The password of that number or card."""

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, AskPassword)
        if state.kind is NumberKind.CARD:
            self.ids.question.note = self.t("signin.password.for_card")
        else:
            self.ids.question.note = self.t("signin.password.for_number", number=grouped(state.number))
        self._tell(state)
        self.show_entry(state, "signin.submit", "signin.password.other_number")

    def _tell(self, state: AskPassword) -> None:
        word, trouble = self.ids.word, state.trouble
        if trouble is None:
            word.kind, word.sign, word.title = "info", "secret", ""
            word.body = self.t("signin.sending" if state.sending else "signin.password.hint")
            word.small = ""
            return
        word.kind, word.sign = "late", SIGNS.get(trouble.kind, "trouble")
        forgotten = trouble.kind is TroubleKind.SIGN_IN_REFUSED
        word.title, word.body = self._sentence(trouble), self.t("signin.password.hint") if forgotten else ""
        word.small = self.reference(trouble)

    def _sentence(self, trouble: Trouble) -> str:
        seconds = trouble.retry_after or 0
        match trouble.kind:
            case TroubleKind.SIGN_IN_REFUSED:
                return self.t("signin.refused")
            case TroubleKind.LOCKED:
                return self.t("signin.locked", minutes=max(1, -(-seconds // 60)))
            case TroubleKind.LOCKED_UNTIL_STAFF:
                return self.t("signin.locked_until_staff")
            case TroubleKind.BUSY:
                return self.t("signin.busy", seconds=max(1, seconds))
            case TroubleKind.HUB_AWAY:
                return self.t("signin.hub_away")
            case TroubleKind.TERMINAL_REFUSED:
                return self.t("signin.terminal_refused")
        return self.t("signin.trouble")
