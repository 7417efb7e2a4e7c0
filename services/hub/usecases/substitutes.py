"""Substitutes (代班): who stands in for whom on which days, and what they are told when the first one comes.

For these days the absent one's items are listed at the substitute's too (domain.rights), and whatever arrives
is texted to them instead (usecases.tell). What waits already is texted when the first day begins, once.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.posts import Employee as Standing
from services.hub.domain.posts import SubstituteProblem, substitute_problem
from services.hub.domain.rights import Decision, Thing, span
from services.hub.store.engine import reading, writing
from services.hub.store.models import Employee, Substitute
from services.hub.store.queries_raising import IN_HAND, SUBSTITUTION, TAKE_OVER, TO_HAND_OVER
from services.hub.store.queries_staff import BY_NUMBER, SUBSTITUTES
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.employees import standing_of
from services.hub.usecases.events import record
from services.hub.usecases.items import NotForThem, insist
from services.hub.usecases.staff_sign_in import StaffVisitor
from services.hub.usecases.tell import tell_substitute


class NoSubstitute(ValueError):
    """Nobody was made a substitute; `problem` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


UNKNOWN, PASSED, OVERLAPS = "unknown", "passed", "overlaps"


@dataclass(frozen=True, slots=True)
class Wish:
    """Who shall stand in for whom: staff numbers, and days in China, both included."""

    absent: str
    substitute: str
    first: date
    last: date


def add_substitute(hub: Hub, connection: Connection, company_id: int, wish: Wish, actor: str) -> None:
    """Say who stands in; told at once of what waits, where the first day has begun. Raises NoSubstitute."""
    absent = _employee(connection, company_id, wish.absent)
    _add(hub, connection, absent, _employee(connection, company_id, wish.substitute), wish, actor)


def arrange_substitute(hub: Hub, connection: Connection, who: StaffVisitor, wish: Wish) -> None:
    """The same by a team leader, for their team, or an administrator. Raises NotForThem and NoSubstitute."""
    company = who.standing.company
    absent = _employee(connection, company, wish.absent)
    insist(hub, who, Act.KEEP_SUBSTITUTES, _thing(absent))
    _add(hub, connection, absent, _employee(connection, company, wish.substitute), wish, who.actor)


def end_substitute(hub: Hub, connection: Connection, who: StaffVisitor, number: int) -> None:
    """Take it back: from now on nobody stands in by it. Raises NotForThem."""
    row = connection.execute(SUBSTITUTES.where(Substitute.id == number)).one_or_none()
    if row is None:
        raise NotForThem(Decision.OTHER_COMPANY)
    insist(hub, who, Act.KEEP_SUBSTITUTES, _thing(_standing(row)))
    connection.execute(delete(Substitute).where(Substitute.id == number))
    details: dict[str, str | int | bool | None] = {
        "absent": row.absent_no,
        "substitute": row.substitute_no,
        "last": row.last.isoformat(),
    }
    record(connection, "substitute-ended", who.actor, hub.now(), company_id=row.company_id, details=details)


def substitutes_of(hub: Hub, connection: Connection, who: StaffVisitor) -> list[AnyRow]:
    """Those that they keep, of today and later, the first to begin on top."""
    today = china_date(hub.now())
    rows = connection.execute(SUBSTITUTES.where(Substitute.last >= today)).all()
    reach = span(who.standing, Act.KEEP_SUBSTITUTES, today)
    return [row for row in rows if _thing(_standing(row)) in reach]


def colleagues_of(hub: Hub, connection: Connection, who: StaffVisitor) -> tuple[list[AnyRow], list[AnyRow]]:
    """For whom they may find a substitute, and who can be one."""
    rows = connection.execute(
        select(Employee)
        .where(Employee.company_id == who.standing.company, Employee.active)
        .order_by(Employee.staff_no)
    ).all()
    reach = span(who.standing, Act.KEEP_SUBSTITUTES, china_date(hub.now()))
    absent = [row for row in rows if _thing(standing_of(row)) in reach and _handles(standing_of(row))]
    return absent, [row for row in rows if _handles(standing_of(row))]


def hand_over_what_begins(hub: Hub) -> int:
    """Tell the substitutes whose first day has come of what waits; how many were told."""
    now = hub.now()
    with reading(hub.engine) as connection:
        begun = connection.execute(TO_HAND_OVER, {"today": china_date(now)}).scalars().all()
    for number in begun:
        with writing(hub.engine) as connection:
            _hand_over(connection, number, now)
    return len(begun)


def _add(
    hub: Hub, connection: Connection, absent: Standing, substitute: Standing, wish: Wish, actor: str
) -> None:
    now = hub.now()
    problem = substitute_problem(absent, substitute, wish.first, wish.last)
    if problem is not None:
        raise NoSubstitute(problem.value)
    if wish.last < china_date(now):
        raise NoSubstitute(PASSED)
    same = connection.execute(
        select(Substitute.id).where(
            Substitute.absent_id == absent.number,
            Substitute.substitute_id == substitute.number,
            Substitute.first <= wish.last,
            Substitute.last >= wish.first,
        )
    )
    if same.first():
        raise NoSubstitute(OVERLAPS)
    values = {
        "company_id": absent.company,
        "absent_id": absent.number,
        "substitute_id": substitute.number,
        "first": wish.first,
        "last": wish.last,
        "kept_by": actor,
        "kept_at": now,
    }
    number = connection.execute(insert(Substitute).values(values).returning(Substitute.id)).scalar_one()
    days = {"first": wish.first.isoformat(), "last": wish.last.isoformat()}
    details = {"absent": wish.absent, "substitute": wish.substitute, **days}
    record(connection, "substitute-arranged", actor, now, company_id=absent.company, details=details)
    if wish.first <= china_date(now):
        _hand_over(connection, number, now)


def _hand_over(connection: Connection, number: int, now: datetime) -> None:
    if not connection.execute(TAKE_OVER, {"substitution": number, "now": now}).rowcount:
        return
    one = connection.execute(SUBSTITUTION, {"substitution": number}).one()
    for urge_no in connection.execute(IN_HAND, {"employee": one.absent_id}).scalars().all():
        tell_substitute(connection, urge_no, one.id, one.phone, now)


def _employee(connection: Connection, company_id: int, staff_no: str) -> Standing:
    row = connection.execute(BY_NUMBER, {"company": company_id, "staff_no": staff_no}).one_or_none()
    if row is None:
        raise NoSubstitute(UNKNOWN)
    return standing_of(row)


def _standing(row: AnyRow) -> Standing:
    """The absent one's, as far as it matters to who may arrange it."""
    return Standing(row.absent_id, row.company_id, frozenset(), team=row.team_id)


def _thing(absent: Standing) -> Thing:
    teams = frozenset({absent.team} if absent.team is not None else ())
    return Thing(absent.company, frozenset({absent.number}), teams)


def _handles(somebody: Standing) -> bool:
    """Whether they could stand in for anybody."""
    anybody = Standing(0, somebody.company, frozenset())
    return substitute_problem(anybody, somebody, date.min, date.min) is not SubstituteProblem.HANDLES_NOTHING
