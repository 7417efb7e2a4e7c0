"""The staff's log of messages, of all channels; and having one that did not arrive sent once more."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.hub.domain.acts import Act
from services.hub.domain.masking import mask_phone
from services.hub.domain.messages import MessageEvent, MessageState, sendable_again
from services.hub.domain.rights import Decision, Thing
from services.hub.domain.templates import filled
from services.hub.store.queries_message_log import (
    ABOUT_ORDER,
    COMPANY_OF,
    in_state,
    log_of,
    of_order,
    older,
    telling,
    unsent,
)
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.items import NotForThem, insist
from services.hub.usecases.outbox import send_again
from services.hub.usecases.staff_sign_in import StaffVisitor

AT_ONCE = 100
"""How many of one order are shown."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which of the log are wanted; what is left empty limits nothing."""

    state: MessageState | None = None
    event: MessageEvent | None = None
    order_no: str = ""
    before: int | None = None
    """The number of the last message of the page before this one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message, and what has become of it."""

    number: int
    event: str
    order_no: str
    phone: str
    """Masked."""
    text: str
    state: MessageState
    tries: int
    why: str
    """Why the last try failed: a code of ours, empty where none did."""
    providers_code: str
    written_at: datetime
    accepted_at: datetime | None
    reported_at: datetime | None

    @property
    def sendable(self) -> bool:
        """Whether it can be sent again by hand."""
        return sendable_again(self.event, self.state)


def messages(connection: Connection, who: StaffVisitor, sought: Sought, most: int) -> list[Told]:
    """At most so many of their company, newest first. The route asks whether they may."""
    company = who.standing.company
    log = log_of(company)
    if sought.state:
        log = in_state(log, sought.state)
    if sought.event:
        log = telling(log, sought.event.value)
    if sought.order_no:
        log = of_order(log, company, sought.order_no)
    if sought.before:
        log = older(log, sought.before)
    return _told(connection.execute(log.limit(most)).all())


def dead_letters(connection: Connection, who: StaffVisitor, before: int | None, most: int) -> list[Told]:
    """At most so many of their company that did not arrive and wait for a hand, newest first."""
    log = unsent(log_of(who.standing.company))
    return _told(connection.execute((older(log, before) if before else log).limit(most)).all())


def messages_about(connection: Connection, order: int) -> list[Told]:
    """The latest about one order, newest first."""
    return _told(connection.execute(ABOUT_ORDER.limit(AT_ONCE), {"order": order}).all())


def send_again_by_hand(hub: Hub, connection: Connection, who: StaffVisitor, number: int) -> str:
    """Have it sent once more, with their name in the log; the number of the order that it is about. Raises
    NotForThem, and NotAgain for one that waits or has been accepted.
    """
    found = connection.execute(COMPANY_OF, {"number": number}).one_or_none()
    if found is None:
        raise NotForThem(Decision.OTHER_COMPANY)
    insist(hub, who, Act.SEND_AGAIN, Thing(found.company_id))
    send_again(connection, number, who.actor, hub.now())
    return str(found.order_no)


def _told(rows: Iterable[AnyRow]) -> list[Told]:
    return [
        Told(
            number=row.id,
            event=row.event,
            order_no=row.order_no,
            phone=mask_phone(row.phone),
            text=filled(row.text, json.loads(row.parameters)),
            state=MessageState(row.state),
            tries=row.tries,
            why=row.reason,
            providers_code=row.code,
            written_at=row.created_at,
            accepted_at=row.accepted_at,
            reported_at=row.reported_at,
        )
        for row in rows
    ]
