"""Where a gateway posts its delivery reports. Each call-back proves itself by the account's signature."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from services.contracts.problems import Code
from services.hub.channels.reports import NotTaken, Report, read_reports
from services.hub.usecases.context import Hub
from services.hub.usecases.outbox import note_reports
from services.hub.usecases.refusal import Refused
from services.hub.web.describe import REPORTER, described
from services.hub.web.requests import answer, hub_of
from services.hub.web.routing import plain_router

PATH = "/api/v1/public/sms-reports"

router = plain_router("", "public")


@router.post(
    PATH,
    **described(
        "takeSmsReports",
        "Delivery reports of the SMS gateway",
        answer=None,
        status=HTTPStatus.OK,
        refuses=(Code.REPORTS_REFUSED, Code.TOO_LARGE),
        security=REPORTER,
    ),
)
async def post_sms_reports(request: Request) -> Response:
    """Signed as requests to the gateway are (channels.reports); a repeat changes nothing."""
    hub = hub_of(request)
    reports = _read(hub, request, await request.body())
    await hub.work.write(lambda connection: note_reports(connection, reports))
    accepted: dict[str, Any] = {"code": 0, "msg": "OK"}
    return answer(accepted)


def _read(hub: Hub, request: Request, body: bytes) -> tuple[Report, ...]:
    account = hub.settings.sms
    if account is None:
        raise Refused(Code.REPORTS_REFUSED, reason="no-account")
    path = urlsplit(hub.settings.link(PATH) or PATH).path  # what the gateway signed: it knows no proxy
    try:
        return read_reports(path, request.headers, body, account.key_id, account.secret, hub.now())
    except NotTaken as error:
        raise Refused(Code.REPORTS_REFUSED, reason=error.objection.value) from None
