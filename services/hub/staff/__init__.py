"""Web pages of the staff: rendered by the hub, for a browser, with what each post may see and do."""

from services.hub.staff import exports, items, live, logs, people, signing, substitutes, terminals

ROUTERS = (
    items.router,
    live.router,
    substitutes.router,
    exports.router,
    logs.router,
    people.router,
    signing.router,
    terminals.router,
)
