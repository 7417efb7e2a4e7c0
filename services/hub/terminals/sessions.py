"""Signing in, staying, changing the password, the customer's language, leaving."""

from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from services.contracts.problems import Code
from services.contracts.sessions import (
    CustomerLanguage,
    NewPassword,
    SessionState,
    SignedIn,
    SignInRequest,
)
from services.hub.domain.terms import Language
from services.hub.usecases.authenticate import IDLE_SECONDS, end_session
from services.hub.usecases.change_password import change_password
from services.hub.usecases.customer_language import language_of_visit
from services.hub.usecases.sign_in import sign_in
from services.hub.web.describe import SESSION, TERMINAL, described
from services.hub.web.requests import answer, body_of, hub_of, known_terminal, visiting
from services.hub.web.routing import plain_router

router = plain_router("/api/v1/sessions", "sessions")

_LOCKS = (Code.SIGN_IN_REFUSED, Code.SIGN_IN_LOCKED, Code.SIGN_IN_LOCKED_UNTIL_UNLOCKED)


@router.post(
    "",
    **described(
        "signIn",
        "Sign a customer in",
        answer=SignedIn,
        status=HTTPStatus.CREATED,
        refuses=_LOCKS,
        security=TERMINAL,
        body=SignInRequest,
        example={"kind": "number", "number": "5306010001", "password": "402957"},
    ),
)
async def post_session(request: Request) -> Response:
    """Begin a session at this terminal."""
    at = await known_terminal(request)
    asked = await body_of(request, SignInRequest)
    return answer(await sign_in(hub_of(request), at, asked), HTTPStatus.CREATED)


@router.get(
    "/current",
    **described(
        "sessionState",
        "Say that the customer is still here",
        answer=SessionState,
        refuses=(Code.SESSION_ENDED,),
        security=SESSION,
    ),
)
async def get_session(request: Request) -> Response:
    """Asking renews the session."""
    must_change = await visiting(request, lambda _, who: who.must_change, settled=False)
    now = hub_of(request).now()
    return answer({"idle_seconds": IDLE_SECONDS, "must_change_password": must_change, "now": now})


@router.delete(
    "/current",
    **described(
        "signOut",
        "End the session",
        answer=None,
        status=HTTPStatus.NO_CONTENT,
        refuses=(Code.SESSION_ENDED,),
        security=SESSION,
    ),
)
async def delete_session(request: Request) -> Response:
    """The customer has left."""
    hub = hub_of(request)
    who = await visiting(request, lambda _, who: who, settled=False)
    await hub.work.write(partial(end_session, who, hub.now()))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.put(
    "/current/password",
    **described(
        "changePassword",
        "Set a password of one's own",
        answer=None,
        status=HTTPStatus.NO_CONTENT,
        refuses=(*_LOCKS, Code.SESSION_ENDED, Code.PASSWORD_WEAK),
        security=SESSION,
        body=NewPassword,
        example={"new_password": "619274"},
    ),
)
async def put_password(request: Request) -> Response:
    """All other sessions of the customer end."""
    who = await visiting(request, lambda _, who: who, settled=False)
    asked = await body_of(request, NewPassword)
    await change_password(hub_of(request), who, asked)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.put(
    "/current/language",
    **described(
        "setLanguage",
        "Say in which language the customer reads",
        answer=None,
        status=HTTPStatus.NO_CONTENT,
        refuses=(Code.SESSION_ENDED,),
        security=SESSION,
        body=CustomerLanguage,
        example={"language": "en"},
    ),
)
async def put_language(request: Request) -> Response:
    """Their texts come in it from now on."""
    hub = hub_of(request)
    who = await visiting(request, lambda _, who: who, settled=False)
    asked = await body_of(request, CustomerLanguage)
    await hub.work.write(partial(language_of_visit, who, Language(asked.language), hub.now()))
    return Response(status_code=HTTPStatus.NO_CONTENT)
