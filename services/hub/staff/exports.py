"""Exports: orders and items as workbooks, masked, or for a reason with what it needs."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from services.contracts.language import Language
from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.unmasking import PersonalField, Reason
from services.hub.staff.asked import Asked
from services.hub.staff.moments import day, moment
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.staff.words import WORDS
from services.hub.staff.workbooks import Sheet, download, workbook
from services.hub.usecases.exports import (
    MOST_LINES,
    MOST_WHOLE,
    Exported,
    Kind,
    Line,
    Wanted,
    export_masked,
    export_whole,
    reasons_to_export,
)
from services.hub.usecases.logs import TooMany
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

_CUSTOMER = ("customer_name", "customer_phone", "address")
_COLUMNS = {
    Kind.ORDERS: (
        *("order_no", "account_no", "flow", *_CUSTOMER, "state", "filed_on", "planned_finish", "ended_on"),
        *("stage", "entered_on", "stage_planned_finish", "team", "handler"),
    ),
    Kind.ITEMS: (
        *("urge_no", "kind", "channel", "touched_at", "order_no", *_CUSTOMER, "stage", "addressed_to"),
        *("answered_at", "verdict", "answer", "new_day"),
    ),
}
_CODES = {"state": "state", "kind": "kind", "channel": "channel", "verdict": "answer.verdict"}
"""Columns of codes, and under what their words stand."""
_AT_FIRST = timedelta(days=30)


@page(router, "GET", "/staff/exports", needs=Act.EXPORT_MASKED)
async def show_exports(asked: Asked) -> Response:
    """What can be exported."""
    return _page(asked, HTTPStatus.OK, "")


@page(router, "POST", "/staff/exports/{kind}", needs=Act.EXPORT_MASKED)
async def take_masked(asked: Asked) -> Response:
    """The workbook, personal fields masked."""
    hub, who = asked.hub, asked.visitor
    try:
        wanted = _wanted(asked)
        job = partial(export_masked, hub, who=who, wanted=wanted)
        exported = await hub.work.write(lambda connection: job(connection=connection))
    except ValueError as error:
        return _page(asked, HTTPStatus.UNPROCESSABLE_ENTITY, _why(error))
    return await _file(asked, wanted.kind, exported, WORDS[asked.language]["export.masked"])


@page(router, "POST", "/staff/exports/{kind}/whole", needs=Act.EXPORT_UNMASKED)
async def take_whole(asked: Asked) -> Response:
    """The workbook, with the fields whole that the reason needs."""
    hub, who, words = asked.hub, asked.visitor, WORDS[asked.language]
    try:
        wanted, reason = _wanted(asked), Reason(asked.form.get("reason", ""))
        if reason not in reasons_to_export(who):
            raise ValueError("not their reason")
        job = partial(export_whole, hub, who=who, wanted=wanted, reason=reason)
        exported = await hub.work.write(lambda connection: job(connection=connection))
    except ValueError as error:
        return _page(asked, HTTPStatus.UNPROCESSABLE_ENTITY, _why(error))
    named = ", ".join(words[f"personal.{field.value}"] for field in PersonalField if field in exported.fields)
    note = words["export.whole"].format(fields=named, reason=words[f"reason.{reason.value}"])
    return await _file(asked, wanted.kind, exported, note)


def _wanted(asked: Asked) -> Wanted:
    """What path and form say. Raises ValueError for what is none."""
    kind, last = Kind(asked.request.path_params["kind"]), day(asked.form.get("last", ""))
    first = day(asked.form.get("first", ""))
    if first is None or last is None or last < first or last == date.max:
        raise ValueError("no such days")
    return Wanted(kind, first, last)


def _why(error: ValueError) -> str:
    return "export.too_many" if isinstance(error, TooMany) else "export.no_such"


def _page(asked: Asked, status: HTTPStatus, why: str) -> Response:
    today = china_date(asked.hub.now())
    return render(
        asked,
        "exports.html",
        status,
        kinds=tuple(Kind),
        reasons=reasons_to_export(asked.visitor),
        first=asked.form.get("first") or (today - _AT_FIRST).isoformat(),
        last=asked.form.get("last") or today.isoformat(),
        most=MOST_LINES,
        most_whole=MOST_WHOLE,
        why=why,
    )


async def _file(asked: Asked, kind: Kind, exported: Exported, note: str) -> Response:
    words, who, now = WORDS[asked.language], asked.visitor, asked.hub.now()
    made_by, names = f"{who.name} {who.staff_no}", _COLUMNS[kind]
    sheet = Sheet(
        title=words[f"export.{kind.value}"],
        made_by=made_by,
        made_at=now,
        notes=(words["export.made"].format(by=made_by, at=moment(now)), note),
        columns=[words[f"export.column.{name}"] for name in names],
        rows=(
            [_text(words, asked.language, line, name) for name in _COLUMNS[kind]] for line in exported.lines()
        ),
    )
    return download(await asyncio.to_thread(workbook, sheet), kind.value, now)


def _text(words: Mapping[str, str], language: Language, line: Line, name: str) -> str:
    value: Any = line[f"{name}_{language}"] if name in ("flow", "stage") else line[name]
    if value is None or value == "":
        return ""
    if name in _CODES:
        return words[f"{_CODES[name]}.{value}"]
    return moment(value) if isinstance(value, datetime) else str(value)
