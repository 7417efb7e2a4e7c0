"""Recognises what kind of file it is by its headings, and which column holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.hub.sync.files import FileReason, FileRefused
from services.hub.sync.mapping import FIELDS, NEEDED, ColumnMapping, folded
from services.hub.usecases.take_in_flows import nearest
from services.hub.usecases.take_in_records import Kind


@dataclass(frozen=True, slots=True)
class Headings:
    """A row of headings, read."""

    kind: Kind
    names: tuple[str, ...]
    """As they are written, cleaned of white space; a second one of the same name has its number behind it."""
    places: Mapping[str, int]
    """Field, then the column that holds it, counted from 0."""
    doubled: Mapping[str, tuple[str, str]]
    """Fields for which two columns stand, with their headings."""

    @property
    def missing(self) -> frozenset[str]:
        """The needed fields that have no column."""
        lacking = NEEDED[self.kind] - self.places.keys()
        if self.kind is Kind.ORDERS and not {"customer_no", "account_no"} & self.places.keys():
            lacking |= {"customer_no"}
        return lacking

    @property
    def known(self) -> int:
        """How many fields were recognised."""
        return len(self.places)


def read_headings(cells: Sequence[str], mapping: ColumnMapping) -> Headings:
    """Take the row for the kind of file that it fits best. A row that fits none has nothing `known`."""
    candidates = [_as_kind(kind, cells, mapping) for kind in Kind]
    return max(candidates, key=lambda one: (not one.missing, one.known, one.kind is Kind.STAGES))


def check_headings(best: Headings | None, mapping: ColumnMapping) -> Headings:
    """The headings if a file can be read by them. Raises FileRefused, which names the columns at fault."""
    if best is None or best.known < 2:
        zh, en = f"认不出表头{_hint(best, mapping)}", "no row of headings that the mapping knows"
        raise FileRefused(FileReason.UNKNOWN_KIND, zh, en)
    if best.missing:
        names = "、".join(sorted(mapping.headings[best.kind].get(field, field) for field in best.missing))
        raise FileRefused(
            FileReason.MISSING_COLUMN, f"缺少列：{names}", f"taken for {best.kind}, it lacks {names}"
        )
    if best.doubled:
        pairs = "、".join(" = ".join(pair) for pair in best.doubled.values())
        raise FileRefused(
            FileReason.DUPLICATE_COLUMN, f"重复的列：{pairs}", f"columns that mean the same: {pairs}"
        )
    return best


def _as_kind(kind: Kind, cells: Sequence[str], mapping: ColumnMapping) -> Headings:
    names = _distinct(cells)
    places: dict[str, int] = {}
    doubled: dict[str, tuple[str, str]] = {}
    for place, cell in enumerate(cells):
        heading = folded(cell)
        for field in FIELDS[kind]:
            if heading in mapping.columns[kind].get(field, ()):
                if field in places:
                    doubled[field] = (names[places[field]], names[place])
                places.setdefault(field, place)
    return Headings(kind, names, places, doubled)


def _distinct(cells: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    names = []
    for cell in cells:
        name = " ".join(cell.split()).strip("\ufeff")[:60]
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(names)


def _hint(best: Headings | None, mapping: ColumnMapping) -> str:
    """For the first heading that there is, those that it may have been meant for."""
    written = next((name for name in best.names if name), None) if best else None
    if written is None:
        return ""
    known = {heading for fields in mapping.headings.values() for heading in fields.values()}
    return f"：与「{written}」相近的有{'、'.join(nearest(written, known))}"
