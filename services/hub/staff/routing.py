"""Routes of the staff's pages: whoever asks is known, and may, before anything is done.

Every route is made by `page`, which says what it needs: nothing, a session that still owes a step, or an act
of the rights. A route that names none of these cannot be made.
"""

import hmac
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.domain.rights import Decision, reaches
from services.hub.staff.asked import COOKIE, Asked, NotOurs, go, home_of
from services.hub.staff.rendering import refused_page
from services.hub.usecases.items import NotForThem
from services.hub.usecases.refusals import note_refusal
from services.hub.usecases.staff_sign_in import Owed, renew, staff_visitor
from services.hub.web.requests import hub_of

_MOST_FIELDS = 20
ALONE = "live"
"""The header of what an open page asks for by itself, while its reader may be elsewhere."""
_LONGEST_LOGGED = 200
_REFUSED = {
    Decision.OTHER_COMPANY: "no_item",
    Decision.NOT_FOR_POST: "may_not",
    Decision.NO_POST: "may_not",
    Decision.NOT_ONESELF: "not_oneself",
}
"""What the page says; for every other decision that it is not theirs."""

Needs = Act | Owed | None
"""None: whoever comes; an Owed: a session that owes this; an Act: a session that owes nothing, of a post that
may do this to something."""

Answering = Callable[[Asked], Awaitable[Response]]
NEEDS: dict[tuple[str, str], Needs] = {}
"""What each method and path of the staff's pages needs."""


def page(
    router: APIRouter, method: str, path: str, *, needs: Needs, renews: bool = True
) -> Callable[[Answering], Answering]:
    """A route of the staff's pages. Who comes to one that does not renew is not at their desk by that."""
    NEEDS[method, path] = needs

    def made(answering: Answering) -> Answering:
        async def endpoint(request: Request) -> Response:
            return await _answer(request, answering, needs, renews=renews and ALONE not in request.headers)

        endpoint.__name__ = answering.__name__
        router.add_api_route(path, endpoint, methods=[method])
        return answering

    return made


async def _answer(request: Request, answering: Answering, needs: Needs, *, renews: bool) -> Response:
    hub = hub_of(request)
    token = request.cookies.get(COOKIE, "")
    who = await hub.work.read(lambda connection: staff_visitor(hub, connection, token)) if token else None
    asked = Asked(hub, request, who)
    if needs is not None and who is None:
        return go("/staff/sign-in")
    if who is not None:
        if renews:
            renew(hub, who)
        owes = needs if isinstance(needs, Owed) else Owed.NOTHING
        if needs is not None and who.owed is not owes:
            return go(home_of(who.owed))
    try:
        if isinstance(needs, Act) and not reaches(asked.visitor.standing, needs):
            raise NotForThem(Decision.NOT_FOR_POST)
        if request.method == "POST":
            asked = Asked(hub, request, who, await _form(asked))
        return await answering(asked)
    except NotOurs:
        return refused_page(asked, HTTPStatus.FORBIDDEN, "not_ours")
    except NotForThem as refused:
        return await _not_for_them(asked, refused.decision)


async def _not_for_them(asked: Asked, decision: Decision) -> Response:
    """What the rights refuse is told, and logged. Another company's thing is answered like one that is not
    there.
    """
    path = asked.request.scope["raw_path"].decode("ascii", "replace")
    tried = f"{asked.request.method} {path}"[:_LONGEST_LOGGED]
    await asked.hub.work.write(partial(note_refusal, asked.hub, asked.visitor, tried, decision))
    status = HTTPStatus.NOT_FOUND if decision is Decision.OTHER_COMPANY else HTTPStatus.FORBIDDEN
    return refused_page(asked, status, _REFUSED.get(decision, "not_theirs"))


def _from_our_pages(headers: Headers) -> bool:
    """What the browser says of the page that sent it. Where it says both, the Origin is `null`, for our pages
    give no referrer away.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


async def _form(asked: Asked) -> dict[str, str]:
    """The form's fields. Raises NotOurs for one of another site, or that no page of ours can send."""
    request = asked.request
    if not _from_our_pages(request.headers):
        raise NotOurs
    try:
        written = (await request.body()).decode("utf-8")
        told = dict(parse_qsl(written, True, True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise NotOurs from error
    key = asked.who.form_key(asked.hub) if asked.who else ""
    if asked.who and not hmac.compare_digest(told.get("key", "").encode(), key.encode()):
        raise NotOurs
    if any("\0" in value for value in told.values()):  # no database of ours keeps it as text
        raise NotOurs
    return told
