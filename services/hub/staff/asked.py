"""A request of the staff: who asks, in which language, and what their form says."""

from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.contracts.language import Language
from services.hub.settings import is_loopback
from services.hub.usecases.context import Hub
from services.hub.usecases.staff_sign_in import Owed, StaffVisitor

COOKIE = "staff"
LANGUAGE = "staff-language"
_HOMES = {
    Owed.CODE: "/staff/code",
    Owed.ENROLMENT: "/staff/enrolment",
    Owed.NEW_PASSWORD: "/staff/password",
    Owed.NOTHING: "/staff",
}


class NotOurs(Exception):
    """The form was not sent from one of our pages; it changes nothing."""


@dataclass(frozen=True)
class Asked:
    """A request of the staff."""

    hub: Hub
    request: Request
    who: StaffVisitor | None
    form: dict[str, str] = field(default_factory=dict)

    @property
    def visitor(self) -> StaffVisitor:
        """Who asks, where the route needs somebody."""
        assert self.who is not None
        return self.who

    @property
    def language(self) -> Language:
        """Chinese, unless they chose English."""
        return "en" if self.request.cookies.get(LANGUAGE) == "en" else "zh"


def go(path: str) -> RedirectResponse:
    """On to another page, by GET."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def home_of(owed: Owed) -> str:
    """The page of what is owed."""
    return _HOMES[owed]


def keep_token(asked: Asked, response: Response, token: str) -> Response:
    """Give the browser a session's token: for our pages only, and for no script."""
    secure = not is_loopback(asked.request.url.hostname or "")
    response.set_cookie(COOKIE, token, path="/staff", secure=secure, httponly=True, samesite="strict")
    return response
