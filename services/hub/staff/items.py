"""Urges and checks: the list, one of them, and its answer."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from services.contracts.language import Language
from services.contracts.urges import UrgeState
from services.hub.domain.acts import Act
from services.hub.domain.answering import LONGEST, Answer, Verdict, put_in
from services.hub.domain.chinatime import china_date
from services.hub.domain.rights import reaches
from services.hub.domain.urging import Channel
from services.hub.staff.asked import Asked, go
from services.hub.staff.following import followed
from services.hub.staff.narrowing import kept
from services.hub.staff.navigation import links_for
from services.hub.staff.personal import Whole, wanted
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.staff.words import WORDS
from services.hub.store.types import AnyRow
from services.hub.usecases.answer_urge import AlreadyAnswered, NoAnswer
from services.hub.usecases.chosen import Chosen, NoSuchChoice, chosen
from services.hub.usecases.context import Hub
from services.hub.usecases.following import marks_of
from services.hub.usecases.item_levels import Levels, levels_of_item, lower_by_hand, raise_by_hand
from services.hub.usecases.items import Item, answer_item, item_of, items_of, note_seen, note_shown
from services.hub.usecases.news import newest
from services.hub.usecases.raising import CannotMove
from services.hub.usecases.readings import Line, NotReadable, lines_of_item, read_of_item
from services.hub.usecases.short_texts import short_texts_of
from services.hub.usecases.staff_orders import Texts, texts_of
from services.hub.usecases.staff_sign_in import StaffVisitor
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)


@page(router, "GET", "/staff", needs=Act.KEEP_OWN_SIGN_IN)
async def list_items(asked: Asked) -> Response:
    """Their items, those that wait on top; for posts that have none, the first of their pages."""
    hub, who = asked.hub, asked.visitor
    links = links_for(who.standing)
    follows = bool(reaches(who.standing, Act.READ_ITEM))
    if links and not follows:
        return go(links[0].path)
    told = asked.request.query_params
    channel = Channel(told["channel"]) if told.get("channel") in set(Channel) else None

    def look(connection: Connection) -> tuple[Chosen, list[Item], int]:
        only = chosen(connection, who, told)
        return only, items_of(hub, connection, who, channel, only), newest(connection)

    try:
        only, found, since = await hub.work.read(look)
    except NoSuchChoice:
        return go("/staff")
    note_shown(hub, who, found)
    shown = [_shown(item, asked.language, hub.now()) for item in found]
    waiting = [item for item in shown if item["waits"]]
    done = [item for item in shown if not item["waits"]]
    return render(
        asked,
        "items.html",
        waiting=waiting,
        done=done,
        since=since,
        follows=follows,
        channels=tuple(Channel),
        channel=channel,
        only=only,
        kept=kept(told),
    )


@page(router, "GET", "/staff/items/{urge_no}", needs=Act.READ_ITEM)
async def show_item(asked: Asked) -> Response:
    """One of them, with its answer or the form for it."""
    return await _item(asked, HTTPStatus.OK, "", {})


@page(router, "POST", "/staff/items/{urge_no}/personal", needs=Act.READ_PERSONAL)
async def show_whole(asked: Asked) -> Response:
    """The page with one of the customer's fields whole, this once."""
    hub, urge_no = asked.hub, asked.request.path_params["urge_no"]
    try:
        field, reason = wanted(asked.form)
        read = partial(read_of_item, hub, who=asked.visitor, urge_no=urge_no, field=field, reason=reason)
        text = await hub.work.write(lambda connection: read(connection=connection))
    except NotReadable:
        return await _item(asked, HTTPStatus.UNPROCESSABLE_ENTITY, "personal.not-for-reason", {})
    return await _item(asked, HTTPStatus.OK, "", {}, Whole(field, text))


@page(router, "POST", "/staff/items/{urge_no}/answer", needs=Act.ANSWER_ITEM)
async def take_answer(asked: Asked) -> Response:
    """Back to the list, or the same page with what is wrong."""
    hub, urge_no = asked.hub, asked.request.path_params["urge_no"]
    typed = asked.form
    try:
        answer = _answer(typed)
        await hub.work.write(lambda connection: answer_item(hub, connection, asked.visitor, urge_no, answer))
    except AlreadyAnswered:
        return await _item(asked, HTTPStatus.CONFLICT, "answer.already", typed)
    except NoAnswer as error:
        why = f"answer.{error.problem.value}"
        return await _item(asked, HTTPStatus.UNPROCESSABLE_ENTITY, why, typed)
    except ValueError:
        return await _item(asked, HTTPStatus.UNPROCESSABLE_ENTITY, "answer.no-such-day", typed)
    return go("/staff")


@page(router, "POST", "/staff/items/{urge_no}/short-text", needs=Act.ANSWER_ITEM)
async def take_short_text(asked: Asked) -> Response:
    """The form as it was filled in, with one of the team's short texts put into the answer."""
    hub, urge_no, who, typed = asked.hub, asked.request.path_params["urge_no"], asked.visitor, asked.form

    def look(connection: Connection) -> Sequence[AnyRow]:
        return short_texts_of(connection, item_of(hub, connection, who, urge_no, Act.ANSWER_ITEM)["team_id"])

    known = {str(one.id): one.text for one in await hub.work.read(look)}
    short = known.get(typed.get("short", ""), "")
    text = put_in(typed.get("text", ""), short) if short else typed.get("text", "")
    return await _item(asked, HTTPStatus.OK, "", typed | {"text": text})


@page(router, "POST", "/staff/items/{urge_no}/raise", needs=Act.RAISE_ITEM)
async def take_up(asked: Asked) -> Response:
    """The page again, gone up, or with what is wrong."""
    return await _moved(asked, raise_by_hand)


@page(router, "POST", "/staff/items/{urge_no}/lower", needs=Act.LOWER_ITEM)
async def bring_down(asked: Asked) -> Response:
    """The page again, brought down, or with what is wrong."""
    return await _moved(asked, lower_by_hand)


async def _moved(asked: Asked, move: Callable[[Hub, Connection, StaffVisitor, str, str], None]) -> Response:
    hub, urge_no, why = asked.hub, asked.request.path_params["urge_no"], asked.form.get("why", "")
    try:
        await hub.work.write(lambda connection: move(hub, connection, asked.visitor, urge_no, why))
    except CannotMove as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return await _item(asked, status, f"levels.{error.problem.value}", asked.form)
    return go(f"/staff/items/{urge_no}")


def _answer(typed: dict[str, str]) -> Answer:
    """What the form says. Raises ValueError for a day or a verdict that is none."""
    day, verdict = typed.get("new_day", ""), typed.get("verdict", "")
    return Answer(
        text=typed.get("text", "").strip(),
        verdict=Verdict(verdict) if verdict else None,
        new_day=date.fromisoformat(day) if day else None,
    )


async def _item(
    asked: Asked, status: HTTPStatus, why: str, typed: dict[str, str], whole: Whole | None = None
) -> Response:
    hub, urge_no, who = asked.hub, asked.request.path_params["urge_no"], asked.visitor

    def look(connection: Connection) -> tuple[Item, list[Line], Levels, Sequence[AnyRow], int, str, Texts]:
        found = item_of(hub, connection, who, urge_no, Act.READ_ITEM)
        levels = levels_of_item(hub, connection, who, urge_no)
        short = short_texts_of(connection, found["team_id"]) if levels.may_answer else ()
        mark = marks_of(connection, [found["order_id"]])[found["order_id"]]
        personal = lines_of_item(hub, connection, who, urge_no)
        texts = texts_of(connection, found["order_id"])
        return found, personal, levels, short, newest(connection), mark, texts

    found, personal, levels, short, since, mark, texts = await hub.work.read(look)
    note_seen(hub, who, found)
    item = _shown(found, asked.language, hub.now())
    return render(
        asked,
        "item.html",
        status,
        item=item,
        since=since,
        followed=followed(asked, found["order_no"], mark),
        personal=personal,
        personal_at=f"/staff/items/{found['urge_no']}/personal",
        whole=whole,
        levels=levels,
        customers_language=texts.language,
        short_texts=short,
        why=why,
        typed=typed,
        longest=LONGEST,
        today=china_date(hub.now()).isoformat(),
        verdicts=tuple(Verdict),
    )


def _shown(item: Item, language: Language, now: datetime) -> dict[str, Any]:
    """The item with its moments in words."""
    return item | {
        "stage": item[f"stage_{language}"],
        "waited": _since(item["touched_at"], now, language),
        "waits": item["state"] not in (UrgeState.ANSWERED, UrgeState.CLOSED),
        "up_for": _since(item["level_since"], now, language) if item["level"] else "",
    }


def _since(at: datetime, now: datetime, language: Language) -> str:
    """How long ago, in the largest unit that is at least one."""
    minutes = max(int((now - at).total_seconds() // 60), 0)
    words = WORDS[language]
    for unit, length in (("days", 1440), ("hours", 60), ("minutes", 1)):
        if minutes >= length:
            count = minutes // length
            return words[f"since.{unit}" if count > 1 else f"since.{unit}.one"].format(count=count)
    return words["since.now"]
