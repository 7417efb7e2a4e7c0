"""The team's short texts: the page on which its leader keeps them."""

from functools import partial
from http import HTTPStatus

from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.domain.answering import LONGEST_SHORT
from services.hub.staff.asked import Asked, go
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.store.types import row_number
from services.hub.usecases.short_texts import (
    MOST,
    NoShortText,
    add_short_text,
    change_short_text,
    lift_short_text,
    remove_short_text,
    short_texts_of,
)
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

_PATH = "/staff/short-texts"


@page(router, "GET", _PATH, needs=Act.KEEP_SHORT_TEXTS)
async def list_short_texts(asked: Asked) -> Response:
    """The team's, and the form for another."""
    return await _page(asked, HTTPStatus.OK, "")


@page(router, "POST", _PATH, needs=Act.KEEP_SHORT_TEXTS)
async def take_short_text(asked: Asked) -> Response:
    """The list with the new one, or with what is wrong."""
    return await _kept(asked, partial(add_short_text, text=asked.form.get("text", "")))


@page(router, "POST", f"{_PATH}/{{number}}", needs=Act.KEEP_SHORT_TEXTS)
async def take_change(asked: Asked) -> Response:
    """The list with the other words, or with what is wrong."""
    text = asked.form.get("text", "")
    return await _kept(asked, partial(change_short_text, number=_number(asked), text=text))


@page(router, "POST", f"{_PATH}/{{number}}/up", needs=Act.KEEP_SHORT_TEXTS)
async def lift(asked: Asked) -> Response:
    """The list, in its new order."""
    return await _kept(asked, partial(lift_short_text, number=_number(asked)))


@page(router, "POST", f"{_PATH}/{{number}}/remove", needs=Act.KEEP_SHORT_TEXTS)
async def remove(asked: Asked) -> Response:
    """The list without it."""
    return await _kept(asked, partial(remove_short_text, number=_number(asked)))


def _number(asked: Asked) -> int:
    """That of the address; 0, which nothing has, where there is none."""
    return row_number(asked.request.path_params.get("number", "")) or 0


async def _kept(asked: Asked, keep: partial[None]) -> Response:
    try:
        await asked.hub.work.write(lambda connection: keep(asked.hub, connection, asked.visitor))
    except NoShortText as error:
        why = f"short_texts.{error.problem.value}"
        return await _page(asked, HTTPStatus.UNPROCESSABLE_ENTITY, why)
    return go(_PATH)


async def _page(asked: Asked, status: HTTPStatus, why: str) -> Response:
    team = asked.visitor.standing.team
    kept = await asked.hub.work.read(lambda connection: short_texts_of(connection, team))
    return render(
        asked,
        "short-texts.html",
        status,
        kept=kept,
        has_team=team is not None,
        room=len(kept) < MOST,
        text=asked.form.get("text", ""),
        changed=_number(asked),
        longest=LONGEST_SHORT,
        why=why,
    )
