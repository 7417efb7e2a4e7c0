"""Signing in, step by step, and out."""

import base64
import io
from functools import partial
from http import HTTPStatus

import qrcode
import qrcode.image.svg
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from services.contracts.problems import Code
from services.hub.domain.acts import Act
from services.hub.staff.asked import COOKIE, LANGUAGE, Asked, go, home_of, keep_token
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.usecases.refusal import Refused
from services.hub.usecases.staff_sign_in import (
    Owed,
    WeakPassword,
    choose_password,
    enrol_code,
    enrolment_uri,
    give_code,
    sign_in_staff,
    sign_out,
)
from services.hub.web.envelope import trace_of
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

_TOLD = (Code.SIGN_IN_REFUSED, Code.SIGN_IN_LOCKED, Code.SIGN_IN_LOCKED_UNTIL_UNLOCKED, Code.BUSY)
"""Refusals that the page says in words; any other is the hub's own trouble."""


@page(router, "GET", "/staff/sign-in", needs=None)
async def ask_who(asked: Asked) -> Response:
    """Staff number and password."""
    if asked.who is not None:
        return go(home_of(asked.who.owed))
    return render(asked, "sign-in.html", why="", number="")


@page(router, "POST", "/staff/sign-in", needs=None)
async def take_password(asked: Asked) -> Response:
    """On to the code, or the same page with what was wrong."""
    number = asked.form.get("number", "")
    try:
        token = await sign_in_staff(asked.hub, number, asked.form.get("password", ""))
    except Refused as refused:
        return render(
            asked, "sign-in.html", _status(asked, refused), why=_why("sign_in", refused), number=number[:40]
        )
    return keep_token(asked, go("/staff"), token)


@page(router, "GET", "/staff/code", needs=Owed.CODE)
async def ask_code(asked: Asked) -> Response:
    """The second factor."""
    return render(asked, "code.html", why="")


@page(router, "POST", "/staff/code", needs=Owed.CODE)
async def take_code(asked: Asked) -> Response:
    """Signed in, or the same page with what was wrong."""
    try:
        token = await give_code(asked.hub, asked.visitor, asked.form.get("code", ""))
    except Refused as refused:
        return render(asked, "code.html", _status(asked, refused), why=_why("code", refused))
    return keep_token(asked, go("/staff"), token)


@page(router, "GET", "/staff/enrolment", needs=Owed.ENROLMENT)
async def show_secret(asked: Asked) -> Response:
    """The QR code for an app, at the first sign-in."""
    return await _enrolment(asked, HTTPStatus.OK, "")


@page(router, "POST", "/staff/enrolment", needs=Owed.ENROLMENT)
async def take_first_code(asked: Asked) -> Response:
    """The recovery codes, once."""
    try:
        token, codes = await enrol_code(asked.hub, asked.visitor, asked.form.get("code", ""))
    except Refused as refused:
        return await _enrolment(asked, _status(asked, refused), _why("code", refused))
    return keep_token(asked, render(asked, "recovery.html", codes=sorted(codes)), token)


@page(router, "GET", "/staff/password", needs=Owed.NEW_PASSWORD)
async def ask_password(asked: Asked) -> Response:
    """A password of their own, in place of one that somebody else knows."""
    return render(asked, "password.html", why="")


@page(router, "POST", "/staff/password", needs=Owed.NEW_PASSWORD)
async def take_new_password(asked: Asked) -> Response:
    """Signed in, or the same page with what was wrong."""
    password = asked.form.get("password", "")
    if password != asked.form.get("again", ""):
        return render(asked, "password.html", HTTPStatus.UNPROCESSABLE_ENTITY, why="password.differs")
    try:
        token = await choose_password(asked.hub, asked.visitor, password)
    except WeakPassword as weak:
        why = f"password.{weak.problem.value}"
        return render(asked, "password.html", HTTPStatus.UNPROCESSABLE_ENTITY, why=why)
    return keep_token(asked, go("/staff"), token)


@page(router, "POST", "/staff/sign-out", needs=Act.KEEP_OWN_SIGN_IN)
async def leave(asked: Asked) -> Response:
    """The session ends."""
    await sign_out(asked.hub, asked.visitor)
    response = go("/staff/sign-in")
    response.delete_cookie(COOKIE, path="/staff")
    return response


@page(router, "GET", "/staff/language/{language}", needs=None)
async def choose_language(asked: Asked) -> Response:
    """Chinese or English, from now on, on the page that they were on."""
    response = go(_page_above(asked.request, asked.request.query_params.get("back", "")))
    language = "en" if asked.request.path_params["language"] == "en" else "zh"
    response.set_cookie(LANGUAGE, language, path="/staff", httponly=True, samesite="strict")
    return response


def _page_above(request: Request, back: str) -> str:
    """Where they were; for a form that was sent, the page that it stands on."""
    while back.startswith("/staff/"):
        scope = {"type": "http", "method": "GET", "path": back, "headers": []}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes):
            return back
        back = back.rpartition("/")[0]
    return "/staff"


async def _enrolment(asked: Asked, status: HTTPStatus, why: str) -> Response:
    hub, who = asked.hub, asked.visitor
    uri = await hub.work.write(partial(enrolment_uri, hub, who=who))
    secret = uri.partition("secret=")[2].partition("&")[0]
    return render(asked, "enrolment.html", status, why=why, picture=_picture(uri), secret=secret)


def _picture(text: str) -> str:
    """The QR code as a data address."""
    drawn = io.BytesIO()
    qrcode.make(text, image_factory=qrcode.image.svg.SvgPathFillImage, border=2).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode("ascii")


def _status(asked: Asked, refused: Refused) -> HTTPStatus:
    if refused.code not in _TOLD:
        raise refused
    trace_of(asked.request.scope).code = refused.code.value
    return HTTPStatus.SERVICE_UNAVAILABLE if refused.code is Code.BUSY else HTTPStatus.UNAUTHORIZED


def _why(step: str, refused: Refused) -> str:
    return f"{step}.{refused.code.value}"
