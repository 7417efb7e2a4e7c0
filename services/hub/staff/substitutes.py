"""Substitutes: who stands in for whom and when, kept by team leaders and administrators."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

from sqlalchemy import Connection
from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.staff.asked import Asked, go
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.store.types import AnyRow, row_number
from services.hub.usecases.substitutes import (
    NoSubstitute,
    Wish,
    arrange_substitute,
    colleagues_of,
    end_substitute,
    substitutes_of,
)
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

_PATH = "/staff/substitutes"


@page(router, "GET", _PATH, needs=Act.KEEP_SUBSTITUTES)
async def list_substitutes(asked: Asked) -> Response:
    """Those of today and later, and the form for another."""
    return await _page(asked, HTTPStatus.OK, "", {})


@page(router, "POST", _PATH, needs=Act.KEEP_SUBSTITUTES)
async def take_substitute(asked: Asked) -> Response:
    """The list with the new one, or with what is wrong."""
    hub, typed = asked.hub, asked.form
    try:
        wish = _wish(typed)
    except ValueError:
        return await _page(asked, HTTPStatus.UNPROCESSABLE_ENTITY, "substitutes.no-such-day", typed)
    try:
        await hub.work.write(lambda connection: arrange_substitute(hub, connection, asked.visitor, wish))
    except NoSubstitute as error:
        return await _page(asked, HTTPStatus.UNPROCESSABLE_ENTITY, f"substitutes.{error.problem}", typed)
    return go(_PATH)


@page(router, "POST", f"{_PATH}/{{number}}/end", needs=Act.KEEP_SUBSTITUTES)
async def take_back(asked: Asked) -> Response:
    """The list without it."""
    hub, number = asked.hub, row_number(asked.request.path_params["number"]) or 0
    await hub.work.write(lambda connection: end_substitute(hub, connection, asked.visitor, number))
    return go(_PATH)


def _wish(typed: Mapping[str, str]) -> Wish:
    """What the form says. Raises ValueError for a day that is none."""
    first, last = (date.fromisoformat(typed.get(name, "")) for name in ("first", "last"))
    return Wish(typed.get("absent", "").strip(), typed.get("substitute", "").strip(), first, last)


async def _page(asked: Asked, status: HTTPStatus, why: str, typed: Mapping[str, str]) -> Response:
    hub, who = asked.hub, asked.visitor

    def look(connection: Connection) -> tuple[list[AnyRow], list[AnyRow], list[AnyRow]]:
        return substitutes_of(hub, connection, who), *colleagues_of(hub, connection, who)

    kept, absent, standing_in = await hub.work.read(look)
    today = china_date(hub.now())
    people = {"absent": absent, "substitute": standing_in}
    return render(
        asked, "substitutes.html", status, kept=kept, people=people, why=why, typed=typed, today=today
    )
