"""Buttons: one primary action a screen, the others quiet."""

from kivy.graphics import Color, SmoothLine
from kivy.properties import OptionProperty, StringProperty

from screens.brand import Rgb
from screens.look import look
from screens.typeset import Face, set_lines, width_of
from screens.widgets.ground import Ground
from screens.widgets.painted import PaintedBox
from screens.widgets.press import Pressable

STYLES = {
    "primary": ("accent", "accent_pressed", "on_accent"),
    "quiet": ("accent_soft", "accent_soft_pressed", "accent"),
    "plain": ("ground", "accent_soft_pressed", "accent"),
}
SIDE_UNITS = 3
BETWEEN_UNITS = 1


class Button(Pressable, PaintedBox):
    """A word, with a sign before it if `icon` is given, on a ground that answers a finger."""

    text = StringProperty("")
    icon = StringProperty("")
    style = OptionProperty("quiet", options=list(STYLES))
    role = OptionProperty("body", options=["note", "body", "heading"])

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._ground = Ground(self.ground, look().metrics.radius_button)
        self.canvas.before.add(self._ground)
        with self.canvas.before:
            self._edge_colour = Color(*look().brand.colours.line, 0)
            self._edge = SmoothLine(width=look().metrics.hairline / 2)
        for name in ("text", "icon", "style", "role", "enabled"):
            self.fbind(name, self._reset)
        self.fbind("pressed", self._lit)

    @property
    def face(self) -> Face:
        """Of the word."""
        return Face(look().metrics.em[self.role], strong=True)

    @property
    def ground(self) -> Rgb:
        """Of the button itself, as it is now."""
        rest, pressed, _ = STYLES[self.style]
        name = "ground" if not self.enabled else pressed if self.pressed else rest
        colour: Rgb = getattr(look().brand.colours, name)
        return colour

    @property
    def ink(self) -> Rgb:
        """Of word and sign."""
        colour: Rgb = getattr(look().brand.colours, STYLES[self.style][2] if self.enabled else "ink_quiet")
        return colour

    def _sign_width(self) -> int:
        m = look().metrics
        return m.icon_small + m.units(BETWEEN_UNITS) if self.icon else 0

    def _word_room(self, width: int) -> int:
        return width - 2 * look().metrics.units(SIDE_UNITS) - self._sign_width()

    def measure(self, width: int) -> int:
        lines = len(set_lines(self.text, self.face, self._word_room(width)).lines)
        return max(look().metrics.touch, lines * self.face.line + look().metrics.units(1))

    def natural_width(self, most: int) -> int:
        m = look().metrics
        return min(
            most, max(m.touch, width_of(self.text, self.face) + 2 * m.units(SIDE_UNITS) + self._sign_width())
        )

    def _reset(self, *_: object) -> None:
        self._recolour()
        self.refresh()

    def _lit(self, *_: object) -> None:
        self._recolour()
        self.repaint()

    def _recolour(self, *_: object) -> None:
        self._ground.recolour(self.ground)
        self._edge_colour.a = 0 if self.enabled else 1

    def arranged(self) -> None:
        self._ground.place(int(self.x), int(self.y), int(self.width), int(self.height))
        self._edge.rounded_rectangle = (*self.pos, *self.size, look().metrics.radius_button)
        super().arranged()

    def paint(self) -> None:
        room = self._word_room(int(self.width))
        if not self.text or room <= 0:
            return
        word = set_lines(self.text, self.face, room).width
        left = int(self.x) + (int(self.width) - word - self._sign_width()) // 2
        if self.icon:
            m = look().metrics
            self._painter.icon(self.icon, m.icon_small, self.ink, (left + m.icon_small / 2, self.center_y))
            left += self._sign_width()
        place = (left, int(self.y), word, int(self.height))
        self._painter.text(self.text, self.face, (self.ink, self.ground), place, align=0.5, middle=True)


class PrimaryButton(Button):
    """The one thing to do here."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"style": "primary", "role": "heading", **kwargs})

    def measure(self, width: int) -> int:
        return max(look().metrics.px(20), super().measure(width))


class QuietButton(Button):
    """What can be done as well."""
