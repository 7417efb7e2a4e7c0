"""The OpenAPI description: each route says what it takes, what it answers and every way in which it refuses.

The routes take the request as it is, since what is on the way of every request must be cheap; so what they
take is described here rather than read off their signatures. Tests hold the description against the running
hub.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, TypedDict

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.responses import Response

from services.contracts.base import Message
from services.contracts.health import Health
from services.contracts.orders import OrderDetail, OrderList, ReceiptLink
from services.contracts.problems import MEDIA_TYPE, Code, Problem
from services.contracts.public import PublicOrder
from services.contracts.sessions import NewPassword, SessionState, SignedIn, SignInRequest
from services.contracts.terminals import (
    KIOSK_ID_HEADER,
    KIOSK_KEY_HEADER,
    Enrolled,
    EnrolRequest,
    Heartbeat,
    HeartbeatAnswer,
)
from services.contracts.urges import PERMIT_HEADER, UrgeRequest, UrgeView
from services.hub.web.problems import MEANINGS, TYPE_PREFIX

_REF = "#/components/schemas/{model}"
_ASKED: tuple[type[Message], ...] = (SignInRequest, NewPassword, EnrolRequest, Heartbeat, UrgeRequest)
_ANSWERED: tuple[type[Message], ...] = (
    Enrolled,
    Health,
    HeartbeatAnswer,
    OrderDetail,
    OrderList,
    Problem,
    PublicOrder,
    ReceiptLink,
    SessionState,
    SignedIn,
    UrgeView,
)

Security = list[dict[str, list[str]]]

TERMINAL: Security = [{"kioskId": [], "kioskKey": []}]
SESSION: Security = [{"kioskId": [], "kioskKey": [], "session": []}]
SESSION_OR_PERMIT: Security = [*SESSION, {"kioskId": [], "kioskKey": [], "permit": []}]
REPORTER: Security = [{"gateway": []}]
NOBODY: Security = []

_SCHEMES = {
    "kioskId": {
        "type": "apiKey",
        "in": "header",
        "name": KIOSK_ID_HEADER,
        "description": "The terminal's id, from its enrolment.",
    },
    "kioskKey": {
        "type": "apiKey",
        "in": "header",
        "name": KIOSK_KEY_HEADER,
        "description": "The terminal's own key, from its enrolment.",
    },
    "session": {"type": "http", "scheme": "bearer", "description": "The token of the customer's session."},
    "gateway": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "ACS3-HMAC-SHA256 by the account's key, over x-acs-date, x-acs-signature-nonce and "
        "x-acs-content-sha256 at least.",
    },
    "permit": {
        "type": "apiKey",
        "in": "header",
        "name": PERMIT_HEADER,
        "description": "A stage's permit, good for 72 hours at the terminal it was given to.",
    },
}

_EVERYWHERE = (Code.BUSY, Code.INTERNAL)


class Described(TypedDict):
    """Keyword arguments for a route."""

    summary: str
    operation_id: str
    status_code: int
    response_model: None
    response_class: type[Response]
    responses: dict[int | str, dict[str, Any]]
    openapi_extra: dict[str, Any]


def described(
    operation_id: str,
    summary: str,
    *,
    answer: type[Message] | None,
    status: HTTPStatus = HTTPStatus.OK,
    refuses: Sequence[Code] = (),
    security: Security,
    body: type[Message] | None = None,
    example: dict[str, Any] | None = None,
    parameters: Sequence[dict[str, Any]] = (),
) -> Described:
    """The description of a route. Whatever needs a terminal may find it unknown, whatever has a body
    malformed.
    """
    codes = [*refuses, *_EVERYWHERE]
    codes += [Code.UNKNOWN_TERMINAL] if any("kioskId" in each for each in security) else []
    codes += [Code.MALFORMED, Code.TOO_LARGE] if body else []
    extra: dict[str, Any] = {"security": security, "parameters": list(parameters)}
    if body is not None:
        content = {"schema": {"$ref": _REF.format(model=body.__name__)}, "example": example or {}}
        extra["requestBody"] = {"required": True, "content": {"application/json": content}}
    return Described(
        summary=summary,
        operation_id=operation_id,
        status_code=status.value,
        response_model=None,
        response_class=Response,
        responses={status.value: _success(status, answer), **_refusals(codes)},
        openapi_extra=extra,
    )


def path_word(name: str, description: str, example: str) -> dict[str, Any]:
    """A word in the path."""
    schema = {"type": "string", "minLength": 1, "maxLength": 64}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": schema,
        "description": description,
        "example": example,
    }


def openapi(app: FastAPI) -> dict[str, Any]:
    """The whole description, built once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title="Hub of the connection order terminals",
            version="1",
            description="Dates are days of China Standard Time, instants have a time zone. "
            "Every refusal is an RFC 9457 problem with a stable code.",
            routes=app.routes,
        )
        asked = [(model, "validation") for model in _ASKED]
        answered = [(model, "serialization") for model in _ANSWERED]
        _, definitions = models_json_schema([*asked, *answered], ref_template=_REF)  # type: ignore[list-item]
        components = schema.setdefault("components", {})
        components["schemas"] = definitions["$defs"]
        components["securitySchemes"] = _SCHEMES
        app.openapi_schema = schema
    return app.openapi_schema


def _success(status: HTTPStatus, answer: type[Message] | None) -> dict[str, Any]:
    described: dict[str, Any] = {"description": status.phrase}
    if answer is not None:
        ref = {"$ref": _REF.format(model=answer.__name__)}
        described["content"] = {"application/json": {"schema": ref}}
    return described


def _refusals(codes: Sequence[Code]) -> dict[int | str, dict[str, Any]]:
    by_status: dict[int | str, list[Code]] = {}
    for code in sorted(set(codes)):
        by_status.setdefault(MEANINGS[code].status.value, []).append(code)
    return {status: _refusal(status, found) for status, found in sorted(by_status.items(), key=str)}


def _refusal(status: int | str, codes: list[Code]) -> dict[str, Any]:
    examples = {
        code.value: {
            "value": {
                "type": TYPE_PREFIX + code.value,
                "title": MEANINGS[code].title,
                "status": status,
                "code": code.value,
                "instance": "3f9a0c7d21be",
            }
        }
        for code in codes
    }
    described: dict[str, Any] = {
        "description": "; ".join(f"`{code.value}`: {MEANINGS[code].title}" for code in codes),
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}, "examples": examples}},
    }
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        wait = {"schema": {"type": "integer"}, "description": "Seconds after which another try makes sense."}
        described["headers"] = {"Retry-After": wait}
    return described
