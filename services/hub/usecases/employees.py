"""Employees: made known, with a password that they must change, and looked up."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Select, insert, select

from services.hub.domain.posts import Employee as Standing
from services.hub.domain.posts import Post, StandIn, posts_problem
from services.hub.store.models import Employee, Grid, Hall, Team
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.events import record

_WORD_LENGTH, _WORDS = 4, 4
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


LONGEST_NUMBER, LONGEST_NAME = 40, 120


class NotAnEmployee(ValueError):
    """Nobody can be like this; says why, and `problem` the same as a stable code."""

    def __init__(self, problem: str, why: str) -> None:
        super().__init__(why)
        self.problem = problem


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
    grid: str = ""
    """Its name; a member of the community belongs to one."""
    phone: str = ""
    """Where texts for them go; a handler's is known from the marketing system."""


def add_employee(hub: Hub, connection: Connection, company_id: int, new: NewEmployee, actor: str) -> str:
    """Make an employee known; their first password, which they must change. Raises NotAnEmployee."""
    check_posts(new.posts)
    check_typed(new.staff_no, LONGEST_NUMBER)
    check_typed(new.name, LONGEST_NAME)
    number = select(Employee.id).where(Employee.company_id == company_id, Employee.staff_no == new.staff_no)
    if connection.execute(number).first():
        raise NotAnEmployee("number-taken", f"the staff number {new.staff_no} is taken")
    password = first_staff_password()
    values = {
        "company_id": company_id,
        "staff_no": new.staff_no,
        "name": new.name,
        "phone": new.phone,
        "posts": ",".join(sorted(post.value for post in new.posts)),
        "active": True,
        "team_id": find_team(connection, company_id, new.team),
        "hall_id": find_employees_hall(connection, company_id, new.hall),
        "grid_id": find_grid(connection, company_id, new.grid),
        "password_hash": hub.passwords.hash(password),
        "must_change": True,
        "code_nonce": secrets.token_hex(16),
        "created_at": hub.now(),
    }
    connection.execute(insert(Employee), values)
    details = {"staff_no": new.staff_no, "posts": str(values["posts"])}
    record(connection, "employee-added", actor, hub.now(), company_id=company_id, details=details)
    return password


def check_posts(posts: Collection[Post]) -> None:
    """Raises NotAnEmployee for posts that nobody may hold together."""
    problem = posts_problem(posts)
    if problem is not None:
        raise NotAnEmployee(problem.value, problem.value)


def check_typed(typed: str, longest: int) -> None:
    """Raises NotAnEmployee for a number or a name that is none; an @ tells companies apart at sign-in."""
    if not typed or typed != typed.strip() or len(typed) > longest:
        raise NotAnEmployee("not-typed", "a staff number and a name are needed")
    if not typed.isprintable() or "@" in typed:
        raise NotAnEmployee("strange-letters", f"not to be written like this: {typed!r}")


def find_team(connection: Connection, company_id: int, name: str) -> int | None:
    """The company's team of this name; None without a name. Raises NotAnEmployee."""
    return _found(connection, name, select(Team.id).where(Team.company_id == company_id, Team.name == name))


def find_employees_hall(connection: Connection, company_id: int, code: str) -> int | None:
    """The company's hall with this code; None without a code. Raises NotAnEmployee."""
    return _found(connection, code, select(Hall.id).where(Hall.company_id == company_id, Hall.code == code))


def find_grid(connection: Connection, company_id: int, name: str) -> int | None:
    """The company's grid of this name; None without a name. Raises NotAnEmployee."""
    return _found(connection, name, select(Grid.id).where(Grid.company_id == company_id, Grid.name == name))


def _found(connection: Connection, said: str, statement: Select[int]) -> int | None:
    found = connection.execute(statement).scalar() if said else None
    if said and found is None:
        raise NotAnEmployee("no-such-place", "there is no such team, hall or grid")
    return found


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
        grid=row.grid_id,
        stands_in=stands_in,
    )
