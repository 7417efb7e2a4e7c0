"""What a template would say of a real order of the company, by the same code that writes messages."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select

from services.hub.domain.messages import MessageEvent
from services.hub.domain.templates import TO_STAFF, filled, sent_segments
from services.hub.domain.terms import Language
from services.hub.domain.urging import UrgeKind
from services.hub.store.queries_messages import OF_URGE
from services.hub.store.queries_phones import OF_ORDER
from services.hub.store.queries_templates import (
    LATEST_ANSWERED,
    LATEST_ITEM,
    LATEST_STAGE,
    of_order,
)
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.orders_phone import what_a_change_says
from services.hub.usecases.phone_codes import what_a_code_says
from services.hub.usecases.staff_sign_in import StaffVisitor
from services.hub.usecases.tell import what_is_answered, what_is_asked
from services.hub.usecases.tell_stages import said_of_order

_KINDS = {MessageEvent.URGE_TO_HANDLER: [UrgeKind.URGE], MessageEvent.CHECK_TO_HANDLER: [UrgeKind.CHECK]}


@dataclass(frozen=True, slots=True)
class Preview:
    """Words with an order's data. They say no more of its customer than the message itself would."""

    order_no: str
    text: str
    segments: int
    customer_kind: str
    """Of whoever the message goes to; empty where that is staff."""
    language: Language


def preview(
    hub: Hub,
    connection: Connection,
    who: StaffVisitor,
    event: MessageEvent,
    text: str,
    language: Language,
    order_no: str,
) -> Preview | None:
    """These words, in which nothing is wrong, with the order of this number, or without one with the latest
    that has something to tell; None where there is none in their company.
    """
    found = _latest(connection, who.standing.company, event, order_no)
    if found is None:
        return None
    order = connection.execute(OF_ORDER, {"order": found.id}).one()
    said = _said(hub, connection, event, found, order, text, language)
    if said is None:
        return None
    return Preview(
        order_no=found.order_no,
        text=filled(text, said),
        segments=sent_segments(text, said),
        customer_kind="" if event in TO_STAFF else order.customers_kind,
        language=language,
    )


def _latest(connection: Connection, company: int, event: MessageEvent, order_no: str) -> AnyRow | None:
    statement: Select[*tuple[Any, ...]]
    match event:
        case MessageEvent.STAGE_TO_CUSTOMER | MessageEvent.PHONE_CODE | MessageEvent.PHONE_CHANGED:
            statement = LATEST_STAGE
        case MessageEvent.ANSWER_TO_CUSTOMER:
            statement = LATEST_ANSWERED
        case _:
            statement = LATEST_ITEM
    bound = {"company": company, "kinds": [kind.value for kind in _KINDS.get(event, [*UrgeKind])]}
    if order_no:
        statement, bound = of_order(statement), bound | {"order_no": order_no}
    return connection.execute(statement, bound).first()


def _said(
    hub: Hub,
    connection: Connection,
    event: MessageEvent,
    found: AnyRow,
    order: AnyRow,
    text: str,
    language: Language,
) -> dict[str, str] | None:
    match event:
        case MessageEvent.STAGE_TO_CUSTOMER:
            return said_of_order(connection, order.id, text, language, hub.now())
        case MessageEvent.PHONE_CODE:
            return what_a_code_says(order.order_no)
        case MessageEvent.PHONE_CHANGED:
            return what_a_change_says(order, order.phone) if order.phone else None
    urge = connection.execute(OF_URGE, {"urge_no": found.urge_no}).one()
    if event is MessageEvent.ANSWER_TO_CUSTOMER:
        return what_is_answered(urge, language)
    return what_is_asked(urge)
