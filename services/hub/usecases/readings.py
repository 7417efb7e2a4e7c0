"""Reading a customer's name, phone or address whole: for a reason, and only once it stands in the log.

A page of one order or item shows `lines`, all masked, and what each may be read for. `read_whole` gives one
field whole, in the transaction that writes down who read whose, which, why and when: where the log cannot be
written nothing is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from services.hub.domain.acts import Act
from services.hub.domain.masking import mask_address, mask_phone
from services.hub.domain.rights import Decision, Thing
from services.hub.domain.unmasking import (
    PersonalField,
    Reading,
    ReadingProblem,
    Reason,
    masked_fields,
    possible_reasons,
    unmask,
)
from services.hub.store.models import Customer, Order, OrderPhone
from services.hub.store.queries_phones import PHONE
from services.hub.usecases.context import Hub
from services.hub.usecases.events import Details, event_row, record_all
from services.hub.usecases.items import NotForThem, reached
from services.hub.usecases.sign_in import masked_name
from services.hub.usecases.staff_sign_in import StaffVisitor

READ = "personal-read"

_OF_ORDER = (
    select(Order.customer_id, Order.address, Customer.name, Customer.kind, PHONE.label("phone"))
    .join(Customer, Customer.id == Order.customer_id)
    .outerjoin(OrderPhone, OrderPhone.order_id == Order.id)
    .where(Order.id == bindparam("order"))
)


class NotReadable(ValueError):
    """The field stays masked; `problem` says why."""

    def __init__(self, problem: ReadingProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True, repr=False)
class PersonalData:
    """The customer of an order, as the page of the order or of one of its items has it."""

    order: int
    customer: int
    on: Thing
    whole: dict[PersonalField, str]
    masked: dict[PersonalField, str]


class Line(NamedTuple):
    """A field as it is shown at first."""

    field: PersonalField
    masked: str
    reasons: list[Reason]
    """For which they may read it whole; empty when for none."""


def personal_data(connection: Connection, order: int, on: Thing) -> PersonalData:
    """The customer's data of this order; `on` is what the page is about, to the rights."""
    row = connection.execute(_OF_ORDER, {"order": order}).one()
    name, phone, address = PersonalField.NAME, PersonalField.PHONE, PersonalField.ADDRESS
    masked = {
        name: masked_name(row.name, row.kind),
        phone: mask_phone(row.phone),
        address: mask_address(row.address),
    }
    whole = {name: row.name, phone: row.phone, address: row.address}
    return PersonalData(order, row.customer_id, on, whole, masked)


def lines(hub: Hub, who: StaffVisitor, of: PersonalData) -> list[Line]:
    """What they see of it: masked, and only the fields that their posts see at all."""
    seen = masked_fields(who.standing)
    return [
        Line(field, text, possible_reasons(who.standing, field, of.on, hub.now()))
        for field, text in of.masked.items()
        if text and field in seen
    ]


def lines_of_item(hub: Hub, connection: Connection, who: StaffVisitor, urge_no: str) -> list[Line]:
    """The customer of an item that they may see. Raises NotForThem."""
    row, thing = reached(hub, connection, who, urge_no, Act.READ_ITEM)
    return lines(hub, who, personal_data(connection, row.order_id, thing))


def read_of_item(
    hub: Hub, connection: Connection, who: StaffVisitor, urge_no: str, field: PersonalField, reason: Reason
) -> str:
    """One field of an item's customer, whole and logged. Raises NotForThem and NotReadable."""
    row, thing = reached(hub, connection, who, urge_no, Act.READ_PERSONAL)
    return read_whole(hub, connection, who, personal_data(connection, row.order_id, thing), field, reason)


def read_whole(
    hub: Hub,
    connection: Connection,
    who: StaffVisitor,
    of: PersonalData,
    field: PersonalField,
    reason: Reason,
) -> str:
    """The field, whole and logged. Raises NotForThem and NotReadable."""
    reading = unmask(
        who.standing, {field}, reason, customer=of.customer, order=of.order, on=of.on, at=hub.now()
    )
    if isinstance(reading, Decision):
        raise NotForThem(reading)
    if isinstance(reading, ReadingProblem):
        raise NotReadable(reading)
    note_readings(connection, who, [reading])
    return of.whole[field]


def note_readings(connection: Connection, who: StaffVisitor, readings: Iterable[Reading]) -> None:
    """Write them down, before anything is shown."""
    record_all(connection, [_event(who, reading) for reading in readings])


def _event(who: StaffVisitor, reading: Reading) -> dict[str, Any]:
    details: Details = {
        "customer": reading.customer,
        "fields": ",".join(sorted(field.value for field in reading.fields)),
        "posts": ",".join(sorted(post.value for post in reading.posts)),
        "reason": reading.reason.value,
    }
    company = who.standing.company
    return event_row(READ, who.actor, reading.at, company_id=company, order_id=reading.order, details=details)
