"""A panel that tells one thing: a trouble, an early warning, good news."""

from kivy.properties import OptionProperty, StringProperty

from screens.widgets.box import Column, Panel, Row
from screens.widgets.text import Icon, Text

TONES = {
    "info": ("info_soft", "info", "info"),
    "warn": ("warn_soft", "warn", "warn"),
    "late": ("late_soft", "late", "late"),
    "good": ("accent_soft", "accent", "done_circle"),
}
"""Ground, ink and sign of each tone."""


class Notice(Panel):
    """A sign, one sentence, what it means in more words, and small print (a reference number for staff)."""

    kind = OptionProperty("info", options=list(TONES))
    title = StringProperty("")
    body = StringProperty("")
    small = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._icon = Icon()
        self._title = Text(role="heading", grow=1)
        self._body = Text()
        self._small = Text(role="note")
        row = Row(gap=1.5, valign="top")
        words = Column(gap=1, grow=1)
        for each in (self._title, self._body, self._small):
            words.add_widget(each)
        row.add_widget(self._icon)
        row.add_widget(words)
        self.add_widget(row)
        for name in ("kind", "title", "body", "small"):
            self.fbind(name, self._tell)
        self._tell()

    def _tell(self, *_: object) -> None:
        ground, ink, sign = TONES[self.kind]
        self.tone = ground
        self._icon.name, self._icon.tone = sign, ink
        self._icon.beside = "heading" if self.title else "body"
        self._title.tone = ink
        for widget, words in ((self._title, self.title), (self._body, self.body), (self._small, self.small)):
            widget.text = words
            widget.hide = not words
