"""The administrator's pages: employees, their posts, and their sign-in."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar

from sqlalchemy import Connection
from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.domain.posts import Post
from services.hub.domain.rights import Decision
from services.hub.staff.asked import Asked, go
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.staff.words import WORDS
from services.hub.store.types import row_number
from services.hub.usecases.employees import LONGEST_NAME, LONGEST_NUMBER, NewEmployee, NotAnEmployee
from services.hub.usecases.items import NotForThem
from services.hub.usecases.keep_employees import (
    Facts,
    add,
    allowed,
    change,
    grant,
    people,
    person,
    places,
    reset_sign_in,
    set_active,
    unlock_sign_in,
)
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

PAGE = 100
_T = TypeVar("_T")
_POST = "post."
"""What the name of a post's box begins with."""


@page(router, "GET", "/staff/people", needs=Act.KEEP_EMPLOYEES)
async def list_people(asked: Asked) -> Response:
    """Employees by staff number."""
    sought, after = (_typed(asked, name) for name in ("sought", "after"))
    found = await asked.hub.work.read(
        lambda connection: people(connection, asked.visitor, sought, after, PAGE + 1)
    )
    return render(
        asked,
        "people.html",
        rows=[_shown(asked, row) for row in found[:PAGE]],
        sought=sought,
        after=found[PAGE - 1].staff_no if len(found) > PAGE else "",
    )


@page(router, "GET", "/staff/people/new", needs=Act.KEEP_EMPLOYEES)
async def ask_new(asked: Asked) -> Response:
    """The form for somebody new."""
    return await _new(asked, HTTPStatus.OK, "")


@page(router, "POST", "/staff/people/new", needs=Act.KEEP_EMPLOYEES)
async def take_new(asked: Asked) -> Response:
    """Their first password, once; or the same page with what is wrong."""
    typed = asked.form
    facts = _facts(typed)
    new = NewEmployee(typed.get("staff_no", "").strip(), posts=_posts(typed), **asdict(facts))
    try:
        password = await _write(asked, partial(add, asked.hub, who=asked.visitor, new=new))
    except NotAnEmployee as error:
        return await _new(asked, HTTPStatus.UNPROCESSABLE_ENTITY, f"people.{error.problem}")
    return render(asked, "first-password.html", whose=f"{new.name} {new.staff_no}", password=password)


@page(router, "GET", "/staff/people/{employee}", needs=Act.KEEP_EMPLOYEES)
async def show_person(asked: Asked) -> Response:
    """One employee."""
    return await _person(asked, HTTPStatus.OK, "")


@page(router, "POST", "/staff/people/{employee}/facts", needs=Act.KEEP_EMPLOYEES)
async def take_facts(asked: Asked) -> Response:
    """Name, phone, team, hall and grid."""
    return await _changed(asked, partial(change, facts=_facts(asked.form)))


@page(router, "POST", "/staff/people/{employee}/posts", needs=Act.GRANT_POSTS)
async def take_posts(asked: Asked) -> Response:
    """The posts that they have from now on."""
    return await _changed(asked, partial(grant, posts=_posts(asked.form)))


@page(router, "POST", "/staff/people/{employee}/retire", needs=Act.KEEP_EMPLOYEES)
async def retire(asked: Asked) -> Response:
    """They sign in no more."""
    return await _changed(asked, partial(set_active, active=False))


@page(router, "POST", "/staff/people/{employee}/restore", needs=Act.KEEP_EMPLOYEES)
async def restore(asked: Asked) -> Response:
    """They may sign in again."""
    return await _changed(asked, partial(set_active, active=True))


@page(router, "POST", "/staff/people/{employee}/unlock", needs=Act.RESET_SIGN_IN)
async def unlock(asked: Asked) -> Response:
    """Their wrong passwords and codes are forgotten."""
    return await _changed(asked, unlock_sign_in)


@page(router, "POST", "/staff/people/{employee}/reset", needs=Act.RESET_SIGN_IN)
async def reset(asked: Asked) -> Response:
    """A first password, once; they set up their second factor anew."""
    hub, who, number = asked.hub, asked.visitor, _number(asked)

    def job(connection: Connection) -> tuple[Any, str]:
        password = reset_sign_in(hub, connection, who, number)
        return person(hub, connection, who, number, Act.RESET_SIGN_IN), password

    row, password = await _write(asked, job)
    return render(asked, "first-password.html", whose=f"{row.name} {row.staff_no}", password=password)


async def _changed(asked: Asked, change_them: Callable[..., None]) -> Response:
    """Back to their page, changed; or with what is wrong."""
    number = _number(asked)
    job = partial(change_them, asked.hub, who=asked.visitor, number=number)
    try:
        await _write(asked, job)
    except NotAnEmployee as error:
        return await _person(asked, HTTPStatus.UNPROCESSABLE_ENTITY, f"people.{error.problem}")
    return go(f"/staff/people/{number}")


async def _write(asked: Asked, job: Callable[..., _T]) -> _T:
    return await asked.hub.work.write(lambda connection: job(connection=connection))


async def _new(asked: Asked, status: HTTPStatus, why: str) -> Response:
    company = asked.visitor.standing.company
    found = await asked.hub.work.read(lambda connection: places(connection, company))
    return render(
        asked,
        "new-person.html",
        status,
        typed=asked.form,
        chosen=_posts(asked.form),
        places=found,
        posts=tuple(Post),
        why=why,
        longest=LONGEST_NAME,
        longest_number=LONGEST_NUMBER,
    )


async def _person(asked: Asked, status: HTTPStatus, why: str) -> Response:
    hub, who, number = asked.hub, asked.visitor, _number(asked)

    def look(connection: Connection) -> tuple[Any, Any]:
        return person(hub, connection, who, number, Act.KEEP_EMPLOYEES), places(
            connection, who.standing.company
        )

    row, found = await hub.work.read(look)
    return render(
        asked,
        "person.html",
        status,
        person=_shown(asked, row),
        places=found,
        posts=tuple(Post),
        may_grant=allowed(hub, who, row, Act.GRANT_POSTS),
        may_reset=allowed(hub, who, row, Act.RESET_SIGN_IN),
        oneself=number == who.standing.number,
        why=why,
        longest=LONGEST_NAME,
    )


def _typed(asked: Asked, name: str) -> str:
    """What the address asks for; nothing for what nobody's name or number has."""
    said = asked.request.query_params.get(name, "").strip()
    return said if len(said) <= LONGEST_NAME and said.isprintable() else ""


def _number(asked: Asked) -> int:
    """Whose page it is. What is no number is nobody's: raises NotForThem."""
    number = row_number(asked.request.path_params["employee"])
    if number is None:
        raise NotForThem(Decision.OTHER_COMPANY)
    return number


def _facts(typed: dict[str, str]) -> Facts:
    said = {name: typed.get(name, "").strip() for name in ("name", "phone", "team", "hall", "grid")}
    return Facts(**said)


def _posts(typed: dict[str, str]) -> frozenset[Post]:
    return frozenset(post for post in Post if f"{_POST}{post.value}" in typed)


def _shown(asked: Asked, row: Any) -> dict[str, Any]:
    """An employee in words."""
    words, language = WORDS[asked.language], asked.language
    posts = [post for post in row.posts.split(",") if post]
    state = "retired" if not row.active else "set_up" if row.code_confirmed_at else "invited"
    return dict(row._mapping) | {
        "held": posts,
        "posts": ", ".join(words[f"post.{post}"] for post in posts),
        "place": row.team or getattr(row, f"hall_{language}") or row.grid or "",
        "state": words[f"people.{state}"],
    }
