"""Refusals as RFC 9457 problem details: one status and one title for each code.

422 says that the request itself is wrong and will always be; 409 that a rule or the state of things refuses
it.
"""

from http import HTTPStatus
from typing import NamedTuple

import orjson
from sqlalchemy.exc import OperationalError
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from services.contracts.problems import MEDIA_TYPE, Code
from services.hub.usecases.refusal import Refused

TYPE_PREFIX = "urn:connection-hub:problem:"


class Meaning(NamedTuple):
    """What a code means to HTTP, and to whoever reads the answer."""

    status: HTTPStatus
    title: str


MEANINGS: dict[Code, Meaning] = {
    Code.MALFORMED: Meaning(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not what it must be"),
    Code.TOO_LARGE: Meaning(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large"),
    Code.NOT_FOUND: Meaning(HTTPStatus.NOT_FOUND, "There is nothing here"),
    Code.METHOD_NOT_ALLOWED: Meaning(HTTPStatus.METHOD_NOT_ALLOWED, "This cannot be done here"),
    Code.BUSY: Meaning(HTTPStatus.SERVICE_UNAVAILABLE, "Busy, please try again"),
    Code.INTERNAL: Meaning(HTTPStatus.INTERNAL_SERVER_ERROR, "The hub has failed"),
    Code.UNKNOWN_TERMINAL: Meaning(HTTPStatus.UNAUTHORIZED, "The terminal is not known"),
    Code.ENROLMENT_REFUSED: Meaning(HTTPStatus.FORBIDDEN, "The code enrols no terminal"),
    Code.TOO_MANY_ATTEMPTS: Meaning(HTTPStatus.TOO_MANY_REQUESTS, "Too many wrong codes"),
    Code.SIGN_IN_REFUSED: Meaning(HTTPStatus.UNAUTHORIZED, "Number and password do not belong together"),
    Code.SIGN_IN_LOCKED: Meaning(HTTPStatus.TOO_MANY_REQUESTS, "Too many wrong passwords, locked for now"),
    Code.SIGN_IN_LOCKED_UNTIL_UNLOCKED: Meaning(HTTPStatus.LOCKED, "Locked until staff unlock it"),
    Code.SESSION_ENDED: Meaning(HTTPStatus.UNAUTHORIZED, "There is no session"),
    Code.PASSWORD_CHANGE_REQUIRED: Meaning(HTTPStatus.FORBIDDEN, "A new password must be set first"),
    Code.PASSWORD_WEAK: Meaning(HTTPStatus.CONFLICT, "The password is too easy to guess"),
    Code.ORDER_NOT_FOUND: Meaning(HTTPStatus.NOT_FOUND, "The customer has no such order"),
    Code.URGE_NOT_FOUND: Meaning(HTTPStatus.NOT_FOUND, "The customer has no such urge"),
    Code.LINK_NOT_FOUND: Meaning(HTTPStatus.NOT_FOUND, "The link is not, or no longer, valid"),
    Code.NO_PUBLIC_ADDRESS: Meaning(HTTPStatus.CONFLICT, "The hub has no public address"),
    Code.REPORTS_REFUSED: Meaning(HTTPStatus.UNAUTHORIZED, "These reports are not proven, or are none"),
    Code.PERMIT_REFUSED: Meaning(HTTPStatus.FORBIDDEN, "The permit does not allow this"),
    Code.PERMIT_EXPIRED: Meaning(HTTPStatus.FORBIDDEN, "The permit has expired"),
    Code.KEY_MISSING: Meaning(HTTPStatus.BAD_REQUEST, "The Idempotency-Key is missing"),
    Code.KEY_REUSED: Meaning(HTTPStatus.UNPROCESSABLE_ENTITY, "The key belongs to another request"),
    Code.ALREADY_URGED: Meaning(HTTPStatus.CONFLICT, "This stage was urged already on this working day"),
    Code.STAGE_PASSED: Meaning(HTTPStatus.CONFLICT, "The order is not, or no longer, in this stage"),
    Code.CUSTOMER_SIDE: Meaning(HTTPStatus.CONFLICT, "This stage waits for the customer"),
    Code.COMPANY_SIDE: Meaning(HTTPStatus.CONFLICT, "This stage waits for nothing from the customer"),
    Code.ORDER_PAUSED: Meaning(HTTPStatus.CONFLICT, "The order is paused"),
    Code.ORDER_ENDED: Meaning(HTTPStatus.CONFLICT, "The order has ended"),
    Code.TOUCH_TIME_REFUSED: Meaning(HTTPStatus.CONFLICT, "The moment of the touch is not possible"),
}


def refusal_for(error: Exception) -> Refused:
    """What to answer when something went wrong: nothing of the request was stored."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, OperationalError):
        return Refused(Code.BUSY, retry_after=2)
    if isinstance(error, ClientDisconnect):
        return Refused(Code.MALFORMED, reason="body")
    return Refused(Code.INTERNAL)


def problem(refused: Refused, reference: str) -> Response:
    """The answer for a refusal. `reference` is what staff find in the log."""
    status, title = MEANINGS[refused.code]
    body: dict[str, object] = {
        "type": TYPE_PREFIX + refused.code.value,
        "title": title,
        "status": status.value,
        "code": refused.code.value,
        "instance": reference,
    }
    said = {
        "detail": refused.detail,
        "retry_after": refused.retry_after,
        "reason": refused.reason,
        "last_urge": refused.last_urge.model_dump(mode="json") if refused.last_urge else None,
    }
    body |= {name: value for name, value in said.items() if value is not None}
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after is not None else {}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Kiosk" if refused.code is Code.UNKNOWN_TERMINAL else "Bearer"
    return Response(orjson.dumps(body), status.value, headers, MEDIA_TYPE)
