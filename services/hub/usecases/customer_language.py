"""In which language a customer gets texts: the one in which they last used a terminal, or that they asked a
hall's staff for. What was written before stays as it is.
"""

from datetime import datetime

from sqlalchemy import Connection

from services.hub.domain.acts import Act
from services.hub.domain.terms import Language
from services.hub.store.queries_phones import OF_ORDER
from services.hub.store.queries_visits import READ_IN
from services.hub.usecases.authenticate import Visitor
from services.hub.usecases.context import Hub
from services.hub.usecases.events import customer_actor, record
from services.hub.usecases.staff_orders import reached
from services.hub.usecases.staff_sign_in import StaffVisitor

CHOSEN = "language-chosen"


def language_of_visit(who: Visitor, language: Language, now: datetime, connection: Connection) -> None:
    """The customer in the session reads this language."""
    _set(connection, who.customer_id, language, customer_actor(who.customer_id), now, None)


def language_by_staff(
    hub: Hub, connection: Connection, who: StaffVisitor, order_no: str, language: Language
) -> None:
    """Whoever gets the order's texts wants them in this language, for all their orders. Raises NotForThem."""
    order, _ = reached(hub, connection, who, order_no, Act.BIND_PHONE)
    receiver = connection.execute(OF_ORDER, {"order": order.id}).one().receiver_id
    _set(connection, receiver, language, who.actor, hub.now(), order.id)


def _set(
    connection: Connection,
    customer: int,
    language: Language,
    actor: str,
    now: datetime,
    order: int | None,
) -> None:
    """That it was so before is no event."""
    bound = {"customer": customer, "to": language.value}
    changed = connection.execute(READ_IN, bound).one_or_none()
    if changed is not None:
        record(
            connection,
            CHOSEN,
            actor,
            now,
            company_id=changed.company_id,
            order_id=order,
            details={"customer": customer, "language": language.value},
        )
