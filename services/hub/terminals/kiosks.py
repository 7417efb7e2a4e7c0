"""Enrolling a terminal, and hearing that it is alive."""

import hmac
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from services.contracts.problems import Code
from services.contracts.terminals import Enrolled, EnrolRequest, Heartbeat, HeartbeatAnswer
from services.hub.usecases.kiosks import enrol, heartbeat
from services.hub.usecases.refusal import Refused
from services.hub.web.describe import NOBODY, TERMINAL, described, path_word
from services.hub.web.requests import answer, body_of, hub_of, known_terminal
from services.hub.web.routing import plain_router

router = plain_router("/api/v1/kiosks", "terminals")


@router.post(
    "",
    **described(
        "enrol",
        "Enrol a terminal",
        answer=Enrolled,
        status=HTTPStatus.CREATED,
        refuses=(Code.ENROLMENT_REFUSED, Code.TOO_MANY_ATTEMPTS),
        security=NOBODY,
        body=EnrolRequest,
        example={"code": "7K3F-9QXM-2BTD"},
    ),
)
async def post_kiosk(request: Request) -> Response:
    """The code works once, for 15 minutes. The key is shown this once."""
    hub = hub_of(request)
    asked = await body_of(request, EnrolRequest)
    address = request.client.host if request.client else ""
    found = await hub.work.write(partial(enrol, hub, asked.code, address))
    if isinstance(found, Refused):
        raise found
    return answer(found, HTTPStatus.CREATED)


@router.post(
    "/{kiosk_id}/heartbeats",
    **described(
        "heartbeat",
        "Say that the terminal is alive",
        answer=HeartbeatAnswer,
        security=TERMINAL,
        body=Heartbeat,
        example={"software": "0.1.0", "outbox_waiting": 0},
        parameters=[path_word("kiosk_id", "The terminal's own id.", "kiosk-9f2c41d07a")],
    ),
)
async def post_heartbeat(request: Request) -> Response:
    """A terminal may speak for itself alone."""
    hub = hub_of(request)
    at = await known_terminal(request)
    if not hmac.compare_digest(request.path_params["kiosk_id"].encode(), at.kiosk_id.encode()):
        raise Refused(Code.UNKNOWN_TERMINAL)
    beat = await body_of(request, Heartbeat)
    return answer(await hub.work.write(partial(heartbeat, hub, at, beat)))
