"""A page that asks one thing and is answered with the digits' keys."""

from kivy.properties import StringProperty

from screens.look import look
from screens.widgets.box import Box, Column
from screens.widgets.text import Text


class Question(Box):
    """The question on top; field and keys below it, within reach, or beside it in landscape; between them or
    under the question what helps to answer it.

    Children are, in this order: what helps, the field, the keys.
    """

    title = StringProperty("")
    note = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._words = Column(gap=1)
        self._title = Text(role="title")
        self._note = Text(tone="ink_quiet")
        for each in (self._title, self._note):
            self._words.add_widget(each)
        self.add_widget(self._words)
        for name in ("title", "note"):
            self.fbind(name, self._tell)

    def _tell(self, *_: object) -> None:
        self._title.text, self._note.text = self.title, self.note

    def measure(self, width: int) -> int:
        gap = look().metrics.units(4)
        return sum(box.measure(width) + gap for box in self.boxes())

    def arranged(self) -> None:
        words, help_, field, keys = self.boxes()
        m = look().metrics
        x, y, width, height = int(self.x), int(self.y), int(self.width), int(self.height)
        gap = m.units(4)
        landscape = look().panel.landscape
        side = (width - 2 * gap) // 2 if landscape else width
        top = words.measure(side)
        words.arrange(x, y + height - top, side, top)
        keys_height, field_height = keys.measure(side), field.measure(side)
        if landscape:
            right, upper = x + width - side, y + height - field_height
            field.arrange(right, upper, side, field_height)
            keys.arrange(right, y, side, upper - gap - y)
            help_.arrange(x, y, side, height - top - gap)
            return
        keys.arrange(x, y, width, keys_height)
        field.arrange(x, y + keys_height + gap, width, field_height)
        lower = y + keys_height + field_height + 2 * gap
        help_.arrange(x, lower, width, y + height - top - gap - lower)
