"""What a page says when it has one thing to say: a large sign, a sentence, and what it means."""

from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from screens.look import look
from screens.typeset import Face, balanced
from screens.widgets.box import Column
from screens.widgets.notice import TONES
from screens.widgets.painted import PaintedBox
from screens.widgets.text import Text

RING = 1.7
"""Width of the round ground, in widths of the sign on it."""
LARGER = 1.45
"""A medal on a portrait page of its own, beside one elsewhere."""


class Medal(PaintedBox):
    """A large sign on a round, quiet ground; never without the sentence below it."""

    sign = StringProperty("")
    word = StringProperty("")
    """Stands there instead of a sign: a number that matters."""
    kind = OptionProperty("info", options=list(TONES))
    scale = NumericProperty(1.0)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.fbind("scale", self.refresh)
        for name in ("sign", "word", "kind"):
            self.fbind(name, self.repaint)

    def measure(self, width: int) -> int:  # noqa: ARG002
        return round(self._sign_edge * RING)

    @property
    def _sign_edge(self) -> int:
        return round(look().metrics.icon_large * float(self.scale))

    def paint(self) -> None:
        m, colours = look().metrics, look().brand.colours
        ground, ink, sign = TONES[self.kind]
        edge = round(self._sign_edge * RING)
        left, bottom = int(self.center_x) - edge // 2, int(self.center_y) - edge // 2
        self._painter.area(getattr(colours, ground), (left, bottom, edge, edge), edge // 2)
        centre = (left + edge / 2, bottom + edge / 2)
        if self.word:
            room = (left, bottom, edge, edge)
            face = Face(round(m.em["display"] * float(self.scale)), strong=True)
            pair = getattr(colours, ink), getattr(colours, ground)
            self._painter.text(self.word, face, pair, room, align=0.5, middle=True)
            return
        self._painter.icon(self.sign or sign, self._sign_edge, getattr(colours, ink), centre)


class Message(Column):
    """A medal, a sentence, more words, and small print such as a reference for staff."""

    sign = StringProperty("")
    word = StringProperty("")
    kind = OptionProperty("info", options=list(TONES))
    title = StringProperty("")
    body = StringProperty("")
    small = StringProperty("")
    large = BooleanProperty(False)
    """For a page that says nothing else: read from further away."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"gap": 3, **kwargs})
        self._medal = Medal()
        self._title = Text(role="heading", align=0.5, balanced=True)
        self._body = Text(align=0.5, balanced=True)
        self._small = Text(role="note", tone="ink_quiet", align=0.5, balanced=True)
        for each in (self._medal, self._title, self._body, self._small):
            self.add_widget(each)
        for name in ("sign", "word", "kind", "title", "body", "small"):
            self.fbind(name, self._tell)
        self._tell()

    def _tell(self, *_: object) -> None:
        self._medal.sign, self._medal.word, self._medal.kind = self.sign, self.word, self.kind
        for widget, words in ((self._title, self.title), (self._body, self.body), (self._small, self.small)):
            widget.text = words
            widget.hide = not words

    def measure(self, width: int) -> int:
        if self.large:
            self._enlarge(width)
        return super().measure(width)

    def _enlarge(self, width: int) -> None:
        """The sentence as large as it stands in two lines, in landscape in one."""
        landscape = look().panel.landscape
        face = Face(look().metrics.em["display"], strong=True)
        lines = balanced(self.title, face, width).lines
        self._title.role = "display" if len(lines) <= (1 if landscape else 2) else "title"
        self._medal.scale = 1.0 if landscape else LARGER
