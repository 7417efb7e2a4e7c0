"""What every answer is wrapped in: a limit on what comes in, careful headers on what goes out, one line of
log.

A line says when, which terminal and customer (by the hub's own keys), what (the route, never the path: a path
holds order numbers and tokens) and the result; none for a load balancer that asks whether all is well, every
few seconds. Its reference is the `instance` of a problem.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.contracts.problems import Code
from services.hub.usecases.refusal import Refused

LARGEST_BODY = 64 * 1024
"""Bytes."""

NO_CODE = "-"

_LOG = logging.getLogger("hub.access")

_HEADERS: dict[bytes, bytes] = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
    b"cross-origin-resource-policy": b"same-origin",
}


@dataclass(slots=True)
class Trace:
    """What is learned about a request while it is answered."""

    reference: str
    terminal: str = "-"
    customer: int | None = None
    code: str = NO_CODE
    status: int = 0


def trace_of(scope: Scope) -> Trace:
    """The trace of a request that came through the envelope."""
    trace: Trace = scope["hub.trace"]
    return trace


def route_of(scope: Scope) -> str:
    """The route as it is written in the code, with names in place of what they stand for."""
    return getattr(scope.get("route"), "path", "(no route)")


Answered = Callable[[Scope, Trace, float], None]
"""Told of each request, with the seconds that it took."""


class Envelope:
    """ASGI middleware around the whole hub."""

    def __init__(self, app: ASGIApp, answered: Answered | None = None) -> None:
        self._app = app
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        trace = scope["hub.trace"] = Trace(secrets.token_hex(6))
        outgoing = _outgoing(trace, send)
        try:
            await self._app(scope, _limited(scope, receive), outgoing)
        except Exception:
            # What was answered as a problem is raised once more by Starlette, for servers that want to know.
            if trace.status == 0:
                raise
        seconds = perf_counter() - began
        _log(scope, trace, seconds)
        if self._answered is not None:
            self._answered(scope, trace, seconds)


def _log(scope: Scope, trace: Trace, seconds: float) -> None:
    route = route_of(scope)
    probed = route.startswith("/healthz") and trace.status == HTTPStatus.OK
    _LOG.log(
        logging.DEBUG if probed else logging.INFO,
        "%s terminal=%s customer=%s %s %s %d %s %.1fms",
        trace.reference,
        trace.terminal,
        trace.customer or "-",
        scope["method"],
        route,
        trace.status,
        trace.code,
        seconds * 1000,
    )


def _outgoing(trace: Trace, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            trace.status = message["status"]
            given = message.setdefault("headers", [])
            named = {name for name, _ in given}
            message["headers"] = [
                *given,
                *((name, value) for name, value in _HEADERS.items() if name not in named),
                (b"request-id", trace.reference.encode()),
            ]
        await send(message)

    return sending


def _limited(scope: Scope, receive: Receive) -> Receive:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > LARGEST_BODY:
            return _too_large
    left = LARGEST_BODY

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise Refused(Code.TOO_LARGE, detail=f"at most {LARGEST_BODY} bytes")
        return message

    return receiving


async def _too_large() -> Message:
    raise Refused(Code.TOO_LARGE, detail=f"at most {LARGEST_BODY} bytes")
