"""Workbooks (XLSX): the first sheet whose headings are known, as the same text cells that a CSV file has.

Formulas come as text that begins with "=", so that they are refused where they are used. A workbook is a
compressed archive of XML: its size when unpacked is limited before anything is parsed, XML with entities is
refused (defusedxml), and rows are counted while they are read.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import openpyxl
from openpyxl.utils.escape import unescape

from services.hub.sync.files import (
    HEADER_LINES,
    MAX_COLUMNS,
    MAX_OTHER_PARTS_BYTES,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    FileReason,
    FileRefused,
    too_large,
)
from services.hub.sync.headings import Headings, check_headings, read_headings
from services.hub.sync.mapping import ColumnMapping
from services.hub.sync.tables import Row, Table

_PARTS_WITH_CELLS: Final = ("xl/worksheets/", "xl/sharedStrings")

EXACT: Final = 10**15
"""From here on a spreadsheet's number has lost its last digits."""


def read_xlsx(content: bytes, mapping: ColumnMapping) -> Table:
    """The workbook's table. Raises FileRefused."""
    _refuse_bombs(content)
    with _refusing_what_openpyxl_cannot_read():
        return _read(openpyxl.load_workbook(io.BytesIO(content), read_only=True), mapping)


def _read(workbook: Any, mapping: ColumnMapping) -> Table:
    best: Headings | None = None
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # what the file says about its size may be wrong, and would cut rows off
        for index, cells in enumerate(islice(_cells(sheet), HEADER_LINES)):
            found = read_headings(cells, mapping)
            if not found.missing:
                headings = check_headings(found, mapping)
                return Table(headings, _rows(sheet, index + 1, headings))
            if best is None or found.known > best.known:
                best = found
    raise AssertionError(check_headings(best, mapping))


def _refuse_bombs(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise _broken(error) from error
    others = sum(part.file_size for part in parts if not part.filename.startswith(_PARTS_WITH_CELLS))
    whole = sum(part.file_size for part in parts)
    if len(parts) > 1000 or whole > MAX_UNPACKED_BYTES or others > MAX_OTHER_PARTS_BYTES:
        megabytes = MAX_UNPACKED_BYTES // 1024**2
        raise too_large(f"解压后 {megabytes} MB", f"{megabytes} MB when unpacked")


@contextmanager
def _refusing_what_openpyxl_cannot_read() -> Iterator[None]:
    """Whatever openpyxl stumbles over in a hostile file becomes a refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FileRefused:
        raise
    except Exception as error:
        raise _broken(error) from error


def _broken(error: Exception) -> FileRefused:
    zh = "工作簿已损坏或不是 XLSX"
    return FileRefused(FileReason.BROKEN_WORKBOOK, zh, f"not a sound XLSX workbook ({type(error).__name__})")


def _cells(sheet: Any) -> Iterator[list[str]]:
    """The sheet's rows as texts, without the empty cells at their ends."""
    blank = None  # the one tuple that openpyxl gives for every row that the file leaves out
    for count, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)):
        if count == MAX_ROWS or values[-1] is not None:
            raise _over_limit()
        if values is blank or values.count(None) == len(values):
            blank = values
            yield []
        else:
            last = next(place for place in range(len(values) - 1, -1, -1) if values[place] is not None)
            yield [_as_text(value) for value in values[: last + 1]]


def _over_limit() -> FileRefused:
    return too_large(f"{MAX_ROWS} 行 / {MAX_COLUMNS} 列", f"{MAX_ROWS} rows or {MAX_COLUMNS} columns")


def _rows(sheet: Any, below: int, headings: Headings) -> Iterator[Row]:
    width = len(headings.names)
    with _refusing_what_openpyxl_cannot_read():
        for line, cells in enumerate(islice(_cells(sheet), below, None), below + 1):
            yield Row(line, cells[:width] + [""] * (width - len(cells)))


def _as_text(value: Any) -> str:
    """What a cell would be in a CSV file. A number without a fraction is its digits, while they are exact."""
    if value is None:
        return ""
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if abs(value) >= EXACT:
            return f"{Decimal(value).normalize():E}"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    return getattr(value, "text", None) or str(value)  # an array formula keeps its "=" in text
