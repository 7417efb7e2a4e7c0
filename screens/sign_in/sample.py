"""Where a number stands on a paper that the customer has at home."""

from kivy.properties import StringProperty

from screens.look import look
from screens.typeset import Face, width_of
from screens.widgets.painted import PaintedBox

WIDEST = "0000 0000 0000 0"
"""An order number."""
BARS = ((0.8, 0.55), (0.6, 0.75, 0.4))
"""Lines of print above and below the number, as shares of the paper's width."""
BAR_UNITS = 1.0
STEP_UNITS = 2.6
PAD_UNITS = 2.5


class Sample(PaintedBox):
    """A paper with its name, grey lines for print, and the number where it stands, marked."""

    name = StringProperty("")
    label = StringProperty("")
    number = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("name", "label", "number"):
            self.fbind(name, self.repaint)

    def _faces(self, width: int) -> tuple[Face, Face]:
        """Of the words and of the number: as large as papers of that width allow."""
        em, room = look().metrics.em, width - 2 * look().metrics.units(PAD_UNITS)
        strong = next(
            face
            for role in ("heading", "body", "note")
            if width_of(WIDEST, face := Face(em[role], strong=True)) <= room or role == "note"
        )
        return Face(em["body" if strong.size == em["heading"] else "note"]), strong

    def measure(self, width: int) -> int:
        m = look().metrics
        small, strong = self._faces(width)
        bars = sum(len(lines) for lines in BARS) * m.units(STEP_UNITS)
        words = 2 * small.line + strong.line + 2 * m.units(1)
        return 2 * m.units(PAD_UNITS) + words + bars + 3 * m.units(1.5)

    def paint(self) -> None:
        m, colours, paint = look().metrics, look().brand.colours, self._painter
        small, strong = self._faces(int(self.width))
        pad = m.units(PAD_UNITS)
        left, width, top = int(self.x) + pad, int(self.width) - 2 * pad, int(self.top) - pad
        paint.area(colours.surface, (*self.pos, *self.size), m.radius_panel)
        room = (left, top - small.line, width, small.line)
        paint.text(self.name, small, (colours.ink_quiet, colours.surface), room, max_lines=1)
        top = self._bars(BARS[0], left, width, top - small.line - m.units(1.5))
        height = small.line + strong.line + 2 * m.units(1)
        plate = (left - m.units(1), top - height, width + 2 * m.units(1), height)
        paint.area(colours.accent_soft, plate, m.radius_button)
        line = top - m.units(1)
        for words, face in ((self.label, small), (self.number, strong)):
            line -= face.line
            room = (left, line, width, face.line)
            paint.text(words, face, (colours.ink, colours.accent_soft), room, max_lines=1)
        self._bars(BARS[1], left, width, top - height - m.units(1.5))

    def _bars(self, shares: tuple[float, ...], left: int, width: int, top: int) -> int:
        m, line = look().metrics, look().brand.colours.line
        for share in shares:
            top -= m.units(STEP_UNITS)
            bar = (left, top + m.units(STEP_UNITS - BAR_UNITS) // 2, round(width * share), m.units(BAR_UNITS))
            self._painter.area(line, bar)
        return top
