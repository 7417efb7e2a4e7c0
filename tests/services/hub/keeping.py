"""Every answer that a test sees is held against the contract's messages and the promised headers."""

import re

import httpx
from pydantic import BaseModel

from services.contracts.health import Health
from services.contracts.orders import OrderDetail, OrderList, ReceiptLink
from services.contracts.problems import MEDIA_TYPE, Problem
from services.contracts.public import PublicOrder
from services.contracts.sessions import SessionState, SignedIn
from services.contracts.terminals import Enrolled, HeartbeatAnswer
from services.contracts.urges import UrgeView

MESSAGES: dict[tuple[str, str], tuple[int, type[BaseModel] | None]] = {
    ("GET", r"/healthz(/alive)?"): (200, Health),
    ("POST", r"/api/v1/kiosks"): (201, Enrolled),
    ("POST", r"/api/v1/kiosks/[^/]+/heartbeats"): (200, HeartbeatAnswer),
    ("POST", r"/api/v1/sessions"): (201, SignedIn),
    ("GET", r"/api/v1/sessions/current"): (200, SessionState),
    ("DELETE", r"/api/v1/sessions/current"): (204, None),
    ("PUT", r"/api/v1/sessions/current/password"): (204, None),
    ("PUT", r"/api/v1/sessions/current/language"): (204, None),
    ("GET", r"/api/v1/orders"): (200, OrderList),
    ("GET", r"/api/v1/orders/[^/]+"): (200, OrderDetail),
    ("POST", r"/api/v1/orders/[^/]+/urges"): (201, UrgeView),
    ("POST", r"/api/v1/orders/[^/]+/receipt-links"): (201, ReceiptLink),
    ("GET", r"/api/v1/urges/[^/]+"): (200, UrgeView),
    ("GET", r"/api/v1/public/orders/[^/]+"): (200, PublicOrder),
}


def keeps_contract(response: httpx.Response) -> None:
    """Raises AssertionError or pydantic's ValidationError for an answer that breaks a promise."""
    response.read()
    headers = response.headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers
    if headers.get("content-type", "").startswith("text/html"):
        return
    if response.status_code >= 400:
        _is_problem(response)
    elif response.url.path != "/openapi.json":
        _is_message(response)


def _is_problem(response: httpx.Response) -> None:
    assert response.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate_json(response.content, extra="forbid")
    assert problem.status == response.status_code
    assert problem.instance == response.headers["request-id"]
    if problem.retry_after is not None:
        assert response.headers["retry-after"] == str(problem.retry_after)


def _is_message(response: httpx.Response) -> None:
    method, path = response.request.method, response.url.path
    status, model = next(
        found for (verb, pattern), found in MESSAGES.items() if verb == method and re.fullmatch(pattern, path)
    )
    assert response.status_code == status
    if model is None:
        assert response.content == b""
    else:
        assert response.headers["content-type"] == "application/json"
        read = model.model_validate_json(response.content, extra="forbid")
        # Reading makes another word of one that is not in the list; a hub says none such.
        assert read.model_dump(mode="json", exclude_unset=True) == response.json()
