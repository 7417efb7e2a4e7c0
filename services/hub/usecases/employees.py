"""Employees: made known, with a password that they must change, and looked up."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Select, insert, select

from services.hub.domain.posts import Employee as Standing
from services.hub.domain.posts import Post, StandIn, posts_problem
from services.hub.store.models import Employee, Hall, Team
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.events import record

_WORD_LENGTH, _WORDS = 4, 4
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class NotAnEmployee(ValueError):
    """Nobody can be made known like this; says why."""


@dataclass(frozen=True, slots=True)
class NewEmployee:
    """What is said of somebody new."""

    staff_no: str
    name: str
    posts: Collection[Post]
    team: str = ""
    """Its name; a handler and a team leader belong to one."""
    hall: str = ""
    """Its code; hall staff belong to one."""
    phone: str = ""
    """Where texts for them go; a handler's is known from the marketing system."""


def add_employee(hub: Hub, connection: Connection, company_id: int, new: NewEmployee, actor: str) -> str:
    """Make an employee known; their first password, which they must change. Raises NotAnEmployee."""
    problem = posts_problem(new.posts)
    if problem is not None:
        raise NotAnEmployee(problem.value)
    number = select(Employee.id).where(Employee.company_id == company_id, Employee.staff_no == new.staff_no)
    if connection.execute(number).first():
        raise NotAnEmployee(f"the staff number {new.staff_no} is taken")
    team = select(Team.id).where(Team.company_id == company_id, Team.name == new.team)
    hall = select(Hall.id).where(Hall.company_id == company_id, Hall.code == new.hall)
    password = first_staff_password()
    values = {
        "company_id": company_id,
        "staff_no": new.staff_no,
        "name": new.name,
        "phone": new.phone,
        "posts": ",".join(sorted(post.value for post in new.posts)),
        "active": True,
        "team_id": _found(connection, team) if new.team else None,
        "hall_id": _found(connection, hall) if new.hall else None,
        "password_hash": hub.passwords.hash(password),
        "must_change": True,
        "code_nonce": secrets.token_hex(16),
        "created_at": hub.now(),
    }
    connection.execute(insert(Employee), values)
    details = {"staff_no": new.staff_no, "posts": str(values["posts"])}
    record(connection, "employee-added", actor, hub.now(), company_id=company_id, details=details)
    return password


def _found(connection: Connection, statement: Select[int]) -> int:
    found = connection.execute(statement).scalar()
    if found is None:
        raise NotAnEmployee("there is no such team or hall")
    return int(found)


def first_staff_password() -> str:
    """Four groups of four characters that cannot be mistaken for each other: 79 random bits."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(_WORD_LENGTH)) for _ in range(_WORDS))
    return "-".join(groups)


def standing_of(row: AnyRow, stands_in: frozenset[StandIn] = frozenset()) -> Standing:
    """An employee's standing, which rights are decided by, from a row of store.queries_staff."""
    return Standing(
        number=row.id,
        company=row.company_id,
        posts=frozenset(Post(post) for post in row.posts.split(",") if post),
        active=row.active,
        team=row.team_id,
        hall=row.hall_id,
        stands_in=stands_in,
    )
