"""One row of a long list, as it is painted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

from screens.look import look
from screens.typeset import Face
from screens.widgets.chip import Chip, chip_size, paint_chip
from screens.widgets.paint import Painter

T = TypeVar("T")
PAD_UNITS = 2
SIDE_UNITS = 1
FOOT_SHARE = 0.45
"""Of a landscape row's width, for what comes next."""


@dataclass(frozen=True)
class RowItem:
    """One row: a title with its chip, two lines about it, and what comes next."""

    key: str
    title: str
    detail: str = ""
    """One paragraph of two lines, or two of one."""
    foot: str = ""
    chip: Chip | None = None


class LazyRows(Sequence[RowItem], Generic[T]):
    """The rows of `sources`, each made when it is first seen: of 500 a customer sees twenty."""

    def __init__(self, sources: Sequence[T], make: Callable[[T], RowItem]) -> None:
        self._sources = sources
        self._make = make
        self._made: dict[int, RowItem] = {}

    def __len__(self) -> int:
        return len(self._sources)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyRows) and self._sources == other._sources

    def __hash__(self) -> int:
        return id(self)

    @overload
    def __getitem__(self, index: int) -> RowItem: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[RowItem]: ...
    def __getitem__(self, index: int | slice) -> RowItem | Sequence[RowItem]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if index not in self._made:
            self._made[index] = self._make(self._sources[index])
        return self._made[index]


def row_height() -> int:
    """Pixels, the same for every row, with the strip that keeps it apart from the next."""
    m = look().metrics
    title, note, body = (
        Face(m.em["heading"], strong=True).line,
        Face(m.em["note"]).line,
        Face(m.em["body"]).line,
    )
    below = max(2 * note, body) if look().panel.landscape else 2 * note + body
    return title + below + 2 * m.units(PAD_UNITS) + m.touch_gap


def paint_row(item: RowItem, bottom: int, width: int, height: int, *, pressed: bool) -> Painter:
    """The row with its lower left corner at (0, bottom); what it is higher than it need be is air."""
    m, colours, painter = look().metrics, look().brand.colours, Painter()
    ground = colours.accent_soft_pressed if pressed else colours.ground
    if pressed:
        painter.area(ground, (0, bottom + m.touch_gap, width, height - m.touch_gap))
    painter.area(colours.line, (0, bottom + m.touch_gap // 2, width, m.hairline))
    side = m.units(SIDE_UNITS)
    inner = width - 2 * side - m.icon_small - m.units(1)
    middle = bottom + (height + m.touch_gap) / 2
    painter.icon("open", m.icon_small, colours.accent, (width - side - m.icon_small / 2, middle))
    top = bottom + height - m.units(PAD_UNITS) - (height - row_height()) // 2
    face = Face(m.em["heading"], strong=True)
    room = (
        side,
        top - face.line,
        inner - _paint_chip(painter, item, side + inner, top - face.line // 2),
        face.line,
    )
    painter.text(item.title, face, (colours.ink, ground), room, max_lines=1)
    top -= face.line
    note, body = Face(m.em["note"]), Face(m.em["body"])
    quiet = colours.ink if pressed else colours.ink_quiet
    foot_width = round(inner * FOOT_SHARE) if look().panel.landscape else 0
    beside = inner - foot_width - (m.units(2) if foot_width else 0)
    used, parts = 0, item.detail.split("\n")
    for part in parts:
        room = (side, top - 2 * note.line, beside, 2 * note.line - used)
        used += painter.text(part, note, (quiet, ground), room, max_lines=2 // len(parts))
    if foot_width:
        room = (side + inner - foot_width, top - body.line, foot_width, body.line)
        painter.text(item.foot, body, (colours.ink, ground), room, max_lines=1, align=1)
    else:
        room = (side, top - used - m.units(0.25) - body.line, inner, body.line)
        painter.text(item.foot, body, (colours.ink, ground), room, max_lines=1)
    return painter


def _paint_chip(painter: Painter, item: RowItem, right: int, middle: int) -> int:
    """The chip, ending at `right`; returns the width that it takes away from the title."""
    if item.chip is None:
        return 0
    width, height = chip_size(item.chip.word)
    paint_chip(painter, item.chip, right - width, middle - height // 2)
    return width + look().metrics.units(1)
