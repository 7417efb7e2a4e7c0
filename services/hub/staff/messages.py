"""The log of messages, those that did not arrive, and sending one of these again."""

from http import HTTPStatus
from urllib.parse import urlencode

from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.domain.messages import MessageEvent, MessageState
from services.hub.domain.rights import Decision, reaches
from services.hub.staff.asked import Asked, go
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.store.types import row_number
from services.hub.usecases.items import NotForThem
from services.hub.usecases.message_log import Sought, Told, dead_letters, messages, send_again_by_hand
from services.hub.usecases.outbox import NotAgain
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

PAGE = 50
LOG, DEAD = "/staff/messages", "/staff/messages/dead"
_FILTERS = ("state", "event", "order")
_LONGEST_TYPED = 80


@page(router, "GET", LOG, needs=Act.READ_MESSAGES)
async def list_messages(asked: Asked) -> Response:
    """A page of the log, newest first."""
    told = {name: asked.request.query_params.get(name, "").strip()[:_LONGEST_TYPED] for name in _FILTERS}
    try:
        sought, status, why = _sought(asked, told), HTTPStatus.OK, ""
    except ValueError:
        sought, status, why = Sought(), HTTPStatus.UNPROCESSABLE_ENTITY, "logs.no_such"
    found = await asked.hub.work.read(
        lambda connection: messages(connection, asked.visitor, sought, PAGE + 1)
    )
    return _page(asked, status, LOG, found, told, why, later=sought.before is not None)


@page(router, "GET", DEAD, needs=Act.READ_DEAD_LETTERS)
async def list_dead(asked: Asked) -> Response:
    """A page of those that did not arrive, newest first."""
    return await _dead(asked, HTTPStatus.OK, "")


@page(router, "POST", "/staff/messages/{number}/again", needs=Act.SEND_AGAIN)
async def take_again(asked: Asked) -> Response:
    """What has been sent about its order, where it waits now; or the page with what is wrong."""
    number = row_number(asked.request.path_params["number"])
    if number is None:
        raise NotForThem(Decision.OTHER_COMPANY)
    try:
        order_no = await asked.hub.work.write(
            lambda connection: send_again_by_hand(asked.hub, connection, asked.visitor, number)
        )
    except NotAgain:
        return await _dead(asked, HTTPStatus.CONFLICT, "messages.not_again")
    return go(f"{LOG}?{urlencode({'order': order_no})}")


async def _dead(asked: Asked, status: HTTPStatus, why: str) -> Response:
    said = asked.request.query_params.get("before", "")
    before = row_number(said)
    if said and before is None:
        status, why = HTTPStatus.UNPROCESSABLE_ENTITY, "logs.no_such"
    found = await asked.hub.work.read(
        lambda connection: dead_letters(connection, asked.visitor, before, PAGE + 1)
    )
    return _page(asked, status, DEAD, found, {}, why, later=before is not None)


def _page(
    asked: Asked,
    status: HTTPStatus,
    at: str,
    found: list[Told],
    told: dict[str, str],
    why: str,
    *,
    later: bool,
) -> Response:
    same = {key: value for key, value in told.items() if value}
    older = urlencode(same | {"before": found[PAGE - 1].number}) if len(found) > PAGE else ""
    return render(
        asked,
        "messages.html",
        status,
        at=at,
        dead=at == DEAD,
        dead_at=DEAD if reaches(asked.visitor.standing, Act.READ_DEAD_LETTERS) else "",
        messages=found[:PAGE],
        again=bool(reaches(asked.visitor.standing, Act.SEND_AGAIN)),
        order_at="/staff/orders/" if reaches(asked.visitor.standing, Act.READ_ORDER) else "",
        typed=told,
        states=tuple(MessageState),
        events=tuple(MessageEvent),
        older=older,
        later=later,
        why=why,
    )


def _sought(asked: Asked, told: dict[str, str]) -> Sought:
    """What an address asks for. Raises ValueError for what cannot be."""
    if not all(value.isprintable() for value in told.values()):
        raise ValueError("not to be typed here")
    said = asked.request.query_params.get("before", "")
    before = row_number(said)
    if said and before is None:
        raise ValueError("no such message")
    return Sought(
        state=MessageState(told["state"]) if told["state"] else None,
        event=MessageEvent(told["event"]) if told["event"] else None,
        order_no=told["order"],
        before=before,
    )
