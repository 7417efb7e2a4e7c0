"""A sign and a sentence, and small print in line with it."""

from kivy.properties import BooleanProperty, OptionProperty, StringProperty

from screens.look import look
from screens.widgets.box import Box, Row
from screens.widgets.text import ROLES, TONES, Icon, Text


class Answer(Row):
    """One of the things that a page tells. Takes no room while it has nothing to say."""

    sign = StringProperty("")
    text = StringProperty("")
    tone = OptionProperty("ink", options=TONES)
    role = OptionProperty("body", options=ROLES)
    strong = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"gap": 1.5, "valign": "top", **kwargs})
        self._icon = Icon()
        self.words = Text(grow=1)
        self.add_widget(self._icon)
        self.add_widget(self.words)
        for name in ("sign", "text", "tone", "role", "strong"):
            self.fbind(name, self._tell)
        self._tell()

    def _tell(self, *_: object) -> None:
        self._icon.name, self._icon.beside = self.sign, self.role
        self._icon.tone = "accent" if self.tone == "ink" else self.tone
        self.words.text, self.words.tone = self.text, self.tone
        self.words.role, self.words.strong = self.role, self.strong
        self.hide = not self.text


class Aside(Row):
    """Small print under an answer."""

    text = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"gap": 1.5, **kwargs})
        self._words = Text(role="note", tone="ink_quiet", grow=1)
        for each in (Gutter(), self._words):
            self.add_widget(each)
        self.fbind("text", self._tell)
        self._tell()

    def _tell(self, *_: object) -> None:
        self._words.text, self.hide = self.text, not self.text


class Gutter(Box):
    """As wide as a sign."""

    def natural_width(self, most: int) -> int:
        return min(most, look().metrics.icon_small)
