"""Files of orders and items: as far as the exporter's right goes, logged, and masked.

Whole names, phones or addresses stand in one only for a reason, and then each customer's are a reading like
any other: logged one by one, before the file is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.masking import mask_address, mask_phone
from services.hub.domain.rights import NO, RIGHTS, Thing, span
from services.hub.domain.unmasking import FIELDS_FOR, PersonalField, Reading, Reason, unmask
from services.hub.store.queries_exports import items_asked, orders_filed
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.events import record
from services.hub.usecases.logs import TooMany
from services.hub.usecases.readings import note_readings
from services.hub.usecases.sign_in import masked_name
from services.hub.usecases.staff_sign_in import StaffVisitor

MOST_LINES = 5_000
MOST_WHOLE = 1_000
"""Of a file with personal fields whole: each of its customers is a reading, and who needs more asks twice."""

Line = dict[str, Any]
"""A line of the file, by the names of the columns in store.queries_exports."""


@dataclass(frozen=True, slots=True, repr=False)
class Exported:
    """What a file is made of, once it is logged."""

    _rows: list[AnyRow]
    fields: frozenset[PersonalField] = frozenset()
    """Those that are whole."""
    _read: frozenset[int] = frozenset()
    """Of these orders."""

    def lines(self) -> Iterator[Line]:
        """The lines, the rest masked: some work for thousands, so not for within a transaction."""
        for row in self._rows:
            yield _line(row, self.fields if row.order_id in self._read else frozenset())


class Kind(StrEnum):
    """What is exported."""

    ORDERS = "orders"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of what was filed or asked on these days in China, both included."""

    kind: Kind
    first: date
    last: date


def reasons_to_export(who: StaffVisitor) -> list[Reason]:
    """For which they may have personal fields whole in a file."""
    return [reason for reason in Reason if _fields(who, reason)]


def export_masked(hub: Hub, connection: Connection, who: StaffVisitor, wanted: Wanted) -> Exported:
    """The lines, personal fields masked; logged. Raises TooMany, and then nothing is."""
    rows = _rows(hub, connection, who, wanted, Act.EXPORT_MASKED, MOST_LINES)
    _log(hub, connection, who, wanted, len(rows))
    return Exported(rows)


def export_whole(
    hub: Hub, connection: Connection, who: StaffVisitor, wanted: Wanted, reason: Reason
) -> Exported:
    """The lines, with the fields whole that this reason needs; the file and each reading are logged. Raises
    TooMany, and then nothing is; none is whole for a reason that is not theirs.
    """
    fields = _fields(who, reason)
    rows = _rows(hub, connection, who, wanted, Act.EXPORT_UNMASKED, MOST_WHOLE)
    _log(hub, connection, who, wanted, len(rows), reason, fields)
    readings = list(_readings(hub, who, rows, fields, reason))
    note_readings(connection, who, readings)
    return Exported(rows, fields, frozenset(reading.order for reading in readings))


def _rows(
    hub: Hub, connection: Connection, who: StaffVisitor, wanted: Wanted, act: Act, most: int
) -> list[AnyRow]:
    reach = span(who.standing, act, china_date(hub.now()))
    chosen = {Kind.ORDERS: orders_filed, Kind.ITEMS: items_asked}[wanted.kind]
    statement = chosen(reach, wanted.first, wanted.last).limit(most + 1)
    rows = list(connection.execute(statement))
    if len(rows) > most:
        raise TooMany
    return rows


def _readings(
    hub: Hub, who: StaffVisitor, rows: list[AnyRow], fields: frozenset[PersonalField], reason: Reason
) -> Iterator[Reading]:
    """One for each order, however many lines it has."""
    for row in {row.order_id: row for row in rows}.values():
        thing = Thing(
            company=row.company_id,
            people=frozenset({row.employee_id} if row.employee_id else ()),
            teams=frozenset({row.team_id} if row.team_id else ()),
            hall=row.hall_id,
        )
        reading = unmask(
            who.standing,
            fields,
            reason,
            customer=row.customer_id,
            order=row.order_id,
            on=thing,
            at=hub.now(),
        )
        if isinstance(reading, Reading):
            yield reading


def _fields(who: StaffVisitor, reason: Reason) -> frozenset[PersonalField]:
    """What a post of theirs that may export unmasked reads for this reason; the most, where several do."""
    posts = {post for post in who.standing.posts if RIGHTS[Act.EXPORT_UNMASKED][post] is not NO}
    readable = [FIELDS_FOR[reason].get(post, frozenset[PersonalField]()) for post in posts]
    return max(readable, key=len, default=frozenset())


def _log(
    hub: Hub,
    connection: Connection,
    who: StaffVisitor,
    wanted: Wanted,
    rows: int,
    reason: Reason | None = None,
    fields: frozenset[PersonalField] = frozenset(),
) -> None:
    details: dict[str, str | int | bool | None] = {
        "rows": rows,
        "first": wanted.first.isoformat(),
        "last": wanted.last.isoformat(),
    }
    if reason:
        details |= {"reason": reason.value, "fields": ",".join(sorted(field.value for field in fields))}
    company = who.standing.company
    record(
        connection, f"{wanted.kind.value}-exported", who.actor, hub.now(), company_id=company, details=details
    )


def _line(row: AnyRow, whole: frozenset[PersonalField]) -> Line:
    line = dict(row._mapping)
    if PersonalField.NAME not in whole:
        line["customer_name"] = masked_name(row.customer_name, row.customer_kind)
    if PersonalField.PHONE not in whole:
        line["customer_phone"] = mask_phone(row.customer_phone)
    if PersonalField.ADDRESS not in whole:
        line["address"] = mask_address(row.address)
    return line
