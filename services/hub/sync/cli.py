"""`hub import`: takes export files in, and lists what was set aside."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from services.hub.domain.chinatime import CHINA
from services.hub.store.engine import reading
from services.hub.sync import cells
from services.hub.sync.exports import ReadExport, read_again, read_export
from services.hub.sync.files import FileRefused, file_name
from services.hub.sync.mapping import DEFAULT_MAPPING, load_mapping
from services.hub.usecases.accounts import find_company
from services.hub.usecases.set_aside import SetAside, count_rows, list_set_aside, retry_set_aside
from services.hub.usecases.take_in import take_in_file
from services.hub.usecases.take_in_records import Kind, RowRefused

ALL_TAKEN: Final = 0
SOME_SET_ASIDE: Final = 1
SOME_REFUSED: Final = 2


class BadMoment(ValueError):
    """What was given as the moment of the data is none."""


@dataclass(slots=True)
class FileSummary:
    """What became of a file."""

    name: str
    refused: str = ""
    """Why no row of it was taken: a code and a text."""
    kind: Kind | None = None
    as_of: datetime | None = None
    already: bool = False
    """It had been taken in before, whole."""
    taken: int = 0
    older: int = 0
    """Rows, among those taken in this run, that were older than what is known and so changed nothing."""
    skipped: int = 0
    """Blank lines and sums."""
    set_aside: Counter[str] = field(default_factory=Counter)
    """Rows that are set aside now, by code."""

    def as_text(self) -> str:
        """A line for people."""
        if self.refused:
            return f"{self.name}: REFUSED, {self.refused}"
        parts = [f"{self.taken} rows taken"]
        if self.older:
            parts.append(f"{self.older} of them older than what is known")
        if self.skipped:
            parts.append(f"{self.skipped} blank lines or sums left out")
        if self.set_aside:
            codes = ", ".join(f"{count} {code}" for code, count in sorted(self.set_aside.items()))
            parts.append(f"{self.set_aside.total()} set aside ({codes})")
        moment = self.as_of.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S") if self.as_of else ""
        before = "taken in before; " if self.already else ""
        return f"{self.name}: {self.kind} as of {moment}: {before}{', '.join(parts)}"


@dataclass(slots=True)
class ImportSummary:
    """What became of an import."""

    files: list[FileSummary]
    retried: int
    """Rows that were set aside, by this import or an earlier one, and could be taken now."""

    @property
    def exit_code(self) -> int:
        """0 when all rows of these files are taken, 1 when some are set aside, 2 when a file was refused."""
        if any(file.refused for file in self.files):
            return SOME_REFUSED
        return SOME_SET_ASIDE if any(file.set_aside for file in self.files) else ALL_TAKEN

    def as_text(self) -> str:
        """Lines for people."""
        lines = [file.as_text() for file in self.files]
        if self.retried:
            lines.append(f"{self.retried} rows that had been set aside could be taken now")
        if any(file.set_aside for file in self.files):
            lines.append("`hub import --set-aside` lists the rows that were set aside, and why")
        return "\n".join(lines)


def import_files(
    engine: Engine,
    files: Sequence[Path],
    *,
    company: str | None = None,
    as_of: str | datetime | None = None,
    mapping: Path = DEFAULT_MAPPING,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ImportSummary:
    """Take files in: customers first, then orders, then stage events, whatever their order here.

    `company` is a code; without it the only one. `as_of` is the moment of the data, as a text in China's time
    or aware; without it the files say it, or their time of writing does. Raises UnknownCompany, BadMoment,
    BadMapping, OSError for the mapping; whatever is wrong with a file is in the summary.
    """
    columns = load_mapping(mapping)
    moment = as_moment(as_of) if isinstance(as_of, str) else as_of
    with reading(engine) as connection:
        company_id = find_company(connection, company)
    summaries: list[FileSummary] = []
    exports: list[tuple[FileSummary, ReadExport]] = []
    for path in files:
        summary = FileSummary(file_name(path))
        summaries.append(summary)
        try:
            exports.append((summary, read_export(path, columns, moment, now())))
        except FileRefused as refusal:
            summary.refused = f"{refusal.reason}: {refusal}"
    kinds = list(Kind)
    exports.sort(key=lambda one: (kinds.index(one[1].file.kind), one[1].file.as_of, one[1].file.sha256))
    ids = {id(summary): _take_in(engine, company_id, summary, export, now) for summary, export in exports}
    retried = retry_set_aside(engine, company_id, partial(read_again, columns), columns.source, now)
    for summary, _ in exports:
        summary.taken, summary.set_aside = count_rows(engine, ids[id(summary)])
    return ImportSummary(summaries, retried)


def _take_in(
    engine: Engine, company_id: int, summary: FileSummary, export: ReadExport, now: Callable[[], datetime]
) -> int:
    taken = take_in_file(engine, company_id, export.file, now)
    summary.kind, summary.as_of, summary.skipped = export.file.kind, export.file.as_of, export.skipped
    summary.already, summary.older = taken.already, taken.older
    return taken.file_id


def as_moment(text: str) -> datetime:
    """A moment as a person or an export writes it: 2026-02-03 18:00 in China's time, or ISO 8601 with a zone.

    Raises BadMoment.
    """
    try:
        aware = datetime.fromisoformat(text)
    except ValueError:
        aware = None
    if aware is not None and aware.tzinfo is not None:
        return aware.astimezone(UTC)
    try:
        moment = cells.moment(text, "--as-of")
    except RowRefused as refusal:
        raise BadMoment(str(refusal)) from refusal
    if moment is None:
        raise BadMoment("--as-of: no moment")
    return moment


def set_aside_rows(engine: Engine, *, company: str | None = None, as_json: bool = False) -> str:
    """The rows that are set aside, for people (long texts cut) or as a JSON list. Raises UnknownCompany."""
    with reading(engine) as connection:
        company_id = find_company(connection, company)
    rows = list_set_aside(engine, company_id)
    if as_json:
        plain = [{**asdict(row), "as_of": row.as_of.isoformat()} for row in rows]
        return json.dumps(plain, ensure_ascii=False, indent=1)
    return "\n".join(_as_lines(row) for row in rows) or "no row is set aside"


def _as_lines(row: SetAside) -> str:
    waits = " (tried again at every import)" if row.waiting else ""
    text = row.text if len(row.text) <= 500 else f"{row.text[:500]}… ({len(row.text)} characters)"
    return f"{row.file}:{row.line}: {row.code}{waits}: {row.reason}\n    {text}"
