"""The phone that an order's texts go to: how it changes, and who is told of that.

A number bound at a hall holds until the marketing system brings another mobile number than it had then. What
waits for the customer follows, unless a worker has begun with it; the number before is told, in the same
transaction.
"""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from services.hub.domain.binding import gives_way
from services.hub.domain.masking import mask_number, mask_phone
from services.hub.domain.messages import MessageEvent, mobile_of
from services.hub.store.queries_phones import BOUND_AMONG, FOLLOW, HOLD_ORDER, OF_ORDER, RELEASE
from services.hub.store.types import AnyRow
from services.hub.usecases.events import record
from services.hub.usecases.outgoing import About, quiet_hours, write_message

HOTLINE = "95598"
"""The power companies' number in all of China, for a hall that has none."""


def hold_phone(connection: Connection, order: int) -> AnyRow:
    """What is known of the order's phone, a row of PHONE_OF; nobody changes it until the transaction ends."""
    connection.execute(HOLD_ORDER, {"order": order})
    return connection.execute(OF_ORDER, {"order": order}).one()


def phone_moved(connection: Connection, was: AnyRow, mobile: str, now: datetime) -> None:
    """Texts go to `mobile` from now on: what waits follows, and the number before is told.

    `was` is the row from before. Who had no number, or has the same one, is told nothing.
    """
    connection.execute(FOLLOW, {"order": was.id, "mobile": mobile})
    if not was.phone or mobile_of(was.phone) == mobile:
        return
    event = MessageEvent.PHONE_CHANGED
    about = About(
        was.company_id,
        was.id,
        secrets.token_hex(16),
        quiet=quiet_hours(was, event),
        language=was.customers_language,
    )
    write_message(connection, event, about, was.phone, lambda _: what_a_change_says(was, mobile), now)


def what_a_change_says(order: AnyRow, mobile: str) -> dict[str, str]:
    """What the number before is told, `order` a row of PHONE_OF."""
    return {
        "order": mask_number(order.order_no),
        "new": mask_phone(mobile),
        "phone": order.halls_phone or HOTLINE,
    }


def release_phones(
    connection: Connection, customers: Collection[int], orders: Collection[int], actor: str, now: datetime
) -> None:
    """Have bound phones give way where the marketing system has another number now. `customers` (agents among
    them) have another number than before, `orders` another customer or agent.
    """
    if not customers and not orders:
        return
    among = {"customers": sorted(customers), "orders": sorted(orders)}
    for found in connection.execute(BOUND_AMONG, among).all():
        row = hold_phone(connection, found.id)
        mobile = mobile_of(row.imported)
        if row.bound and mobile and gives_way(row.imported_then, row.imported):
            connection.execute(RELEASE, {"order": row.id})
            details = {"customer": row.customer_id, "had": row.how}
            record(
                connection,
                "phone-released",
                actor,
                now,
                company_id=row.company_id,
                order_id=row.id,
                details=details,
            )
            phone_moved(connection, row, mobile, now)
