"""How orders stand, without anything personal: looked up by number, and for a member of the community those
of the own grid.
"""

from http import HTTPStatus
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.staff.asked import Asked, go
from services.hub.staff.places import address_of, place_of
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.staff.running import PAGE, line_of
from services.hub.usecases.progress import grids_orders, progress_of
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

LIST = "/staff/progress"
_LONGEST_NUMBER = 80


@page(router, "GET", LIST, needs=Act.READ_PROGRESS)
async def list_progress(asked: Asked) -> Response:
    """To the order that was asked for, or a page of the grid's running orders, late ones first."""
    order_no = asked.request.query_params.get("order", "").strip()[:_LONGEST_NUMBER]
    return go(f"{LIST}/{quote(order_no, safe='')}") if order_no else await _list(asked)


@page(router, "GET", f"{LIST}/{{order_no}}", needs=Act.READ_PROGRESS)
async def show_progress(asked: Asked) -> Response:
    """One of them."""
    hub, who, order_no = asked.hub, asked.visitor, asked.request.path_params["order_no"]
    found = await hub.work.read(lambda connection: progress_of(hub, connection, who, order_no))
    return render(asked, "progress-order.html", found=found, language=asked.language)


async def _list(asked: Asked) -> Response:
    hub, who = asked.hub, asked.visitor
    try:
        after, status, why = place_of(asked), HTTPStatus.OK, ""
    except ValueError:
        after, status, why = None, HTTPStatus.UNPROCESSABLE_ENTITY, "orders.no_such"

    def look(connection: Connection) -> tuple[list[dict[str, object]], str] | None:
        found = grids_orders(hub, connection, who, after, PAGE + 1)
        if found is None:
            return None
        today = china_date(hub.now())
        lines = [line_of(one, asked.language, today) for one in found[:PAGE]]
        return lines, address_of(found[PAGE - 1].place) if len(found) > PAGE else ""

    found = await hub.work.read(look)
    return render(
        asked,
        "progress.html",
        status,
        listed=found is not None,
        rows=found[0] if found else [],
        next=found[1] if found else "",
        later=after is not None,
        longest=_LONGEST_NUMBER,
        why=why,
    )
