"""Words and signs on the glass."""

from kivy.graphics import Color, InstructionGroup
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from screens import glyphs
from screens.brand import Rgb
from screens.look import look
from screens.typeset import Face, Setting, balanced, set_lines, width_of
from screens.widgets.box import Box, Column
from screens.widgets.paint import icon_meshes

ROLES = ["note", "body", "heading", "title", "display"]
TONES = ["ink", "ink_quiet", "accent", "on_accent", "warn", "late", "info", "line"]
STRONG_ROLES = frozenset({"heading", "title", "display"})


class Text(Box):
    """A block of text. It breaks lines itself and asks for the height it needs."""

    text = StringProperty("")
    role = OptionProperty("body", options=ROLES)
    tone = OptionProperty("ink", options=TONES)
    strong = BooleanProperty(False)
    """Bold, where the role is not bold by itself: weight tells importance."""
    align = NumericProperty(0)
    """0 left, 0.5 centred, 1 right."""
    middle = BooleanProperty(False)
    """Stands in the middle of the height it is given, not on top."""
    balanced = BooleanProperty(False)
    """Lines of about the same length: for a sentence that stands in the middle."""
    max_lines = NumericProperty(0)
    """After so many lines an ellipsis, 0 for no limit; the whole must then be one touch away."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            self._colour = Color(*self.colour)
        self._words = InstructionGroup()
        self.canvas.add(self._words)
        self._box = (0, 0, 0, 0)
        for name in ("text", "role", "strong", "balanced", "max_lines"):
            self.fbind(name, self._reset)
        self.fbind("tone", self._recolour)

    @property
    def face(self) -> Face:
        """Size and weight."""
        return Face(look().metrics.em[self.role], self.strong or self.role in STRONG_ROLES)

    @property
    def colour(self) -> Rgb:
        """Of the glyphs."""
        colour: Rgb = getattr(look().brand.colours, self.tone)
        return colour

    @property
    def shortened(self) -> bool:
        """Whether an ellipsis stands for a part of it."""
        return self._setting(int(self.width)).shortened

    @property
    def drawn(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of the text as it is drawn, in pixels."""
        return self._box

    def _setting(self, width: int) -> Setting:
        if self.balanced:
            return balanced(self.text, self.face, width)
        return set_lines(self.text, self.face, width, int(self.max_lines))

    def measure(self, width: int) -> int:
        return len(self._setting(width).lines) * self.face.line if self.text else 0

    def natural_width(self, most: int) -> int:
        lines = self.text.split("\n")
        return min(most, max(width_of(line, self.face) for line in lines)) if self.text else 0

    def _reset(self, *_: object) -> None:
        if isinstance(self.parent, Column) and self.width and self.measure(int(self.width)) == self.height:
            self.repaint()
        else:
            self.refresh()

    def _recolour(self, *_: object) -> None:
        self._colour.rgb = self.colour

    def arranged(self) -> None:
        self._words.clear()
        if not self.text:
            return
        setting, face = self._setting(int(self.width)), self.face
        spare = int(self.height) - setting.height(face)
        x = int(self.x) + round((int(self.width) - setting.width) * self.align)
        y = int(self.y) + (spare // 2 if self.middle else spare)
        self._box = (x, y, setting.width, setting.height(face))
        for mesh in glyphs.words(setting, face, self.align, x, y):
            self._words.add(mesh)


class Icon(Box):
    """A sign of the one family; never without a word beside it."""

    name = StringProperty("")
    tone = OptionProperty("ink", options=TONES)
    large = BooleanProperty(False)
    beside = OptionProperty("", options=["", *ROLES])
    """Stands in the middle of the first line of a text of that role."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            self._colour = Color(*getattr(look().brand.colours, self.tone))
        self._sign = InstructionGroup()
        self.canvas.add(self._sign)
        for name in ("name", "beside"):
            self.fbind(name, self.refresh)
        self.fbind("tone", self._recolour)

    @property
    def edge(self) -> int:
        """Width and height in pixels."""
        m = look().metrics
        return m.icon_large if self.large else m.icon_small

    def measure(self, width: int) -> int:  # noqa: ARG002
        if not self.name:
            return 0
        line = Face(look().metrics.em[self.beside]).line if self.beside else 0
        return max(self.edge, line)

    def natural_width(self, most: int) -> int:
        return min(most, self.edge) if self.name else 0

    def _recolour(self, *_: object) -> None:
        self._colour.rgb = getattr(look().brand.colours, self.tone)

    def arranged(self) -> None:
        self._sign.clear()
        if self.name:
            for mesh in icon_meshes(self.name, self.edge, (int(self.center_x), int(self.center_y))):
                self._sign.add(mesh)
