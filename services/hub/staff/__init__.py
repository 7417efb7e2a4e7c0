"""Web pages of the staff: rendered by the hub, for a browser, with what each post may see and do."""

from services.hub.staff import (
    counts,
    exports,
    items,
    live,
    logs,
    messages,
    orders,
    people,
    phones,
    progress,
    short_texts,
    signing,
    substitutes,
    terminals,
    wordings,
)
from services.hub.staff.rendering import trouble_page

PREFIX = "/staff"
__all__ = ["PREFIX", "ROUTERS", "trouble_page"]

ROUTERS = (
    items.router,
    live.router,
    orders.router,
    counts.router,
    substitutes.router,
    short_texts.router,
    exports.router,
    logs.router,
    messages.router,
    people.router,
    phones.router,
    progress.router,
    signing.router,
    terminals.router,
    wordings.router,
)
