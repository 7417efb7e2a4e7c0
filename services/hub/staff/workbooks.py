"""Workbooks (XLSX) for the staff: one sheet that says who had it made, and when, before anything else."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from services.hub.domain.chinatime import CHINA

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SPECIAL = ("=", "+", "-", "@", "\t", "\r", "#")
"""With what formulas begin, and names of errors."""
_WIDTH = 18
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a workbook holds."""

    title: str
    made_by: str
    """Name and staff number of who exports."""
    made_at: datetime
    """Aware."""
    notes: Sequence[str]
    """Lines above the table, the first of them with `made_by` and the moment."""
    columns: Sequence[str]
    rows: Iterable[Sequence[str]]


def workbook(sheet: Sheet) -> bytes:
    """The file. Every cell is text: what begins like a formula is none, here or when it is edited."""
    from openpyxl import Workbook  # a tenth of a second that the start of a hub does without

    book = Workbook(write_only=True)
    book.properties.title = sheet.title
    book.properties.creator = book.properties.lastModifiedBy = sheet.made_by
    book.properties.created = book.properties.modified = sheet.made_at.astimezone(UTC).replace(tzinfo=None)
    page = book.create_sheet(sheet.title)
    for number in range(len(sheet.columns)):
        page.column_dimensions[chr(ord("A") + number)].width = _WIDTH
    page.freeze_panes = f"A{len(sheet.notes) + 2}"
    for note in sheet.notes:
        page.append([_cell(page, note)])
    page.append([_cell(page, column, bold=True) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(page: Any, value: str, *, bold: bool = False) -> Any:
    """What openpyxl takes for text anyway needs no cell of its own, which would take four times as long."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:_LONGEST_CELL]
    special = value.startswith(_SPECIAL)
    if not special and not bold:
        return value
    cell = WriteOnlyCell(page, value)
    cell.data_type = "s"
    if special:
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def download(content: bytes, name: str, at: datetime) -> Response:
    """The file as an answer; `name` in ASCII. Its name tells the minute in China."""
    file = f"{name}-{at.astimezone(CHINA):%Y%m%d-%H%M}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(content, HTTPStatus.OK, headers, MEDIA_TYPE)
