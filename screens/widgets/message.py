"""What a page says when it has one thing to say: a large sign, a sentence, and what it means."""

from kivy.properties import OptionProperty, StringProperty

from screens.look import look
from screens.typeset import Face
from screens.widgets.box import Box, Column
from screens.widgets.notice import TONES
from screens.widgets.paint import Painter
from screens.widgets.text import Text

RING = 1.7
"""Width of the round ground, in widths of the sign on it."""


class Medal(Box):
    """A large sign on a round, quiet ground; never without the sentence below it."""

    sign = StringProperty("")
    word = StringProperty("")
    """Stands there instead of a sign: a number that matters."""
    kind = OptionProperty("info", options=list(TONES))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._painter = Painter()
        self.canvas.add(self._painter.group)
        for name in ("sign", "word", "kind"):
            self.fbind(name, self.repaint)

    @property
    def painted(self) -> Painter:
        """What stands on it."""
        return self._painter

    def measure(self, width: int) -> int:  # noqa: ARG002
        return round(look().metrics.icon_large * RING)

    def arranged(self) -> None:
        m, colours = look().metrics, look().brand.colours
        ground, ink, sign = TONES[self.kind]
        edge = round(m.icon_large * RING)
        left, bottom = int(self.center_x) - edge // 2, int(self.center_y) - edge // 2
        self._painter.clear()
        self._painter.area(getattr(colours, ground), (left, bottom, edge, edge), edge // 2)
        centre = (left + edge / 2, bottom + edge / 2)
        if self.word:
            room, face = (left, bottom, edge, edge), Face(m.em["display"], strong=True)
            pair = getattr(colours, ink), getattr(colours, ground)
            self._painter.text(self.word, face, pair, room, align=0.5, middle=True)
            return
        self._painter.icon(self.sign or sign, m.icon_large, getattr(colours, ink), centre)


class Message(Column):
    """A medal, a sentence, more words, and small print such as a reference for staff."""

    sign = StringProperty("")
    word = StringProperty("")
    kind = OptionProperty("info", options=list(TONES))
    title = StringProperty("")
    body = StringProperty("")
    small = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"gap": 3, **kwargs})
        self._medal = Medal()
        self._title = Text(role="title", align=0.5, balanced=True)
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
