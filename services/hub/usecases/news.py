"""What has just happened to items, and whom it concerns."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.hub.domain.rights import Thing
from services.hub.store.models import Urge
from services.hub.store.queries_items import ITEMS
from services.hub.store.queries_news import NEWEST, SINCE
from services.hub.store.types import AnyRow
from services.hub.usecases.item_things import thing_of

MOST = 200
"""A page that has missed more shows everything anew after any of it."""

OVERLAP = 2_000
"""On PostgreSQL the events of two who write at once may come to light in the other order; so far back it is
looked again."""

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class News:
    """An item has come, gone up or down, been answered, or is over."""

    number: int
    """The event's."""
    kind: str
    urge_no: str
    thing: Thing
    """What the item is to the rights."""


def newest(connection: Connection) -> int:
    """The number of the last event."""
    return int(connection.execute(NEWEST).scalar_one())


def known_since(connection: Connection, after: int) -> set[int]:
    """The numbers of what happened after the event `after`."""
    return {event.id for event in connection.execute(SINCE, {"after": after, "most": _ALL})}


def news_since(connection: Connection, after: int) -> list[News]:
    """What happened after the event `after`, oldest first; of more than MOST the latest."""
    return _resolved(connection, connection.execute(SINCE, {"after": after, "most": MOST}).all())


def news_but(connection: Connection, after: int, but: Collection[int]) -> list[News]:
    """All that happened after the event `after`, oldest first, without the events `but`."""
    events = connection.execute(SINCE, {"after": after, "most": _ALL})
    return _resolved(connection, [event for event in events if event.id not in but])


def _resolved(connection: Connection, events: Sequence[AnyRow]) -> list[News]:
    found = []
    for event in reversed(events):
        urge_no = json.loads(event.details)["urge"]
        row = connection.execute(ITEMS.where(Urge.urge_no == urge_no)).one()
        found.append(News(event.id, event.kind, urge_no, thing_of(connection, row)))
    return found
