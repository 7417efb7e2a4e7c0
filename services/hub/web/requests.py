"""Reading requests and writing answers, for all of the hub's apps."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from services.contracts.base import Message
from services.contracts.terminals import KIOSK_ID_HEADER, KIOSK_KEY_HEADER
from services.hub.usecases.authenticate import (
    Credentials,
    Terminal,
    Visitor,
    settled_visitor,
    terminal,
    visitor,
)
from services.hub.usecases.context import Hub
from services.hub.usecases.refusal import Refused, malformed
from services.hub.web.envelope import trace_of

_M = TypeVar("_M", bound=Message)
_T = TypeVar("_T")
_BEARER = "bearer "


def hub_of(request: Request) -> Hub:
    """The hub that the request came to."""
    hub: Hub = request.app.state.hub
    return hub


def answer(content: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """JSON, instants in UTC."""
    return Response(orjson.dumps(content, option=orjson.OPT_UTC_Z), status, None, "application/json")


async def body_of(request: Request, model: type[_M]) -> _M:
    """The body as this message. Raises Refused (malformed) with the field in `reason`, never its value."""
    raw = await request.body()
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "body"
        raise malformed(field, first["type"]) from None


def credentials_of(request: Request) -> Credentials:
    """What the request's headers say of its sender."""
    headers = request.headers
    bearer = headers.get("authorization", "")
    token = bearer[len(_BEARER) :].strip() if bearer[: len(_BEARER)].lower() == _BEARER else ""
    return Credentials(headers.get(KIOSK_ID_HEADER, ""), headers.get(KIOSK_KEY_HEADER, ""), token)


async def known_terminal(request: Request) -> Terminal:
    """The terminal that sent the request. Raises Refused (unknown-terminal)."""
    credentials = credentials_of(request)
    at = await hub_of(request).work.read(lambda connection: terminal(connection, credentials))
    trace_of(request.scope).terminal = at.kiosk_id
    return at


async def visiting(request: Request, job: Callable[[Connection, Visitor], _T], *, settled: bool = True) -> _T:
    """What a read job answers for the customer whose session it is; the session is renewed.

    With `settled` not for a customer who must set a password first. Raises Refused: unknown-terminal,
    session-ended, password-change-required, and what the job raises.
    """
    hub, credentials = hub_of(request), credentials_of(request)
    now = hub.now()
    find = settled_visitor if settled else visitor

    def read(connection: Connection) -> tuple[Visitor, _T | Refused]:
        who = find(hub.renewals, now, connection, credentials)
        try:
            return who, job(connection, who)
        except Refused as refused:
            return who, refused

    who, found = await hub.work.read(read)
    trace = trace_of(request.scope)
    trace.terminal, trace.customer = who.terminal.kiosk_id, who.customer_id
    if who.renewal_due:
        hub.renewals.renew(who.session_id, now)
    if isinstance(found, Refused):
        raise found
    return found
