"""Reads an export file: CSV or workbook, its kind, the moment of its data, its rows."""

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from services.hub.sync import cells
from services.hub.sync.csvfile import read_csv
from services.hub.sync.files import MAX_FILE_BYTES, FileReason, FileRefused, file_name, too_large
from services.hub.sync.headings import Headings, read_headings
from services.hub.sync.mapping import ColumnMapping
from services.hub.sync.packed import PackedRows
from services.hub.sync.rows import read_row
from services.hub.sync.tables import Row, Table, cells_of_text, row_as_text
from services.hub.sync.xlsxfile import read_xlsx
from services.hub.usecases.take_in import ExportFile
from services.hub.usecases.take_in_batch import Told
from services.hub.usecases.take_in_records import Kind, Reason, RowRefused

CLOCKS_DIFFER: Final = timedelta(minutes=10)
"""How far ahead of ours the exporting machine's clock may be."""

_SUMMARY: Final = re.compile(r"(?:合计|总计|小计|汇总|共计|共)\s*[:：]?\s*[0-9,.]*\s*[条行户件笔]?")
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"
_WORKBOOK: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class ReadExport:
    """An export, and how many of its lines were blank or a sum at the end."""

    file: ExportFile
    skipped: int


def read_export(path: Path, mapping: ColumnMapping, as_of: datetime | None, now: datetime) -> ReadExport:
    """Read a file. The moment of its data is `as_of`, else what its rows say, else when it was written.

    Raises FileRefused.
    """
    content, written_at = _content(path)
    table = _table(content, mapping)
    rows = PackedRows(table.rows, _says_nothing)
    moment = as_of or _latest(rows.unpacked(), table.headings, now) or written_at
    if moment > now + CLOCKS_DIFFER:
        zh, en = "数据时刻在将来", "the moment of its data lies in the future"
        raise FileRefused(FileReason.FUTURE_MOMENT, zh, en)
    sha256 = hashlib.sha256(mapping.digest)
    sha256.update(content)
    file = ExportFile(
        name=file_name(path),
        kind=table.headings.kind,
        sha256=sha256.hexdigest(),
        as_of=moment,
        source=mapping.source,
        rows=_ExportRows(rows, table.headings, mapping, moment),
    )
    return ReadExport(file, rows.skipped)


def read_again(mapping: ColumnMapping, kind: Kind, text: str, as_of: datetime) -> Told | RowRefused:
    """Read a row that was set aside, from its text, by the mapping that holds now."""
    names = list(cells_of_text(text))
    headings = read_headings(names, mapping)
    if headings.kind is not kind or headings.missing or headings.doubled:
        zh, en = (
            "按现在的列名对照表认不出这一行",
            "the mapping that holds now does not know the row's headings",
        )
        return RowRefused(Reason.UNKNOWN_HEADINGS, zh, en)
    return read_row(kind, list(cells_of_text(text).values()), headings, mapping, as_of)


def _content(path: Path) -> tuple[bytes, datetime]:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
        written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileRefused(
            FileReason.UNREADABLE, f"文件读不出来（{reason}）", f"can't be read: {reason}"
        ) from error
    if len(content) > MAX_FILE_BYTES:
        megabytes = MAX_FILE_BYTES // 1024**2
        raise too_large(f"{megabytes} MB", f"{megabytes} MB")
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise FileRefused(FileReason.EMPTY, "空文件", "the file is empty")
    return content, written_at


def _table(content: bytes, mapping: ColumnMapping) -> Table:
    if content.startswith(_WORKBOOK):
        return read_xlsx(content, mapping)
    if content.startswith(_OLD_WORKBOOK):
        zh, en = "旧版 XLS 工作簿，请另存为 XLSX 或 CSV", "an old XLS workbook; save it as XLSX or CSV"
        raise FileRefused(FileReason.NOT_A_TABLE, zh, en)
    if content.lstrip()[:1] == b"<":
        zh, en = "是网页，请用 Excel 打开后另存为 XLSX", "a web page; open it in Excel and save it as XLSX"
        raise FileRefused(FileReason.NOT_A_TABLE, zh, en)
    return read_csv(content, mapping)


def _says_nothing(row: Row) -> bool:
    """A blank line, or the line with the sums at the end."""
    first = next((cell for cell in map(cells.bare, row.cells) if cell), "")
    return not first or _SUMMARY.fullmatch(first) is not None


def _latest(rows: Iterable[Row], headings: Headings, now: datetime) -> datetime | None:
    """The latest moment of export that the rows tell, leaving out those that lie in the future."""
    place = headings.places.get("as_of")
    if place is None:
        return None
    latest = None
    for cell in {row.cells[place] for row in rows if place < len(row.cells)}:
        try:
            moment = cells.moment(cell, "")
        except RowRefused:
            continue
        if moment and moment <= now + CLOCKS_DIFFER and (latest is None or moment > latest):
            latest = moment
    return latest


@dataclass(frozen=True, slots=True)
class _ExportRows:
    """The rows of an export, for take_in."""

    packed: PackedRows
    headings: Headings
    mapping: ColumnMapping
    as_of: datetime

    def __len__(self) -> int:
        return len(self.packed)

    def told(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, Told | RowRefused]]:
        kind = self.headings.kind
        for row in self.packed.unpacked(start, stop):
            yield row.line, row.problem or read_row(kind, row.cells, self.headings, self.mapping, self.as_of)

    def text(self, line: int) -> str:
        return row_as_text(self.packed.in_line(line), self.headings)
