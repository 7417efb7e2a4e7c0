"""A first password from staff was right: the customer chooses one of their own, typed twice."""

from kiosk.flows.first_password import ChoosePassword
from kiosk.snapshot import Snapshot
from screens.sign_in.sign_in import SecretScreen
from services.contracts.problems import Code


class FirstPasswordScreen(SecretScreen):
    """The new password, and the same once more."""

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, ChoosePassword)
        again = ".repeat" if state.repeating else ""
        self.ids.question.title = self.t(f"firstpassword{again}.title")
        self.ids.question.note = self.t(f"firstpassword{again}.step")
        self._tell(state)
        self.show_entry(state, "action.next", "action.back")

    def _tell(self, state: ChoosePassword) -> None:
        word, trouble = self.ids.word, state.trouble
        word.kind, word.sign, word.small = "info", "key", ""
        word.title = word.body = ""
        if state.sending:
            word.body = self.t("firstpassword.sending")
        elif state.differs:
            word.kind, word.sign, word.title = "warn", "trouble", self.t("firstpassword.differs")
        elif trouble is not None and trouble.code is Code.PASSWORD_WEAK:
            word.kind, word.sign, word.title = "warn", "trouble", self.t("firstpassword.weak")
            word.body = self.t("firstpassword.hint")
        elif trouble is not None:
            word.kind, word.sign, word.title = "late", "trouble", self.t("firstpassword.trouble")
            word.small = self.reference(trouble)
        else:
            word.body = self.t("firstpassword.repeat.hint" if state.repeating else "firstpassword.hint")
