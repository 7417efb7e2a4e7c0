"""The auditor's page: what the staff did, by who, whose, kind and days; and the same as a workbook."""

import asyncio
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.staff.asked import Asked
from services.hub.staff.moments import day, moment
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.staff.words import WORDS
from services.hub.staff.workbooks import Sheet, download, workbook
from services.hub.usecases.logs import GROUPS, MOST_EXPORTED, Entry, Sought, TooMany, entries, export_entries
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

PAGE = 50
_FILTERS = ("who", "whose", "group", "first", "last")
_LONGEST_TYPED = 80
_LISTS = {"fields": "personal", "posts": "post", "had": "post", "changed": "people"}
"""Details that are several codes with commas between, and the words that these codes have."""


@page(router, "GET", "/staff/logs", needs=Act.READ_LOGS)
async def list_entries(asked: Asked) -> Response:
    """A page of the log, newest first."""
    return await _list(asked, asked.request.query_params, HTTPStatus.OK, "")


@page(router, "POST", "/staff/logs/export", needs=Act.EXPORT_LOGS)
async def export(asked: Asked) -> Response:
    """What was sought, whole, as a workbook."""
    hub, who = asked.hub, asked.visitor
    try:
        sought = _sought(asked.form)
        job = partial(export_entries, hub, who=who, sought=sought)
        found = await hub.work.write(lambda connection: job(connection=connection))
    except ValueError as error:
        why = "logs.too_many" if isinstance(error, TooMany) else "logs.no_such"
        return await _list(asked, asked.form, HTTPStatus.UNPROCESSABLE_ENTITY, why)
    words, now = WORDS[asked.language], hub.now()
    names = ("at", "by", "kind", "order", "customer", "details")
    shown = (_shown(words, entry) for entry in found)
    made_by = f"{who.name} {who.staff_no}"
    sheet = Sheet(
        title=words["logs"],
        made_by=made_by,
        made_at=now,
        notes=(words["export.made"].format(by=made_by, at=moment(now)),),
        columns=[words[f"logs.{name}"] for name in names],
        rows=([row[name] for name in names] for row in shown),
    )
    return download(await asyncio.to_thread(workbook, sheet), "logs", now)


async def _list(asked: Asked, typed: Mapping[str, str], status: HTTPStatus, why: str) -> Response:
    hub, who = asked.hub, asked.visitor
    try:
        sought = _sought(typed)
    except ValueError:
        sought, status, why = Sought(), HTTPStatus.UNPROCESSABLE_ENTITY, "logs.no_such"
    found = await hub.work.read(lambda connection: entries(connection, who, sought, PAGE + 1))
    told = {name: typed.get(name, "")[:_LONGEST_TYPED] for name in _FILTERS}
    same = {key: value for key, value in told.items() if value}
    return render(
        asked,
        "logs.html",
        status,
        rows=[_shown(WORDS[asked.language], entry) for entry in found[:PAGE]],
        older=urlencode(same | {"before": found[PAGE - 1].number}) if len(found) > PAGE else "",
        later=bool(sought.before),
        typed=told,
        groups=tuple(GROUPS),
        most=MOST_EXPORTED,
        why=why,
    )


def _sought(typed: Mapping[str, str]) -> Sought:
    """What a form or an address asks for. Raises ValueError for what cannot be."""
    told = {name: typed.get(name, "").strip() for name in (*_FILTERS, "before")}
    if any(len(value) > _LONGEST_TYPED or not value.isprintable() for value in told.values()):
        raise ValueError("not to be typed here")
    if told["group"] and told["group"] not in GROUPS:
        raise ValueError("no such kind")
    before = int(told["before"]) if told["before"] else None
    if before is not None and not 0 < before < 2**63:
        raise ValueError("no such entry")
    return Sought(told["who"], told["whose"], told["group"], day(told["first"]), day(told["last"]), before)


def _shown(words: Mapping[str, str], entry: Entry) -> dict[str, str]:
    """An entry in words."""
    kind, _, which = entry.actor.partition(":")
    actor = f"{words.get(f'actor.{kind}', kind)} {which}".strip()
    return {
        "at": moment(entry.at),
        "by": f"{entry.name} {entry.staff_no}" if entry.name else actor,
        "kind": words.get(f"log.{entry.kind}", entry.kind),
        "order": entry.order_no,
        "customer": entry.customer,
        "details": "; ".join(
            f"{words.get(f'detail.{key}', key)} {_told(words, key, value)}"
            for key, value in entry.details.items()
            if value not in (None, "")
        ),
    }


def _told(words: Mapping[str, str], key: str, value: Any) -> str:
    if key in _LISTS:
        return ", ".join(words.get(f"{_LISTS[key]}.{each}", each) for each in str(value).split(","))
    return words.get(f"{key}.{value}", str(value))
