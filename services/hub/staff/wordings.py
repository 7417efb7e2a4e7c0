"""Templates of messages: what is in force, and a company's own words, tried on a real order before saving."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from sqlalchemy import Connection
from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.domain.messages import MessageEvent
from services.hub.domain.rights import Decision
from services.hub.domain.templates import FILLINGS, LONGEST, MOST_SEGMENTS, TO_STAFF, Fault, Problem, needed
from services.hub.domain.terms import CustomerKind, Language
from services.hub.staff.asked import Asked, go
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.usecases.items import NotForThem
from services.hub.usecases.template_previews import Preview, preview
from services.hub.usecases.templates import (
    ALL,
    LONGEST_CODE,
    LONGEST_REASON,
    NotSaved,
    Overtaken,
    Template,
    Which,
    Wish,
    problems_with,
    save_template,
    template_of,
    templates_of,
    withdraw_template,
)
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

LIST = "/staff/templates"
_ONE = f"{LIST}/{{event}}/{{kind}}/{{language}}"
EVERYBODY = "all"
"""The kind of customer in an address, where it is for all of them."""
_OVERTAKEN = Problem(Fault.OVERTAKEN)
_LONGEST_ORDER_NO = 80
_LONGEST_NUMBER = 18


@page(router, "GET", LIST, needs=Act.EDIT_TEMPLATES)
async def list_templates(asked: Asked) -> Response:
    """What is in force, by event, kind of customer and language."""
    found = await asked.hub.work.read(lambda connection: templates_of(connection, asked.visitor))
    return render(asked, "wordings.html", templates=found, everybody=EVERYBODY, to_staff=TO_STAFF)


@page(router, "GET", _ONE, needs=Act.EDIT_TEMPLATES)
async def show_template(asked: Asked) -> Response:
    """One of them, as an order of theirs would be told, and the form for a new version."""
    return await _page(asked, HTTPStatus.OK, {})


@page(router, "POST", _ONE, needs=Act.EDIT_TEMPLATES)
async def take_template(asked: Asked) -> Response:
    """The new version's page, or the form with what is wrong. What is not to be saved is only tried."""
    hub, who, which, wish = asked.hub, asked.visitor, _which(asked), _wish(asked)
    if asked.form.get("do") != "save":
        problems = await hub.work.read(lambda connection: problems_with(connection, who, which, wish))
        return await _page(asked, HTTPStatus.OK, problems, wish)
    try:
        await hub.work.write(lambda connection: save_template(hub, connection, who, which, wish))
    except Overtaken:
        return await _page(asked, HTTPStatus.CONFLICT, {"seen": [_OVERTAKEN]}, wish)
    except NotSaved as error:
        return await _page(asked, HTTPStatus.UNPROCESSABLE_ENTITY, error.problems, wish)
    return go(_address(which))


@page(router, "POST", f"{_ONE}/withdraw", needs=Act.EDIT_TEMPLATES)
async def take_back(asked: Asked) -> Response:
    """The page with the more general words that are in force now; or with what is wrong."""
    hub, who, which, typed = asked.hub, asked.visitor, _which(asked), _wish(asked)
    job = partial(withdraw_template, hub, who=who, which=which, seen=typed.seen, reason=typed.reason)
    try:
        await hub.work.write(lambda connection: job(connection=connection))
    except Overtaken:
        return await _page(asked, HTTPStatus.CONFLICT, {"seen": [_OVERTAKEN]})
    except NotSaved as error:
        return await _page(asked, HTTPStatus.UNPROCESSABLE_ENTITY, {"withdraw": error.problems["reason"]})
    return go(_address(which))


async def _page(
    asked: Asked, status: HTTPStatus, problems: Mapping[str, list[Problem]], typed: Wish | None = None
) -> Response:
    hub, who, which = asked.hub, asked.visitor, _which(asked)
    order_no = (asked.form.get("order") or asked.request.query_params.get("order", "")).strip()

    def look(connection: Connection) -> tuple[Template, str, Preview | None]:
        found = template_of(connection, who, which)
        tried = typed.text if typed and "text" not in problems else found.current.text
        language = which.language if typed else Language(found.current.language)
        known = order_no.isprintable() and len(order_no) <= _LONGEST_ORDER_NO
        shown = preview(hub, connection, who, which.event, tried, language, order_no) if known else None
        return found, tried, shown

    template, tried, shown = await hub.work.read(look)
    return render(
        asked,
        "wording.html",
        status,
        template=template,
        to_staff=which.event in TO_STAFF,
        at=_address(which),
        list_at=LIST,
        typed=typed or _current(template),
        order=order_no,
        preview=shown,
        tried=tried != template.current.text,
        problems=problems,
        fillings=sorted(FILLINGS[which.event]),
        needed=needed(which.event),
        longest=LONGEST,
        most=MOST_SEGMENTS[which.language],
        longest_reason=LONGEST_REASON,
        longest_code=LONGEST_CODE,
    )


def _current(template: Template) -> Wish:
    now, which = template.current, template.which
    if now.language != which.language.value:
        return Wish(now.number, "", "", "")
    return Wish(now.number, now.text, now.provider_code, "")


def _which(asked: Asked) -> Which:
    """What the address is about. Raises NotForThem for what is nothing."""
    told = asked.request.path_params
    try:
        kind = None if told["kind"] == EVERYBODY else CustomerKind(told["kind"])
        which = Which(MessageEvent(told["event"]), kind, Language(told["language"]))
    except ValueError:
        raise NotForThem(Decision.OTHER_COMPANY) from None
    if which not in ALL:
        raise NotForThem(Decision.OTHER_COMPANY)
    return which


def _wish(asked: Asked) -> Wish:
    """What the form says; with a number that no version has, where it says none."""
    names = ("seen", "text", "provider_code", "reason")
    said = {name: asked.form.get(name, "").strip() for name in names}
    seen = said["seen"]
    known = seen.isascii() and seen.isdigit() and len(seen) <= _LONGEST_NUMBER
    return Wish(int(seen) if known else 0, said["text"], said["provider_code"], said["reason"])


def _address(which: Which) -> str:
    return f"{LIST}/{which.event.value}/{which.stored or EVERYBODY}/{which.language.value}"
