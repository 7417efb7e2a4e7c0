"""What administrators do: employees, their posts, and their sign-in. Each step asks the rights and is logged.

Nobody does to themselves what the rights leave to others: grant posts, reset or unlock a sign-in. Retiring
oneself is left to another administrator too, so that one is left.
"""

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, or_, select, update

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.posts import Post
from services.hub.domain.rights import Decision, Thing, may, reaches
from services.hub.store.models import Employee, Grid, Hall, RecoveryCode, Team
from services.hub.store.queries_staff import END_STAFF_SESSIONS, THIS_EMPLOYEE
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.employees import (
    LONGEST_NAME,
    NewEmployee,
    NotAnEmployee,
    add_employee,
    check_posts,
    check_typed,
    find_employees_hall,
    find_grid,
    find_team,
    first_staff_password,
)
from services.hub.usecases.events import record
from services.hub.usecases.guesses import unlock
from services.hub.usecases.items import NotForThem
from services.hub.usecases.staff_phones import NoPhone, check_phone
from services.hub.usecases.staff_sign_in import StaffVisitor, staff_guesses

_NO_SESSION = 0

_LISTED = (
    select(
        Employee.id,
        Employee.company_id,
        Employee.staff_no,
        Employee.name,
        Employee.phone,
        Employee.posts,
        Employee.active,
        Employee.code_confirmed_at,
        Employee.must_change,
        Team.name.label("team"),
        Hall.code.label("hall"),
        Hall.name_zh.label("hall_zh"),
        Hall.name_en.label("hall_en"),
        Grid.name.label("grid"),
    )
    .outerjoin(Team, Team.id == Employee.team_id)
    .outerjoin(Hall, Hall.id == Employee.hall_id)
    .outerjoin(Grid, Grid.id == Employee.grid_id)
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is kept of an employee beside number and posts."""

    name: str
    phone: str = ""
    team: str = ""
    """Its name."""
    hall: str = ""
    """Its code."""
    grid: str = ""
    """Its name."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where employees of a company can belong."""

    teams: list[str]
    halls: list[AnyRow]
    """code, name_zh, name_en."""
    grids: list[str]


def places(connection: Connection, company: int) -> Places:
    """The company's teams, halls and grids, to choose from."""
    teams = connection.execute(select(Team.name).where(Team.company_id == company).order_by(Team.name))
    halls = select(Hall.code, Hall.name_zh, Hall.name_en).where(Hall.company_id == company)
    grids = connection.execute(select(Grid.name).where(Grid.company_id == company).order_by(Grid.name))
    listed = list(connection.execute(halls.order_by(Hall.code)))
    return Places(list(teams.scalars()), listed, list(grids.scalars()))


def people(connection: Connection, who: StaffVisitor, sought: str, after: str, most: int) -> list[AnyRow]:
    """At most so many of their company's employees by staff number, from the one after `after` on; with
    `sought` those whose number or name begins with it. The route asks whether they may.
    """
    listed = _LISTED.where(Employee.company_id == who.standing.company, Employee.staff_no > after)
    if sought:
        begins = (column.startswith(sought, autoescape=True) for column in (Employee.staff_no, Employee.name))
        listed = listed.where(or_(*begins))
    return list(connection.execute(listed.order_by(Employee.staff_no).limit(most)))


def person(hub: Hub, connection: Connection, who: StaffVisitor, number: int, act: Act) -> AnyRow:
    """One employee to whom they may do this. Raises NotForThem; nobody is as another company's."""
    row = connection.execute(_LISTED.where(Employee.id == number)).one_or_none()
    decision = _decision(hub, who, row, act) if row else Decision.OTHER_COMPANY
    if not decision.allowed:
        raise NotForThem(decision)
    return row


def allowed(hub: Hub, who: StaffVisitor, row: AnyRow, act: Act) -> bool:
    """Whether they may do this to an employee of `people` or `person`."""
    return _decision(hub, who, row, act).allowed


def add(hub: Hub, connection: Connection, who: StaffVisitor, new: NewEmployee) -> str:
    """Somebody new; their first password. Raises NotForThem and NotAnEmployee."""
    if not reaches(who.standing, Act.KEEP_EMPLOYEES) or not reaches(who.standing, Act.GRANT_POSTS):
        raise NotForThem(Decision.NOT_FOR_POST)
    _check_phone(new.phone)
    return add_employee(hub, connection, who.standing.company, new, who.actor)


def change(hub: Hub, connection: Connection, who: StaffVisitor, number: int, facts: Facts) -> None:
    """Name, phone, team, hall and grid. Raises NotForThem and NotAnEmployee."""
    row = person(hub, connection, who, number, Act.KEEP_EMPLOYEES)
    check_typed(facts.name, LONGEST_NAME)
    _check_phone(facts.phone)
    company = row.company_id
    values = {
        "name": facts.name,
        "phone": facts.phone,
        "team_id": find_team(connection, company, facts.team),
        "hall_id": find_employees_hall(connection, company, facts.hall),
        "grid_id": find_grid(connection, company, facts.grid),
    }
    connection.execute(update(Employee).where(Employee.id == number).values(values))
    now = asdict(facts)
    changed = ",".join(key for key, value in now.items() if value != (row._mapping[key] or ""))
    if changed:
        _log(hub, connection, who, "employee-changed", row, changed=changed)


def grant(hub: Hub, connection: Connection, who: StaffVisitor, number: int, posts: Collection[Post]) -> None:
    """These posts and no others. Raises NotForThem and NotAnEmployee."""
    row = person(hub, connection, who, number, Act.GRANT_POSTS)
    check_posts(posts)
    stored = ",".join(sorted(post.value for post in posts))
    if stored != row.posts:
        connection.execute(update(Employee).where(Employee.id == number).values(posts=stored))
        _log(hub, connection, who, "posts-granted", row, posts=stored, had=row.posts)


def set_active(hub: Hub, connection: Connection, who: StaffVisitor, number: int, *, active: bool) -> None:
    """Retire somebody, whose sessions end, or take them back. Raises NotForThem."""
    row = person(hub, connection, who, number, Act.KEEP_EMPLOYEES)
    if number == who.standing.number:
        raise NotForThem(Decision.NOT_ONESELF)
    if row.active is not active:
        connection.execute(update(Employee).where(Employee.id == number).values(active=active))
        _end_sessions(hub, connection, number)
        _log(hub, connection, who, "employee-restored" if active else "employee-retired", row)


def reset_sign_in(hub: Hub, connection: Connection, who: StaffVisitor, number: int) -> str:
    """A first password; they enrol an app anew, and their sessions and locks end. Raises NotForThem."""
    row = person(hub, connection, who, number, Act.RESET_SIGN_IN)
    connection.execute(THIS_EMPLOYEE, {"employee": number})
    password = first_staff_password()
    values = {
        "password_hash": hub.passwords.hash(password),
        "must_change": True,
        "code_nonce": secrets.token_hex(16),
        "code_confirmed_at": None,
        "code_last_step": None,
    }
    connection.execute(update(Employee).where(Employee.id == number).values(values))
    connection.execute(delete(RecoveryCode).where(RecoveryCode.employee_id == number))
    _end_sessions(hub, connection, number)
    _unlock(hub, connection, who, row)
    _log(hub, connection, who, "sign-in-reset", row)
    return password


def unlock_sign_in(hub: Hub, connection: Connection, who: StaffVisitor, number: int) -> None:
    """End the locks after wrong passwords and codes. Raises NotForThem."""
    row = person(hub, connection, who, number, Act.RESET_SIGN_IN)
    _unlock(hub, connection, who, row)
    _log(hub, connection, who, "sign-in-unlocked", row)


def _decision(hub: Hub, who: StaffVisitor, row: AnyRow, act: Act) -> Decision:
    on = Thing(row.company_id, frozenset({row.id}))
    return may(who.standing, act, on, china_date(hub.now()))


def _unlock(hub: Hub, connection: Connection, who: StaffVisitor, row: AnyRow) -> None:
    for guess in staff_guesses(hub, who.company_code, row.staff_no, row.id):
        unlock(connection, guess)


def _end_sessions(hub: Hub, connection: Connection, number: int) -> None:
    connection.execute(END_STAFF_SESSIONS, {"employee": number, "but": _NO_SESSION, "now": hub.now()})


def _check_phone(phone: str) -> None:
    try:
        check_phone(phone)
    except NoPhone as error:
        raise NotAnEmployee("no-mobile", str(error)) from error


def _log(hub: Hub, connection: Connection, who: StaffVisitor, kind: str, row: AnyRow, **told: str) -> None:
    details = {"staff_no": row.staff_no} | told
    record(connection, kind, who.actor, hub.now(), company_id=row.company_id, details=details)
