"""What a page about one order rests on, as one short word: with another word the page is to be shown anew."""

from collections.abc import Collection
from hashlib import sha256

from sqlalchemy import Connection

from services.hub.store.queries_news import OF_ORDERS


def marks_of(connection: Connection, orders: Collection[int]) -> dict[int, str]:
    """The word for each of these orders: of its data, stages, items' steps and messages' fates."""
    found: dict[int, list[tuple[object, ...]]] = {order: [] for order in orders}
    for statement in OF_ORDERS:
        for order, *values in connection.execute(statement, {"orders": list(orders)}):
            found[order].append(tuple(values))
    return {order: sha256(repr(rows).encode()).hexdigest()[:16] for order, rows in found.items()}
