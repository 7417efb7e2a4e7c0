"""The outbox: workers take what is due, send it, and write down what became of it.

A worker takes messages for a while (its lease): nobody else takes them until then. One that is killed in
between loses nothing, for they are due again when its lease has ended; what it had handed over already is
handed over once more, under the same key, by which the provider recognises it.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Update, func, update

from services.hub.channels.base import Message as Outgoing
from services.hub.channels.base import Never, NotYet, Outcome, Sent
from services.hub.channels.reports import Report, later
from services.hub.domain.messages import (
    GOOD_FOR,
    LONGEST_LEASE,
    TO_ORDERS_PHONE,
    MessageState,
    mobile_of,
    sendable_again,
    wait_before,
)
from services.hub.domain.quiet import QuietHours
from services.hub.store.models import Message
from services.hub.store.queries_messages import (
    ACCEPT,
    ALL,
    EXPIRE,
    GIVE_BACK,
    GIVE_UP,
    PUT_OFF,
    REST,
    SOME_DUE,
    TAKE,
    TO_REPORT,
)
from services.hub.store.queries_phones import OF_ORDER
from services.hub.store.queries_templates import SAME_WORDS
from services.hub.store.types import AnyRow
from services.hub.usecases.events import record

_ROUND_ENDS = timedelta(seconds=15)
"""What is not under way so long before the lease ends is not begun: a channel takes up to ten seconds."""


class NotAgain(ValueError):
    """This message is not one that can be sent again: it waits, or has been accepted."""


class UnknownMessage(LookupError):
    """No message has this number."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Messages that a worker has, until `until`."""

    lease: str
    until: datetime
    messages: tuple[tuple[int, int, Outgoing], ...]
    """Each with its row's number and how often it has been tried, this time included."""

    def has_time(self, now: datetime) -> bool:
        """Whether another one may be begun."""
        return now < self.until - _ROUND_ENDS


def some_due(connection: Connection, now: datetime) -> bool:
    """Whether there is something to take."""
    return bool(SOME_DUE.all(connection, {"now": now}))


def take(connection: Connection, now: datetime, count: int) -> Taken:
    """Take up to so many that are due, oldest first; what has become too old is dead instead, and what fell
    due in its company's quiet hours is due when they end.
    """
    lease, until = secrets.token_hex(16), now + LONGEST_LEASE
    ours = {"lease_key": lease, "until": until, "now": now}
    fresh: list[tuple[int, int, Outgoing]] = []
    while not fresh and (rows := connection.execute(TAKE, {"count": count, **ours}).all()):
        resting = _rest(connection, rows, ours)
        good = [row for row in rows if not row.late]
        fresh = [
            (row.id, row.tries, Outgoing(row.key, row.phone, row.template, json.loads(row.parameters)))
            for row in good
            if row.id not in resting
        ]
        if len(good) < len(rows):
            connection.execute(EXPIRE, ours)
    return Taken(lease, until, tuple(sorted(fresh, key=itemgetter(0))))


def _rest(connection: Connection, rows: Sequence[AnyRow], ours: Mapping[str, Any]) -> set[int]:
    """Put off what it is night for; the numbers of these."""
    resting: set[int] = set()
    for row in rows:
        quiet = QuietHours.read(row.quiet)
        due = quiet.over(ours["now"]) if quiet and not row.late else ours["now"]
        if due > ours["now"]:
            connection.execute(REST, {"number": row.id, "due": due, **ours})
            resting.add(row.id)
    return resting


def settle(
    connection: Connection,
    taken: Taken,
    outcomes: Mapping[int, Outcome | None],
    now: datetime,
    chance: float,
) -> None:
    """Write down what became of some of them; None for one that was not begun, which is due again at once.

    What has a report by now, or another worker's lease, stays as it is.
    """
    ours = {"lease_key": taken.lease, "until": taken.until}
    sent = {number: outcome for number, outcome in outcomes.items() if isinstance(outcome, Sent)}
    provider_ids = {f"m{number}": outcome.provider_id for number, outcome in sent.items()}
    if provider_ids:
        connection.execute(ACCEPT, {"provider_ids": provider_ids, "now": now, **ours})
    tries = {number: tried for number, tried, _ in taken.messages}
    for number, outcome in outcomes.items():
        if not isinstance(outcome, Sent):
            statement, values = _settled(outcome, tries[number], now, chance)
            connection.execute(statement, {"number": number, **values, **ours})


def _settled(
    outcome: NotYet | Never | None, tries: int, now: datetime, chance: float
) -> tuple[Update, dict[str, object]]:
    match outcome:
        case None:
            return GIVE_BACK, {"now": now}
        case NotYet(reason, code, wait_s):
            due = now + wait_before(tries, chance, wait_s)
            return PUT_OFF, {"due": due, "why": reason.value, "providers_code": code}
        case Never(reason, code):
            return GIVE_UP, {"why": reason.value, "providers_code": code}


def note_reports(connection: Connection, reports: Sequence[Report]) -> None:
    """Write down what the provider reports; of several about one message the later counts, in any order."""
    for report in reports:
        row = connection.execute(TO_REPORT.with_for_update(), {"key": report.key}).one_or_none()
        if row is None or later(_known(row, report.key) or report, report) != report:
            continue
        state = MessageState.DELIVERED if report.delivered else MessageState.UNDELIVERED
        values = {
            "state": state.value,
            "provider_id": report.provider_id,
            "reported_at": report.at,
            "accepted_at": func.coalesce(Message.accepted_at, report.at),
            "reason": "",
            "code": report.code,
            "lease": "",
        }
        connection.execute(update(Message).where(Message.id == row.id).values(values))


def _known(row: AnyRow, key: str) -> Report | None:
    if row.reported_at is None:
        return None
    delivered = row.state == MessageState.DELIVERED.value
    return Report(key, row.provider_id, delivered, row.code, row.reported_at)


def send_again(connection: Connection, number: int, actor: str, now: datetime) -> None:
    """Have a message that did not arrive sent once more: in the same words, under the code that these have by
    now, and if it is for the customer to where the order's texts go by now.

    Raises UnknownMessage and NotAgain.
    """
    found = connection.execute(
        update(Message).where(Message.id == number).values(lease="").returning(Message)
    ).one_or_none()
    if found is None:
        raise UnknownMessage(number)
    if not sendable_again(found.event, found.state):
        raise NotAgain(found.state)
    base, _, _ = found.key.partition("~")
    values = {
        # A key of its own: under the old one the provider would take it for a repeat.
        "key": f"{base}~{found.rounds + 1}",
        "rounds": found.rounds + 1,
        "state": MessageState.WAITING.value,
        "tries": 0,
        "due_at": now,
        "expires_at": now + GOOD_FOR,
        "provider_id": "",
        "reason": "",
        "code": "",
        "accepted_at": None,
        "reported_at": None,
        "phone": found.phone,
        "template_id": connection.execute(
            SAME_WORDS, {"template": found.template_id, "company": found.company_id}
        ).scalar_one(),
    }
    if found.event in TO_ORDERS_PHONE:
        holds = connection.execute(OF_ORDER, {"order": found.order_id}).one().phone
        values["phone"] = mobile_of(holds) or found.phone
    connection.execute(update(Message).where(Message.id == number).values(values))
    record(
        connection,
        "message-sent-again",
        actor,
        now,
        company_id=found.company_id,
        order_id=found.order_id,
        details={"message": number, "was": found.state},
    )


def all_messages(connection: Connection) -> list[AnyRow]:
    """Every message, oldest first, for staff."""
    return list(connection.execute(ALL))
