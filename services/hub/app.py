"""Puts the hub together: its apps for terminals, staff and the public, inside one envelope."""

import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp

from services.contracts.problems import Code
from services.hub import public, staff, terminals
from services.hub.usecases.context import Hub
from services.hub.usecases.refusal import Refused
from services.hub.web.describe import openapi
from services.hub.web.envelope import Answered, Envelope, trace_of
from services.hub.web.health import router as health
from services.hub.web.problems import problem, refusal_for
from services.hub.web.requests import hub_of

_NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""Spans would carry paths, and with them order numbers and tokens, to whatever exporter the environment
names.
"""

_LOG = logging.getLogger("hub.errors")
_CODES = {HTTPStatus.NOT_FOUND: Code.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED: Code.METHOD_NOT_ALLOWED}


def create_app(hub: Hub, answered: Answered | None = None) -> ASGIApp:
    """The ASGI application of this hub, with the parts that its settings name."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        hub.work.close()

    app = FastAPI(
        lifespan=lifespan, telemetry=_NO_TELEMETRY, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.hub = hub
    # One flat list, what is asked most often first: each route before the right one costs its match.
    routers = [*(terminals.ROUTERS if "terminals" in hub.settings.parts else ())]
    routers += [*(staff.ROUTERS if "staff" in hub.settings.parts else ())]
    routers += [*(public.ROUTERS if "public" in hub.settings.parts else ()), health]
    app.router.routes[:0] = [route for router in routers for route in router.routes]
    app.add_exception_handler(HTTPException, _http_error)
    for kind in (Refused, OperationalError, ClientDisconnect, Exception):
        app.add_exception_handler(kind, _answer)
    app.openapi = partial(openapi, app)  # type: ignore[method-assign]
    return Envelope(app, answered)


async def _answer(request: Request, error: Exception) -> Response:
    """A refusal as a problem, or as a page for people; anything else as well, and in the log with the same
    reference.
    """
    refused, trace = refusal_for(error), trace_of(request.scope)
    trace.code = refused.code.value
    if not isinstance(error, Refused | ClientDisconnect):
        _LOG.error("%s %s", trace.reference, _without_values(error))
    if request.url.path.startswith(staff.PREFIX) and "staff" in hub_of(request).settings.parts:
        return staff.trouble_page(request, refused, trace.reference)
    return problem(refused, trace.reference)


def _without_values(error: BaseException) -> str:
    """A traceback without the errors' texts: PostgreSQL's, for one, tell the values that it refuses."""
    text = f": {error.orig}" if isinstance(error, OperationalError) else ""
    told = f"{type(error).__name__}{text}\n{''.join(traceback.format_tb(error.__traceback__))}"
    cause = error.__cause__ or error.__context__
    return f"{told}from {_without_values(cause)}" if cause else told


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    response = await _answer(request, Refused(_CODES.get(HTTPStatus(error.status_code), Code.MALFORMED)))
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(_allowed(request))
    return response


def _allowed(request: Request) -> list[str]:
    """Every method of this path; Starlette's own answer names those of the first route alone."""
    found = set[str]()
    for route in request.app.router.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods
    return sorted(found)
