"""The timeline of an order: a vertical rail on which what is done, what is now and what comes can be told
apart by sign, size and word.

When it is given less height than it wants, it folds: first what is long past, then what is far ahead, each
into one line that says how many stages it stands for.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from screens.brand import Rgb
from screens.look import look
from screens.typeset import Face, set_lines, width_of
from screens.widgets.painted import PaintedBox

Moment = Literal["done", "now", "next", "later", "skipped", "stopped", "fold"]
GAP_UNITS = 1.5
MOST_GAP_UNITS = 6.0
DENSE_GAPS_UNITS = (1.5, 1.0, 0.5, 0.25)
SIGNS: dict[str, tuple[str, str]] = {
    "done": ("done_circle", "accent"),
    "now": ("now", "accent"),
    "next": ("ring", "accent"),
    "later": ("later", "ink_quiet"),
    "skipped": ("later", "ink_quiet"),
    "stopped": ("stop", "ink"),
    "fold": ("fold", "ink_quiet"),
}
CUSTOMER_SIGNS = {"done": "customer_done", "now": "customer_wait", "next": "customer", "later": "customer"}


@dataclass(frozen=True)
class Node:
    """One stage on the rail."""

    title: str
    when: str = ""
    """Its date, as words."""
    moment: Moment = "later"
    note: str = ""
    """「提前2天」, or what is waited for."""
    note_tone: str = "ink_quiet"
    customer: bool = False
    """On the customer's side."""


class TimelineRail(PaintedBox):
    """All stages of an order, from first to last."""

    nodes = ListProperty()
    folded_done = StringProperty("")
    """Words with {count} for stages folded away before; likewise below for those ahead."""
    folded_ahead = StringProperty("")
    dense = BooleanProperty(False)
    """Smaller type and gaps where a long order stands there unfolded only so."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("nodes", "folded_done", "folded_ahead", "dense"):
            self.fbind(name, self._changed)
        self._heights: dict[tuple[Node, int, bool], int] = {}
        self._small = False
        """Whether the smaller type is in use."""

    def _changed(self, *_: object) -> None:
        self._heights.clear()
        self.refresh()

    @property
    def folded(self) -> bool:
        """Whether some stages are not shown one by one."""
        self._choose_type(int(self.width), int(self.height))
        return len(self._fitting(int(self.width), int(self.height))) < len(self.nodes)

    def measure(self, width: int) -> int:
        self._small = False
        return self._height(list(self.nodes), width)

    def least(self, width: int) -> int:
        """The height in which every stage still stands by itself, in the smaller type."""
        self._small = True
        return self._height(list(self.nodes), width, DENSE_GAPS_UNITS[2])

    def most(self, width: int) -> int:
        """The height in which every stage stands by itself and as far apart as looks good."""
        self._small = False
        return self._height(list(self.nodes), width, MOST_GAP_UNITS)

    def _choose_type(self, width: int, height: int) -> None:
        self._small = False
        self._small = bool(self.dense) and self._height(list(self.nodes), width) > height

    def _height(self, nodes: list[Node], width: int, gap_units: float = GAP_UNITS) -> int:
        gap = look().metrics.units(gap_units)
        return sum(self._node_height(node, width) for node in nodes) + gap * max(0, len(nodes) - 1)

    def _least_gap(self, width: int, height: int) -> float:
        """Units between two nodes, where they stand close."""
        gaps = DENSE_GAPS_UNITS if self._small else (GAP_UNITS,)
        return next((gap for gap in gaps if self._height(list(self.nodes), width, gap) <= height), gaps[-1])

    def _gap(self, shown: list[Node], width: int, height: int) -> int:
        """Pixels between two nodes: a short order is spread over some of the room that it leaves."""
        m, joints = look().metrics, max(1, len(shown) - 1)
        spare = (height - self._height(shown, width, 0)) // joints
        return max(m.units(self._least_gap(width, height)), min(spare, m.units(MOST_GAP_UNITS)))

    def _faces(self, node: Node) -> tuple[Face, Face]:
        em = look().metrics.em
        if self._small:
            return Face(em["note"], strong=node.moment == "now"), Face(em["note"])
        if node.moment == "now":
            return Face(em["heading"], strong=True), Face(em["body"])
        title = Face(em["note"]) if node.moment in ("later", "fold", "skipped") else Face(em["body"])
        return title, Face(em["note"])

    def _note_face(self, node: Node, width: int) -> Face:
        """Smaller, where it would need a second line."""
        face = self._faces(node)[1]
        fits = width_of(node.note, face) <= width - self._sign_room()
        return face if fits else Face(look().metrics.em["note"])

    def _sign_room(self) -> int:
        m = look().metrics
        return round(m.icon_small * 1.5) + m.units(2)

    def _title_room(self, node: Node, width: int) -> int:
        face = self._faces(node)[1]
        when = width_of(node.when, face) + look().metrics.units(2) if node.when else 0
        return width - self._sign_room() - when

    def _node_height(self, node: Node, width: int) -> int:
        key = (node, width, self._small)
        if key not in self._heights:
            self._heights[key] = self._measured(node, width)
        return self._heights[key]

    def _measured(self, node: Node, width: int) -> int:
        title = self._faces(node)[0]
        height = len(set_lines(node.title, title, self._title_room(node, width), 2).lines) * title.line
        if node.note:
            room, face = width - self._sign_room(), self._note_face(node, width)
            height += len(set_lines(node.note, face, room, 2).lines) * face.line
        return max(height, round(look().metrics.icon_small * (1.5 if node.moment == "now" else 1)))

    def _fitting(self, width: int, height: int) -> list[Node]:
        """The nodes, folded as far as the height demands: the past first, oldest first, then the far end."""
        nodes = list(self.nodes)
        past = next((i for i, node in enumerate(nodes) if node.moment in ("now", "next")), len(nodes))
        gap = self._least_gap(width, height)
        for first, last in self._folds(past, len(nodes)):
            shown = self._fold(nodes, first, last)
            if self._height(shown, width, gap) <= height:
                return shown
        return self._fold(nodes, past, min(len(nodes), past + 2))

    def _folds(self, past: int, count: int) -> list[tuple[int, int]]:
        """First and last (exclusive) node shown one by one, from all of them to the fewest."""
        nearest_end = min(count, past + 2)
        return [
            *((first, count) for first in (0, *range(2, past + 1))),
            *((past, last) for last in range(count - 2, nearest_end - 1, -1)),
        ]

    def _fold(self, nodes: list[Node], first: int, last: int) -> list[Node]:
        shown = nodes[first:last]
        if first:
            shown.insert(0, Node(self.folded_done.format(count=first), moment="fold"))
        if last < len(nodes):
            shown.append(Node(self.folded_ahead.format(count=len(nodes) - last), moment="fold"))
        return shown

    def paint(self) -> None:
        width = int(self.width)
        if not self.nodes or width <= self._sign_room():
            return
        self._choose_type(width, int(self.height))
        shown = self._fitting(width, int(self.height))
        gap, top = self._gap(shown, width, int(self.height)), int(self.top)
        rail: list[tuple[float, Node]] = []
        for node in shown:
            height = self._node_height(node, width)
            rail.append((top - self._faces(node)[0].line / 2, node))
            self._paint_words(node, top, width)
            top -= height + gap
        self._paint_rail(rail)

    def _paint_words(self, node: Node, top: int, width: int) -> None:
        colours = look().brand.colours
        title, small = self._faces(node)
        quiet = node.moment in ("later", "fold", "skipped")
        ink = colours.ink_quiet if quiet else colours.ink
        left, room = int(self.x) + self._sign_room(), self._title_room(node, width)
        lines = set_lines(node.title, title, room, 2).lines
        height = len(lines) * title.line
        place = (left, top - height, room, height)
        self._painter.text(node.title, title, (ink, self.ground), place, max_lines=2)
        if node.when:
            drop = (title.line - small.line) // 2
            end = (left + room, top - drop - small.line, width - self._sign_room() - room, small.line)
            self._painter.text(node.when, small, (colours.ink_quiet, self.ground), end, align=1, max_lines=1)
        if node.note:
            tone: Rgb = getattr(colours, node.note_tone)
            room, face = width - self._sign_room(), self._note_face(node, width)
            note = len(set_lines(node.note, face, room, 2).lines) * face.line
            place = (left, top - height - note, room, note)
            self._painter.text(node.note, face, (tone, self.ground), place, max_lines=2)

    def _paint_rail(self, rail: list[tuple[float, Node]]) -> None:
        m, colours = look().metrics, look().brand.colours
        centre = self.x + round(m.icon_small * 0.75)
        edges = {"now": round(m.icon_small * 1.5)}
        for (upper, node), (lower, _) in pairwise(rail):
            thick = 2 * m.hairline
            self._painter.area(
                colours.accent if node.moment == "done" else colours.line,
                (centre - thick / 2, lower, thick, upper - lower),
            )
        for y, node in rail:
            sign, tone = SIGNS[node.moment]
            if node.customer:
                sign = CUSTOMER_SIGNS.get(node.moment, sign)
            edge = edges.get(node.moment, m.icon_small)
            clear = edge if sign != "later" else edge / 2
            self._painter.area(self.ground, (centre - clear / 2, y - clear / 2, clear, clear))
            self._painter.icon(sign, edge, getattr(colours, tone), (centre, y))
