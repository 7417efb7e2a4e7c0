"""Writing a message into the outbox, in the transaction of what it tells about."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert

from services.hub.domain.messages import GOOD_FOR, MessageEvent, MessageState, mobile_of
from services.hub.domain.quiet import QuietHours
from services.hub.store.models import Message
from services.hub.store.queries_templates import IN_FORCE
from services.hub.store.types import AnyRow
from services.hub.usecases.events import HUB, record


@dataclass(frozen=True, slots=True)
class About:
    """What a message tells about."""

    company_id: int
    order_id: int
    subject: str
    """An urge's number, or another word for what it tells: the message's key is made of it and the event."""
    urge_id: int | None = None
    quiet: QuietHours | None = None
    customer_kind: str = ""
    """Of the customer, or the customer's agent, who gets it; empty where staff do."""
    language: str = ""
    """Theirs, as far as it is known."""


Say = Callable[[AnyRow], Mapping[str, str]]
"""What is to be filled into a template, a row of MessageTemplate, in its language."""


def quiet_hours(company: AnyRow, event: MessageEvent) -> QuietHours | None:
    """When this event's messages rest, from a row with the columns of a company."""
    if company.quiet_from is None or event.value in company.told_at_night.split(","):
        return None
    return QuietHours(company.quiet_from, company.quiet_until)


def words_in_force(
    connection: Connection, event: MessageEvent, company: int, customer_kind: str = "", language: str = ""
) -> AnyRow:
    """The template by which a message of the company is written now, for customers of this kind who read this
    language; a Chinese one where there is no other.
    """
    bound = {"event": event.value, "company": company, "kind": customer_kind, "language": language}
    return connection.execute(IN_FORCE, bound).one()


def write_message(
    connection: Connection,
    event: MessageEvent,
    about: About,
    phone: str,
    say: Say,
    now: datetime,
    to: str = "",
    good_for: timedelta = GOOD_FOR,
) -> None:
    """Write it, due at once or when the quiet hours end. Without a mobile number the record says so instead.

    `to` tells apart several who are told the same; older than `good_for` it is not sent.
    """
    mobile = mobile_of(phone)
    if mobile is None:
        record(
            connection,
            "message-impossible",
            HUB,
            now,
            company_id=about.company_id,
            order_id=about.order_id,
            details={
                "event": event.value,
                "urge" if about.urge_id else "about": about.subject,
                "why": "no-mobile-number",
            },
        )
        return
    due = about.quiet.over(now) if about.quiet else now
    template = words_in_force(connection, event, about.company_id, about.customer_kind, about.language)
    values = {
        "key": "-".join(filter(None, (about.subject, event.value, to))),
        "company_id": about.company_id,
        "event": event.value,
        "order_id": about.order_id,
        "urge_id": about.urge_id,
        "template_id": template.id,
        "phone": mobile,
        "parameters": json.dumps(say(template), ensure_ascii=False),
        "state": MessageState.WAITING.value,
        "created_at": now,
        "expires_at": due + good_for,
        "due_at": due,
        "quiet": str(about.quiet) if about.quiet else "",
    }
    connection.execute(insert(Message), values)
