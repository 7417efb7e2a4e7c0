"""The newest of what has happened to items, for pages that show them live."""

from sqlalchemy import bindparam, func, select

from services.hub.store.models import Event

CHANNEL = "hub_events"
"""On which PostgreSQL tells that events were added (migration 0008)."""

OF_ITEMS = ("urge-received", "urge-raised", "urge-lowered", "urge-answered", "urge-closed")
"""The kinds of event that change what is in a list of items."""

NEWEST = select(func.coalesce(func.max(Event.id), 0))

SINCE = (
    select(Event.id, Event.kind, Event.details)
    .where(Event.id > bindparam("after"), Event.kind.in_(OF_ITEMS))
    .order_by(Event.id.desc())
    .limit(bindparam("most"))
)
