"""Web pages of the staff: rendered by the hub, for a browser, with what each post may see and do."""

from services.hub.staff import exports, items, logs, signing

ROUTERS = (items.router, exports.router, logs.router, signing.router)
