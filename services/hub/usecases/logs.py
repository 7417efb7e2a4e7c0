"""The log that auditors read: what the staff did, and what was refused them.

It is no table of its own but the events whose actor is of the staff. The database refuses to change or to
delete an event (migration 0006) and nothing here does, so whatever is younger than the six months that the
Cybersecurity Law of China asks for (article 21) is there, and what is older too.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select

from services.hub.domain.chinatime import CHINA
from services.hub.domain.unmasking import PersonalField, masked_fields
from services.hub.store.models import Customer, Employee
from services.hub.store.queries_logs import about, by, log_of, of_kinds, older, since, until
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.events import employee_actor, record
from services.hub.usecases.sign_in import masked_name
from services.hub.usecases.staff_sign_in import StaffVisitor

GROUPS = {
    "readings": ("personal-read",),
    "exports": ("orders-exported", "items-exported", "logs-exported"),
    "sign-ins": (
        *("staff-signed-in", "staff-signed-out", "staff-sign-in-refused", "second-factor-refused"),
        *("second-factor-enrolled", "staff-password-changed", "recovery-code-used"),
    ),
    "refusals": ("staff-refused", "staff-sign-in-refused", "second-factor-refused"),
    "people": (
        *("employee-added", "employee-changed", "employee-phone-kept"),
        *("employee-retired", "employee-restored"),
        *("posts-granted", "sign-in-reset", "sign-in-unlocked"),
        *("substitute-arranged", "substitute-ended"),
    ),
    "phones": ("phone-bound", "phone-code-sent", "phone-code-refused", "language-chosen"),
    "rules": (
        *("data-loaded", "template-saved", "template-withdrawn"),
        *("short-text-added", "short-text-changed", "short-text-removed", "short-text-moved"),
    ),
    "messages": ("message-sent-again",),
    "terminals": ("enrolment-code-issued", "terminal-enrolled", "terminal-revoked", "terminal-unlocked"),
}
"""Kinds of events that are asked for together."""

MOST_EXPORTED = 20_000
EXPORTED = "logs-exported"
_EMPLOYEE = employee_actor(0)[:-1]


class TooMany(ValueError):
    """More rows than one file may hold."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which of the log is wanted; what is left empty limits nothing."""

    who: str = ""
    """A staff number or a name."""
    whose: str = ""
    """An order's, an account's or an employee's number."""
    group: str = ""
    """A key of GROUPS."""
    first: date | None = None
    last: date | None = None
    """Days in China, both included."""
    before: int | None = None
    """The number of the last entry of the page before this one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    number: int
    kind: str
    at: datetime
    actor: str
    """As the event has it; empty for an employee, who is in `name` and `staff_no`."""
    name: str
    staff_no: str
    order_no: str
    customer: str
    """Whose field was read, masked; empty where no customer's was."""
    details: dict[str, Any]


def entries(connection: Connection, who: StaffVisitor, sought: Sought, most: int) -> list[Entry]:
    """At most so many of them, newest first, of the company of `who`. The route asks whether they may."""
    rows = connection.execute(_wanted(connection, who.standing.company, sought).limit(most)).all()
    details = {row.id: json.loads(row.details) for row in rows}
    people = _people(connection, rows)
    shown = PersonalField.NAME in masked_fields(who.standing)
    customers = _customers(connection, details.values()) if shown else {}
    return [
        Entry(
            number=row.id,
            kind=row.kind,
            at=row.recorded_at,
            actor="" if row.actor in people else row.actor,
            name=people[row.actor].name if row.actor in people else "",
            staff_no=people[row.actor].staff_no if row.actor in people else "",
            order_no=row.order_no or "",
            customer=customers.get(details[row.id].pop("customer", None), ""),
            details=details[row.id],
        )
        for row in rows
    ]


def export_entries(hub: Hub, connection: Connection, who: StaffVisitor, sought: Sought) -> list[Entry]:
    """All of them, for a file; that it was made is logged first. Raises TooMany, and then nothing is."""
    found = entries(connection, who, sought, MOST_EXPORTED + 1)
    if len(found) > MOST_EXPORTED:
        raise TooMany
    told = {"who": sought.who, "whose": sought.whose, "group": sought.group}
    days = {"first": sought.first, "last": sought.last}
    details: dict[str, str | int | bool | None] = {"rows": len(found)}
    details |= {key: value for key, value in told.items() if value}
    details |= {key: value.isoformat() for key, value in days.items() if value}
    record(connection, EXPORTED, who.actor, hub.now(), company_id=who.standing.company, details=details)
    return found


def _wanted(connection: Connection, company: int, sought: Sought) -> Any:
    log = log_of(company)
    if sought.who:
        log = by(log, _actors(connection, company, sought.who))
    if sought.whose:
        log = about(log, company, sought.whose)
    if sought.group:
        log = of_kinds(log, GROUPS[sought.group])
    if sought.first:
        log = since(log, datetime.combine(sought.first, time(), CHINA))
    if sought.last:
        log = until(log, datetime.combine(sought.last + timedelta(days=1), time(), CHINA))
    return older(log, sought.before) if sought.before else log


def _actors(connection: Connection, company: int, said: str) -> list[str]:
    """The employees of this staff number or name, as actors."""
    named = or_(Employee.staff_no == said, Employee.name == said)
    found = connection.execute(select(Employee.id).where(Employee.company_id == company, named))
    return [employee_actor(number) for number in found.scalars()]


def _people(connection: Connection, rows: Iterable[AnyRow]) -> dict[str, AnyRow]:
    numbers = {int(row.actor.removeprefix(_EMPLOYEE)) for row in rows if row.actor.startswith(_EMPLOYEE)}
    found = connection.execute(
        select(Employee.id, Employee.name, Employee.staff_no).where(Employee.id.in_(numbers))
    )
    return {employee_actor(row.id): row for row in found}


def _customers(connection: Connection, details: Iterable[dict[str, Any]]) -> dict[int, str]:
    numbers = {each["customer"] for each in details if "customer" in each}
    found = connection.execute(
        select(Customer.id, Customer.name, Customer.kind).where(Customer.id.in_(numbers))
    )
    return {row.id: masked_name(row.name, row.kind) for row in found}
