"""Puts the hub together: its apps for terminals and for the public, inside one envelope."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp

from services.contracts.problems import Code
from services.hub import public, terminals
from services.hub.usecases.context import Hub
from services.hub.usecases.refusal import Refused
from services.hub.web.describe import openapi
from services.hub.web.envelope import Envelope, trace_of
from services.hub.web.health import router as health
from services.hub.web.problems import problem, refusal_for

_LOG = logging.getLogger("hub.errors")
_CODES = {404: Code.NOT_FOUND, 405: Code.METHOD_NOT_ALLOWED}


def create_app(hub: Hub) -> ASGIApp:
    """The ASGI application of this hub, with the parts that its settings name."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        hub.work.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.hub = hub
    app.include_router(health)
    if "terminals" in hub.settings.parts:
        for router in terminals.ROUTERS:
            app.include_router(router)
    if "public" in hub.settings.parts:
        for router in public.ROUTERS:
            app.include_router(router)
    app.add_exception_handler(HTTPException, _http_error)
    for kind in (Refused, OperationalError, ClientDisconnect, Exception):
        app.add_exception_handler(kind, _answer)
    app.openapi = partial(openapi, app)  # type: ignore[method-assign]
    return Envelope(app)


async def _answer(request: Request, error: Exception) -> Response:
    """A refusal as a problem; anything else as one too, and in the log with the same reference."""
    refused, trace = refusal_for(error), trace_of(request.scope)
    trace.code = refused.code.value
    if not isinstance(error, Refused | ClientDisconnect):
        _LOG.error("%s %s", trace.reference, type(error).__name__, exc_info=error)
    return problem(refused, trace.reference)


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    response = await _answer(request, Refused(_CODES.get(error.status_code, Code.MALFORMED)))
    response.headers.update(error.headers or {})
    return response
