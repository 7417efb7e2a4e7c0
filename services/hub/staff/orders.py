"""Orders: those that run and that somebody has in hand, and one of them with all that is known of it."""

import secrets
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.domain.answering import LONGEST
from services.hub.domain.chinatime import china_date
from services.hub.domain.rights import reaches
from services.hub.domain.urging import BY_HAND
from services.hub.staff.asked import Asked, go
from services.hub.staff.following import followed
from services.hub.staff.narrowing import kept
from services.hub.staff.personal import Whole, wanted
from services.hub.staff.places import address_of, place_of
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.staff.running import PAGE, line_of
from services.hub.usecases.chosen import Chosen, NoSuchChoice, chosen
from services.hub.usecases.news import newest
from services.hub.usecases.open_item import CannotOpen, open_item, request_of
from services.hub.usecases.readings import NotReadable
from services.hub.usecases.refusal import Refused
from services.hub.usecases.staff_orders import Running, order_of, read_of_order, running_orders
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)


@page(router, "GET", "/staff/orders", needs=Act.READ_ORDER)
async def list_orders(asked: Asked) -> Response:
    """A page of the running orders that they reach, late ones first."""
    hub, told = asked.hub, asked.request.query_params
    try:
        after, status, why = place_of(asked), HTTPStatus.OK, ""
    except ValueError:
        after, status, why = None, HTTPStatus.UNPROCESSABLE_ENTITY, "orders.no_such"

    def look(connection: Connection) -> tuple[Chosen, list[Running]]:
        only = chosen(connection, asked.visitor, told)
        return only, running_orders(hub, connection, asked.visitor, after, PAGE + 1, only)

    try:
        only, found = await hub.work.read(look)
    except NoSuchChoice:
        return go("/staff/orders")
    today = china_date(hub.now())
    return render(
        asked,
        "orders.html",
        status,
        rows=[line_of(one, asked.language, today) for one in found[:PAGE]],
        next=address_of(found[PAGE - 1].place) if len(found) > PAGE else "",
        later=after is not None,
        only=only,
        kept=kept(told),
        why=why,
    )


@page(router, "GET", "/staff/orders/{order_no}", needs=Act.READ_ORDER)
async def show_order(asked: Asked) -> Response:
    """One order."""
    return await _order(asked, HTTPStatus.OK, "")


@page(router, "POST", "/staff/orders/{order_no}/personal", needs=Act.READ_PERSONAL)
async def show_whole(asked: Asked) -> Response:
    """The page with one of the customer's fields whole, this once."""
    order_no = asked.request.path_params["order_no"]
    try:
        field, reason = wanted(asked.form)
        read = partial(
            read_of_order, asked.hub, who=asked.visitor, order_no=order_no, field=field, reason=reason
        )
        text = await asked.hub.work.write(lambda connection: read(connection=connection))
    except NotReadable:
        return await _order(asked, HTTPStatus.UNPROCESSABLE_ENTITY, "personal.not-for-reason")
    return await _order(asked, HTTPStatus.OK, "", Whole(field, text))


@page(router, "POST", "/staff/orders/{order_no}/items", needs=Act.OPEN_ITEM)
async def open_by_hand(asked: Asked) -> Response:
    """The order's page with the new item, or with what is wrong."""
    hub, order_no, typed = asked.hub, asked.request.path_params["order_no"], asked.form
    key, note = typed.get("once", ""), typed.get("note", "")
    try:
        request, channel = request_of(typed.get("what", ""), typed.get("channel", ""), key)
        await open_item(hub, asked.visitor, order_no, request, channel, note, key)
    except CannotOpen as error:
        return await _order(asked, HTTPStatus.UNPROCESSABLE_ENTITY, f"open.{error.problem.value}")
    except Refused as error:
        return await _order(asked, HTTPStatus.CONFLICT, f"open.{error.code.value}")
    return go(f"/staff/orders/{quote(order_no, safe='')}")


async def _order(asked: Asked, status: HTTPStatus, why: str, whole: Whole | None = None) -> Response:
    hub, order_no, who = asked.hub, asked.request.path_params["order_no"], asked.visitor
    found, since = await hub.work.read(
        lambda connection: (order_of(hub, connection, who, order_no), newest(connection))
    )
    return render(
        asked,
        "order.html",
        status,
        found=found,
        order=found.order,
        language=asked.language,
        personal=found.personal,
        personal_at=f"/staff/orders/{order_no}/personal",
        whole=whole,
        messages=found.messages,
        since=since,
        followed=followed(asked, order_no, found.mark),
        again=bool(reaches(who.standing, Act.SEND_AGAIN)),
        channels=BY_HAND,
        longest=LONGEST,
        typed=asked.form,
        once=secrets.token_urlsafe(16),
        why=why,
    )
