"""A file as rows of text cells, whatever it came as."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.hub.sync.headings import Headings
from services.hub.usecases.take_in_records import Reason, RowRefused


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file below its headings. Bytes that are no text are surrogates here."""

    line: int
    """Where it begins in the file, counted from 1."""
    cells: Sequence[str]
    problem: RowRefused | None = None
    """Set where the line could not even be cut into cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and the rows below them."""

    headings: Headings
    rows: Iterator[Row]


def shaped(row: Row, headings: Headings) -> Row:
    """The row with one cell for each heading; empty cells too many go.

    A line that is too short was cut off, and one too long has a comma that its quotes don't cover: neither
    can be trusted.
    """
    wanted = len(headings.names)
    if row.problem or len(row.cells) == wanted:
        return row
    if len(row.cells) > wanted and not any(cell.strip() for cell in row.cells[wanted:]):
        return Row(row.line, row.cells[:wanted])
    count = len(row.cells)
    zh, en = f"有{count}格，表头有{wanted}格", f"{count} cells under {wanted} headings"
    return Row(row.line, row.cells, RowRefused(Reason.CELL_COUNT, zh, en))


def row_as_text(row: Row, headings: Headings) -> str:
    """The row whole, as JSON: an object of headings and cells, or a list where they don't match.

    What no database can keep (NUL, bytes that are no text) is there as JSON's own escapes.
    """
    fits = len(row.cells) == len(headings.names)
    whole = dict(zip(headings.names, row.cells, strict=True)) if fits else list(row.cells)
    escaped = json.dumps(whole, ensure_ascii=False)
    return escaped.encode("utf-8", "backslashreplace").decode("utf-8")


def cells_of_text(text: str) -> dict[str, str]:
    """The cells by headings that `row_as_text` wrote of a row that fitted its headings."""
    cells: dict[str, str] = json.loads(text)
    return cells
