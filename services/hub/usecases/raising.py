"""Items that go up: by the clock, or sent up by hand; and come down: by hand, or because they were answered.

Each going up is a row of its own, unique for the item and the level, written with the event and the texts
in one transaction that holds the item: with any number of hubs, and whenever one is killed, nothing goes up
twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, update

from services.contracts.urges import UrgeState
from services.hub.domain.answering import LONGEST
from services.hub.domain.raising import Level, next_level
from services.hub.domain.terms import SupplyKind
from services.hub.domain.urging import UrgeKind
from services.hub.store.engine import reading, writing
from services.hub.store.models import UrgeLevel
from services.hub.store.queries_raising import (
    ITEM_TO_MOVE,
    LEVELS_OF_ITEM,
    LEVELS_OF_OPEN,
    TO_RAISE,
)
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.events import HUB, record
from services.hub.usecases.reference import Facts
from services.hub.usecases.tell import tell_level


class NotMoved(StrEnum):
    """Why an item was not sent up or brought down. The values are stable codes."""

    ANSWERED = "answered"
    CLOSED = "closed"
    """Its stage has been left."""
    ALREADY_UP = "already-up"
    """It has been wherever it can go."""
    NOT_UP = "not-up"
    NO_WHY = "no-why"
    WHY_TOO_LONG = "why-too-long"
    STRANGE_WHY = "strange-why"


class CannotMove(ValueError):
    """Nothing was moved; `problem` says why."""

    def __init__(self, problem: NotMoved) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Due:
    """An item, where it goes next, and when."""

    item: AnyRow
    level: Level
    at: datetime


def raise_what_is_due(hub: Hub) -> int:
    """Send up all that has waited long enough; how many went up."""
    now = hub.now()
    with reading(hub.engine) as connection:
        facts = hub.reference.facts(connection, now)
        waiting = list(connection.execute(TO_RAISE)) if facts.raising else []
        levels: dict[int, list[AnyRow]] = {}
        for row in connection.execute(LEVELS_OF_OPEN) if waiting else ():
            levels.setdefault(row.urge_id, []).append(row)
    found = (next_due(facts, item, levels.get(item.id, [])) for item in waiting)
    return sum(_raise_by_clock(hub, facts, due, now) for due in found if due and due.at <= now)


def next_due(facts: Facts, item: AnyRow, levels: Sequence[AnyRow]) -> Due | None:
    """Where an unanswered item goes next by the clock, and when; None for one that stays where it is."""
    been = [Level(row.level) for row in levels]
    level = next_level(been, to_leader=item.to_leader, has_team=item.team_id is not None)
    raising = facts.raising.get(item.raising)
    if level is None or raising is None:
        return None
    rule = raising.rule(UrgeKind(item.kind), SupplyKind(item.supply), joint=item.joint)
    if rule is None:
        return None
    since = max([item.received_at, *(row.lowered_at or row.raised_at for row in levels)])
    return Due(item, level, raising.goes_up_at(facts.calendar, rule, level, since))


def raise_item(
    connection: Connection, urge_id: int, actor: str, why: str, now: datetime, *, by_leader: bool = False
) -> Level:
    """Send an item up before its time, past the leader where that is who does. Raises CannotMove."""
    _check_why(why)
    item, levels = _held(connection, urge_id)
    been = [*(Level(row.level) for row in levels), *([Level.LEADER] if by_leader else [])]
    level = next_level(been, to_leader=item.to_leader, has_team=item.team_id is not None)
    if level is None:
        raise CannotMove(NotMoved.ALREADY_UP)
    _go_up(connection, item, level, actor, why.strip(), now)
    return level


def lower_item(connection: Connection, urge_id: int, actor: str, why: str, now: datetime) -> None:
    """Bring an item down to its handler. Raises CannotMove."""
    _check_why(why)
    item, levels = _held(connection, urge_id)
    if all(row.lowered_at for row in levels):
        raise CannotMove(NotMoved.NOT_UP)
    come_down(connection, item, actor, why.strip(), now)


def come_down(connection: Connection, item: AnyRow, actor: str, why: str, now: datetime) -> None:
    """Bring an item down, if it is up; `item` has id, urge_no, company_id and order_id, and is held."""
    up = update(UrgeLevel).where(UrgeLevel.urge_id == item.id, UrgeLevel.lowered_at.is_(None))
    lowered = connection.execute(up.values(lowered_at=now, lowered_by=actor, lowered_why=why))
    if lowered.rowcount:
        _record(connection, "urge-lowered", actor, item, now, {"answered": not why})


def _raise_by_clock(hub: Hub, facts: Facts, due: Due, now: datetime) -> bool:
    """Whether it went up: another hub may have been there first, or somebody has moved or answered it."""
    with writing(hub.engine) as connection:
        try:
            item, levels = _held(connection, due.item.id)
        except CannotMove:
            return False
        again = next_due(facts, item, levels)
        if again is None or again.level is not due.level or again.at > now:
            return False
        _go_up(connection, item, due.level, HUB, "", now)
    return True


def _held(connection: Connection, urge_id: int) -> tuple[AnyRow, list[AnyRow]]:
    """The item, held until the transaction ends, and the levels it was at. Raises CannotMove."""
    item = connection.execute(ITEM_TO_MOVE, {"urge": urge_id}).one()
    if item.state == UrgeState.ANSWERED.value:
        raise CannotMove(NotMoved.ANSWERED)
    if item.closed_at is not None:
        raise CannotMove(NotMoved.CLOSED)
    return item, list(connection.execute(LEVELS_OF_ITEM, {"urge": urge_id}))


def _go_up(connection: Connection, item: AnyRow, level: Level, actor: str, why: str, now: datetime) -> None:
    values = {
        "urge_id": item.id,
        "level": level.value,
        "raised_at": now,
        "raised_by": actor,
        "why": why,
    }
    connection.execute(insert(UrgeLevel), values)
    _record(connection, "urge-raised", actor, item, now, {"level": level.value})
    tell_level(connection, item.urge_no, level, now)


def _record(
    connection: Connection,
    kind: str,
    actor: str,
    item: AnyRow,
    now: datetime,
    details: dict[str, str | bool],
) -> None:
    record(
        connection,
        kind,
        actor,
        now,
        company_id=item.company_id,
        order_id=item.order_id,
        details={"urge": item.urge_no, **details},
    )


def _check_why(why: str) -> None:
    if not why.strip():
        raise CannotMove(NotMoved.NO_WHY)
    if len(why) > LONGEST:
        raise CannotMove(NotMoved.WHY_TOO_LONG)
    if not why.isprintable():
        raise CannotMove(NotMoved.STRANGE_WHY)
