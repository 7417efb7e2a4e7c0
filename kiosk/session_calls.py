"""What the terminal tells the hub about a session while pages come and go: no page waits for it, and a hub
that is away spoils none.
"""

from dataclasses import dataclass

from kiosk.ports import HubAway, HubRefused, Tools, Work
from services.contracts.language import Language
from services.contracts.problems import Code


@dataclass(frozen=True)
class Renewed:
    """Whether the session still lived when the customer said that they are here."""

    alive: bool


@dataclass(frozen=True)
class LanguageTold:
    """The hub knows now in which language the customer reads; None: it did not take it."""

    language: Language | None


def sign_out(token: str) -> Work:
    """The customer has left."""

    def work(tools: Tools) -> None:
        try:
            tools.hub.sign_out(token)
        except (HubAway, HubRefused):
            return  # the hub ends it by itself three minutes after its last request

    return work


def renewal(token: str) -> Work:
    """The customer is still here."""

    def work(tools: Tools) -> Renewed:
        try:
            tools.hub.renew(token)
        except HubRefused as refused:
            return Renewed(alive=refused.problem.code is not Code.SESSION_ENDED)
        except HubAway:
            return Renewed(alive=True)
        return Renewed(alive=True)

    return work


def tell_language(token: str, language: Language) -> Work:
    """The customer reads this language."""

    def work(tools: Tools) -> LanguageTold:
        try:
            tools.hub.set_language(token, language)
        except (HubAway, HubRefused):
            return LanguageTold(None)  # texts stay in the language that it knows
        return LanguageTold(language)

    return work
