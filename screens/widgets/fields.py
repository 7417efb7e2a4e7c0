"""What was typed: a number in groups of four, or how many digits of a password."""

from kivy.graphics import Color, SmoothLine
from kivy.properties import NumericProperty, StringProperty

from screens.look import look
from screens.typeset import Face, width_of
from screens.widgets.ground import Ground
from screens.widgets.painted import PaintedBox
from screens.words import grouped

PAD_UNITS = 3
FIELD_MM = 24.0


class _Field(PaintedBox):
    """A frame with something in it."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._inside = Ground(look().brand.colours.surface, look().metrics.radius_button)
        self.canvas.before.add(self._inside)
        with self.canvas.before:
            Color(*look().brand.colours.accent)
            self._frame = SmoothLine(width=max(1.0, look().metrics.hairline * 0.8))

    def measure(self, width: int) -> int:  # noqa: ARG002
        m = look().metrics
        return max(m.px(FIELD_MM), 2 * Face(m.em["body"]).line + m.units(2))

    def arranged(self) -> None:
        self._inside.place(int(self.x), int(self.y), int(self.width), int(self.height))
        box = (*self.pos, *self.size, look().metrics.radius_button)
        self._frame.rounded_rectangle = box
        super().arranged()


class DigitsField(_Field):
    """A number that is being typed, in groups of four; `hint` stands there while there is none."""

    text = StringProperty("")
    hint = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("text", "hint"):
            self.fbind(name, self.repaint)

    def paint(self) -> None:
        m, colours = look().metrics, look().brand.colours
        room = (
            int(self.x) + m.units(PAD_UNITS),
            int(self.y),
            int(self.width) - 2 * m.units(PAD_UNITS),
            int(self.height),
        )
        if not self.text:
            face = Face(m.em["body"])
            self._painter.text(
                self.hint, face, (colours.ink_quiet, colours.surface), room, middle=True, max_lines=2
            )
            return
        words = grouped(self.text)
        faces = [Face(m.em[role], strong=True) for role in ("title", "heading", "body", "note")]
        face = next((each for each in faces if width_of(words, each) <= room[2]), faces[-1])
        self._painter.text(words, face, (colours.ink, colours.surface), room, middle=True, max_lines=1)


class PasswordDots(_Field):
    """How many digits were typed; which ones is known to nobody here."""

    count = NumericProperty(0)
    length = NumericProperty(6)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("count", "length"):
            self.fbind(name, self.repaint)

    def paint(self) -> None:
        m, colours = look().metrics, look().brand.colours
        step = min(m.px(18), int(self.width) // max(1, int(self.length)))
        left = self.center_x - step * (self.length - 1) / 2
        for index in range(int(self.length)):
            name = "dot" if index < self.count else "ring"
            self._painter.icon(name, m.icon_small, colours.accent, (left + index * step, self.center_y))
