"""Comma-separated files as Chinese offices save them: UTF-8 or GB18030, comma, semicolon or tab.

Nothing is guessed from statistics: encoding and delimiter are those in which the headings are found. A quote
that is never closed costs its own line and no other.
"""

import codecs
import csv
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, overload

from services.hub.sync.files import HEADER_LINES, MAX_COLUMNS, MAX_ROWS, FileReason, FileRefused, too_large
from services.hub.sync.headings import Headings, check_headings, read_headings
from services.hub.sync.mapping import ColumnMapping
from services.hub.sync.tables import Row, Table, shaped
from services.hub.usecases.take_in_records import Reason, RowRefused

ENCODINGS: Final = ("utf-8", "gb18030")
DELIMITERS: Final = (",", ";", "\t")
MAX_LINE: Final = 100_000
"""Characters in a line, below the limit of the csv module for one cell (131,072)."""
MAX_SPAN: Final = 20
"""Lines over which one row may reach by line breaks inside quotes."""

_CHUNK: Final = 1024 * 1024
_WIDE_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_LOST_BYTES: Final = re.compile("[\udc80-\udcff]")
_HAN: Final = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Guess:
    """One way to read the file, and the headings that it finds."""

    encoding: str
    delimiter: str
    lines: Sequence[str]
    below: int
    """Index of the first line below the headings."""
    headings: Headings


def read_csv(content: bytes, mapping: ColumnMapping) -> Table:
    """The file's table. Raises FileRefused."""
    if content.startswith(_WIDE_BOMS):
        zh, en = "是 UTF-16 文本，请另存为 CSV UTF-8", "UTF-16 text; save it as CSV UTF-8"
        raise FileRefused(FileReason.NOT_A_TABLE, zh, en)
    guesses = [
        guess
        for encoding in _encodings(content)
        for guess in _guesses(_Lines(content, encoding), encoding, mapping)
    ]
    best = max(guesses, key=lambda one: (not one.headings.missing, one.headings.known), default=None)
    headings = check_headings(best.headings if best else None, mapping)
    assert best is not None
    if len(best.lines) > MAX_ROWS or len(headings.names) > MAX_COLUMNS:
        raise too_large(f"{MAX_ROWS} 行 / {MAX_COLUMNS} 列", f"{MAX_ROWS} rows or {MAX_COLUMNS} columns")
    return Table(headings, _rows(best))


class _Lines(Sequence[str]):
    """The lines of a file, each decoded when it is asked for. No byte of a character is that of a line's end,
    neither in UTF-8 nor in GB18030. Of a file with too many lines the last one here is all the rest."""

    def __init__(self, content: bytes, encoding: str) -> None:
        self._content, self._encoding = content, encoding
        self._begins, self._ends = array("Q"), array("Q")
        begin = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
        for found in islice(_LINE_END.finditer(content, begin), MAX_ROWS):
            self._begins.append(begin)
            self._ends.append(found.start())
            begin = found.end()
        if begin < len(content):
            self._begins.append(begin)
            self._ends.append(len(content))

    def __len__(self) -> int:
        return len(self._begins)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[each] for each in range(len(self))[place]]
        line = self._content[self._begins[place] : self._ends[place]]
        return line.decode(self._encoding, "surrogateescape")


def _encodings(content: bytes) -> list[str]:
    """The encodings to try; that in which the whole file is sound comes first, and so wins a tie."""
    if content.startswith(codecs.BOM_UTF8):
        return ["utf-8"]
    return sorted(ENCODINGS, key=lambda encoding: not _sound(content, encoding))


def _sound(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for begin in range(0, len(content), _CHUNK):
            decoder.decode(content[begin : begin + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _guesses(lines: Sequence[str], encoding: str, mapping: ColumnMapping) -> Iterator[_Guess]:
    for delimiter in DELIMITERS:
        for _, below, row in _records(lines[: HEADER_LINES + MAX_SPAN], 0, delimiter):
            if below > HEADER_LINES:
                break
            if not row.problem:
                yield _Guess(encoding, delimiter, lines, below, read_headings(row.cells, mapping))


def _rows(guess: _Guess) -> Iterator[Row]:
    width = len(guess.headings.names)
    for index, below, row in _records(guess.lines, guess.below, guess.delimiter, width):
        written = "\n".join(guess.lines[index:below])
        if not written.isascii() and _mixed(written, guess.encoding):
            zh, en = f"这一行不是 {guess.encoding} 编码", f"this line is not in {guess.encoding}"
            yield Row(row.line, row.cells, RowRefused(Reason.BAD_ENCODING, zh, en))
        else:
            yield shaped(row, guess.headings)


def _records(
    lines: Sequence[str], start: int, delimiter: str, width: int | None = None
) -> Iterator[tuple[int, int, Row]]:
    """Index of a row's first line, index of the line below it, and the row."""
    index = start
    while index < len(lines):
        line = lines[index]
        if len(line) > MAX_LINE:
            yield (
                index,
                index + 1,
                _problem(index, line, Reason.TOO_LONG, "这一行太长", "the line is too long"),
            )
        elif '"' not in line:
            yield index, index + 1, Row(index + 1, line.split(delimiter))
        else:
            below, row = _quoted(lines, index, delimiter, width)
            yield index, below, row
            index = below - 1
        index += 1


def _quoted(lines: Sequence[str], index: int, delimiter: str, width: int | None) -> tuple[int, Row]:
    """A row with quotes, which may go on over further lines; `width` cells if it does.

    A line whose quotes don't fit is a row by itself, so that it can't swallow those below it.
    """
    written = ""
    for below in range(index + 1, min(index + MAX_SPAN, len(lines)) + 1):
        written = "\n".join(lines[index:below])
        if len(written) > MAX_LINE:
            break
        try:
            (cells,) = csv.reader([written], delimiter=delimiter, strict=True)
        except csv.Error as error:
            if "unexpected end" in str(error):
                continue
            break
        if below > index + 1 and width is not None and len(cells) != width:
            break
        return below, Row(index + 1, cells)
    zh, en = "引号没有成对", "quotes that don't fit together"
    return index + 1, _problem(index, lines[index], Reason.BAD_QUOTES, zh, en)


def _problem(index: int, line: str, reason: Reason, zh: str, en: str) -> Row:
    return Row(index + 1, [line], RowRefused(reason, zh, en))


def _mixed(written: str, encoding: str) -> bool:
    """Whether a line is in another encoding than its file.

    UTF-8 inside GB18030 often decodes without an error, into other characters; but what is sound UTF-8 and
    holds two Han characters is no GB18030: by chance that hardly happens.
    """
    if _LOST_BYTES.search(written):
        return True
    if encoding != "gb18030":
        return False
    try:
        other = written.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return False
    return len(_HAN.findall(other)) >= 2
