"""The rows of a file, packed: a row of twelve cells takes some 250 bytes this way, not 1,300."""

import json
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from services.hub.sync.tables import Row
from services.hub.usecases.take_in_records import RowRefused


class PackedRows:
    """Rows in the order of their lines, without those to `skip`. Each is unpacked when it is asked for."""

    def __init__(self, rows: Iterable[Row], skip: Callable[[Row], bool]) -> None:
        self.skipped = 0
        self._bytes = bytearray()
        self._ends = array("Q")
        self._lines = array("Q")
        self._problems: dict[int, RowRefused] = {}
        for row in rows:
            if skip(row):
                self.skipped += 1
                continue
            cells = json.dumps(row.cells, ensure_ascii=False)
            self._bytes += cells.encode("utf-8", "surrogatepass")
            self._ends.append(len(self._bytes))
            self._lines.append(row.line)
            if row.problem:
                self._problems[row.line] = row.problem

    def __len__(self) -> int:
        """How many there are."""
        return len(self._ends)

    def unpacked(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """The rows at these places, counted from 0."""
        for place in range(len(self))[start:stop]:
            yield self._at(place)

    def in_line(self, line: int) -> Row:
        """The row that begins in this line of the file."""
        return self._at(bisect_left(self._lines, line))

    def _at(self, place: int) -> Row:
        begin = self._ends[place - 1] if place else 0
        cells: list[str] = json.loads(self._bytes[begin : self._ends[place]].decode("utf-8", "surrogatepass"))
        line = self._lines[place]
        return Row(line, cells, self._problems.get(line))
