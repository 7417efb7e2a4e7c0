"""An item's way up and down, for whoever may see it; and sending it up or down by hand, for whom that is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from services.contracts.urges import UrgeState
from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.posts import Post
from services.hub.domain.raising import Level, as_raised, next_level
from services.hub.domain.rights import may
from services.hub.store.models import Employee
from services.hub.store.queries_raising import ITEM, LEVELS_OF_ITEM, STANDING_IN
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.events import HUB
from services.hub.usecases.items import insist, reached
from services.hub.usecases.raising import lower_item, next_due, raise_item
from services.hub.usecases.staff_sign_in import StaffVisitor


@dataclass(frozen=True, slots=True)
class Move:
    """One going up, or coming down."""

    at: datetime
    up_to: Level | None
    """None: it came down."""
    by: str
    """The name of who did it; empty by the clock, or where it came down because it was answered."""
    why: str


@dataclass(frozen=True, slots=True)
class Levels:
    """Where an item has been above its handler, and what comes next."""

    moves: tuple[Move, ...]
    """In their order."""
    next_level: Level | None
    next_at: datetime | None
    """When the clock sends it there; None where it is answered, or stays."""
    may_answer: bool
    may_raise: bool
    may_lower: bool
    stand_ins: tuple[str, ...]
    """Names of who stands in today for whoever has it in hand."""


def levels_of_item(hub: Hub, connection: Connection, who: StaffVisitor, urge_no: str) -> Levels:
    """What the page of an item says of it. Raises NotForThem."""
    row, thing = reached(hub, connection, who, urge_no, Act.READ_ITEM)
    item = connection.execute(ITEM, {"urge": row.id}).one()
    levels = list(connection.execute(LEVELS_OF_ITEM, {"urge": row.id}))
    waits = item.state != UrgeState.ANSWERED.value and item.closed_at is None
    due = next_due(hub.reference.facts(connection, hub.now()), item, levels) if waits else None
    above = next_level(
        _been(levels, by_leader=_leads(who, row)), to_leader=item.to_leader, has_team=item.team_id is not None
    )
    today = china_date(hub.now())
    absent = {"absent": sorted(thing.people), "today": today}
    may_answer = may(who.standing, Act.ANSWER_ITEM, thing, today).allowed
    may_raise = may(who.standing, Act.RAISE_ITEM, thing, today).allowed
    may_lower = may(who.standing, Act.LOWER_ITEM, as_raised(thing, row.level), today).allowed
    return Levels(
        moves=_moves(connection, levels),
        next_level=due.level if due else None,
        next_at=due.at if due else None,
        may_answer=may_answer,
        may_raise=waits and above is not None and may_raise,
        may_lower=waits and row.level is not None and may_lower,
        stand_ins=tuple(one.name for one in connection.execute(STANDING_IN, absent)) if waits else (),
    )


def raise_by_hand(hub: Hub, connection: Connection, who: StaffVisitor, urge_no: str, why: str) -> None:
    """Send it up before its time; a leader's goes to the dispatcher. Raises NotForThem and CannotMove."""
    row, _ = reached(hub, connection, who, urge_no, Act.RAISE_ITEM)
    raise_item(connection, row.id, who.actor, why, hub.now(), by_leader=_leads(who, row))


def lower_by_hand(hub: Hub, connection: Connection, who: StaffVisitor, urge_no: str, why: str) -> None:
    """Bring it down to the handler; from dispatch only the dispatcher may. Raises NotForThem, CannotMove."""
    row, thing = reached(hub, connection, who, urge_no, Act.LOWER_ITEM)
    insist(hub, who, Act.LOWER_ITEM, as_raised(thing, row.level))
    lower_item(connection, row.id, who.actor, why, hub.now())


def _leads(who: StaffVisitor, row: AnyRow) -> bool:
    return Post.TEAM_LEADER in who.standing.posts and who.standing.team == row.team_id


def _been(levels: list[AnyRow], *, by_leader: bool) -> list[Level]:
    return [*(Level(row.level) for row in levels), *([Level.LEADER] if by_leader else [])]


def _moves(connection: Connection, levels: list[AnyRow]) -> tuple[Move, ...]:
    actors = {row.raised_by for row in levels} | {row.lowered_by for row in levels}
    numbers = [int(actor.partition(":")[2]) for actor in actors if actor.startswith("employee:")]
    found = connection.execute(select(Employee.id, Employee.name).where(Employee.id.in_(numbers)))
    names = {HUB: ""} | {f"employee:{row.id}": row.name for row in found}
    up = [
        Move(row.raised_at, Level(row.level), names.get(row.raised_by, row.raised_by), row.why)
        for row in levels
    ]
    down = {
        row.lowered_at: Move(row.lowered_at, None, names.get(row.lowered_by, row.lowered_by), row.lowered_why)
        for row in levels
        if row.lowered_at
    }
    return tuple(sorted([*up, *down.values()], key=lambda move: move.at))
