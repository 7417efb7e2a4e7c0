"""Pages that stay open: told what happens to their reader's items, by server-sent events.

A page says from which event on it knows nothing (`since`, and after a lost connection the browser's own
Last-Event-ID), so that nothing is missed between the page, this stream, and the next one. The stream names
an item and no more: what the reader may see of it, the page asks for as ever. A page about one order says
which (`order`), and how that was when it was written (`mark`): it is told when that has changed.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import lru_cache, partial
from http import HTTPStatus
from pathlib import Path
from time import monotonic

from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.rights import span
from services.hub.staff.asked import Asked
from services.hub.staff.routing import page
from services.hub.store.types import row_number
from services.hub.usecases.feed import Sign, Subscription
from services.hub.usecases.items import NotForThem
from services.hub.usecases.news import News, news_since
from services.hub.usecases.staff_orders import reached
from services.hub.usecases.staff_sign_in import StaffVisitor, staff_visitor
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

STILL_HERE_S = 20.0
"""So often an open stream says that it lives, and sees whether its reader's session still does."""

_SCRIPT = Path(__file__).parent / "templates" / "live.js"
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@page(router, "GET", "/staff/live.js", needs=None)
async def get_script(asked: Asked) -> Response:  # noqa: ARG001
    """The script of pages that stay open."""
    return Response(_script(), HTTPStatus.OK, media_type="text/javascript; charset=utf-8")


@page(router, "GET", "/staff/live", needs=Act.READ_ITEM, renews=False)
async def follow(asked: Asked) -> Response:
    """The stream."""
    order_no, mark = (asked.request.query_params.get(name, "") for name in ("order", "mark"))
    followed = await _followed(asked, asked.visitor, order_no) if order_no else None
    told = asked.hub.feed.join(followed, mark)
    return StreamingResponse(_stream(asked, told, order_no), HTTPStatus.OK, _HEADERS, "text/event-stream")


async def _followed(asked: Asked, who: StaffVisitor, order_no: str) -> int:
    """The number of an order that they may see. Raises NotForThem."""

    def find(connection: Connection) -> int:
        return int(reached(asked.hub, connection, who, order_no, Act.READ_ORDER)[0].id)

    return await asked.hub.work.read(find)


async def _stream(asked: Asked, told: Subscription, order_no: str) -> AsyncIterator[str]:
    hub, who, since, looks_at = asked.hub, asked.visitor, _since(asked), monotonic() + STILL_HERE_S
    try:
        yield "retry: 2000\n\n"
        while True:
            if monotonic() >= looks_at:
                again = await hub.work.read(partial(staff_visitor, hub, token=who.token))
                if again is None:
                    yield "event: over\ndata:\n\n"
                    return
                who, looks_at = again, monotonic() + STILL_HERE_S
                yield ": still here\n\n"
            try:
                async with asyncio.timeout(looks_at - monotonic()):
                    one = await told.told()
            except TimeoutError:
                continue
            if one is Sign.END:
                return
            if one is Sign.CHANGED:
                if await _still_theirs(asked, who, order_no):
                    yield "event: order\ndata:\n\n"
                continue
            fresh = [one] if isinstance(one, News) else await hub.work.read(partial(news_since, after=since))
            since = max([since, *(news.number for news in fresh)])
            for news in fresh:
                if _concerns(asked, who, news):
                    yield _event(news)
    finally:
        told.close()


async def _still_theirs(asked: Asked, who: StaffVisitor, order_no: str) -> bool:
    try:
        await _followed(asked, who, order_no)
    except NotForThem:
        return False
    return True


def _concerns(asked: Asked, who: StaffVisitor, news: News) -> bool:
    return news.thing in span(who.standing, Act.READ_ITEM, china_date(asked.hub.now()))


def _event(news: News) -> str:
    data = json.dumps({"kind": news.kind, "item": news.urge_no})
    return f"id: {news.number}\nevent: item\ndata: {data}\n\n"


def _since(asked: Asked) -> int:
    said = asked.request.headers.get("last-event-id") or asked.request.query_params.get("since", "")
    return row_number(said) or 0


@lru_cache(maxsize=1)
def _script() -> str:
    return _SCRIPT.read_text("utf-8")
