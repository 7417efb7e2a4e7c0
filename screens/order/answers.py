"""The panel with the four answers. It is set as roomily as its height allows, and never cut."""

from dataclasses import dataclass

from kiosk.i18n import of
from screens.look import look
from screens.order.telling import Telling
from screens.standing import chip
from screens.typeset import width_of
from screens.widgets.answer import Answer, Aside
from screens.widgets.box import Box, Column, Row, Rule
from screens.widgets.buttons import Button
from screens.widgets.chip import StatusChip
from screens.widgets.scene import Housed
from screens.widgets.text import Text


@dataclass(frozen=True)
class Setting:
    """How roomily the answers are set."""

    gap: float
    where: str
    words: str
    more: str
    """Of what happens there, what to bring and since when: the first to be set smaller."""
    lines: int = 0
    """Of one answer at most; the whole is then one touch away. 0 for no limit."""


ROOMY = (
    Setting(4.0, "display", "body", "body"),
    Setting(3.0, "display", "body", "body"),
    Setting(2.0, "display", "body", "body"),
)
"""Where the whole timeline stands unfolded beside it."""
SETTINGS = (
    Setting(2.5, "title", "body", "body"),
    Setting(1.75, "title", "body", "body"),
    Setting(1.25, "heading", "body", "body"),
    Setting(0.75, "heading", "body", "body"),
    Setting(1.25, "heading", "body", "note"),
    Setting(0.75, "heading", "body", "note"),
    Setting(1.25, "heading", "note", "note"),
    Setting(0.75, "heading", "note", "note"),
    Setting(0.5, "heading", "note", "note", 2),
    Setting(0.5, "heading", "note", "note", 1),
)
"""From the roomiest on."""
MOST_LARGE_LINES = 2
HOUSES_MM = 60.0
"""Under an order that has ended, which has little to say."""


class Choices(Row):
    """One button for each of the stages that run side by side."""

    __events__ = ("on_choose",)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"gap": 1.5, **kwargs})
        self._told: tuple[tuple[str, str, bool], ...] = ()

    def on_choose(self, stage_id: str) -> None:
        """Another one is to be spoken of."""

    def tell(self, telling: Telling) -> None:
        """Show the stages; the one that is spoken of stands out."""
        chosen = telling.stage.stage_id if telling.stage else None
        told = tuple(
            (stage.stage_id, of(telling.language, stage.name), stage.stage_id == chosen)
            for stage in telling.current
        )
        self.hide = len(told) < 2
        if told != self._told:
            self._told = told
            self.clear_widgets()
            for stage_id, name, is_chosen in () if self.hide else told:
                self.add_widget(self._button(stage_id, name, is_chosen))

    def _button(self, stage_id: str, name: str, is_chosen: bool) -> Button:
        look = {"style": "quiet", "icon": "done"} if is_chosen else {"style": "plain"}
        button = Button(text=name, role="note", grow=1, **look)
        button.bind(on_press=lambda _: self.dispatch("on_choose", stage_id))
        return button


class Answers(Housed):
    """Where, what, who and what comes next, from top to bottom."""

    __events__ = ("on_choose",)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"pad": 3, **kwargs})
        self._heading = Text(role="note", tone="ink_quiet", grow=1, max_lines=2)
        self._chip = StatusChip()
        self._whose = Text(role="note", tone="ink_quiet", max_lines=2)
        self._lead = Text(tone="ink_quiet", hide=True)
        self._where = Text(role="title", balanced=True)
        self._split = ("", "")
        self._whole = ""
        self._ended = False
        self._choices = Choices()
        self._late = Answer(sign="late", tone="late", strong=True)
        self._until = Text()
        self._reason = Answer(sign="warn", tone="warn")
        self._awaited = Answer(sign="customer_wait", tone="info", strong=True)
        self._does = Answer(sign="info")
        self._bring = Answer(sign="bring")
        self._who = Answer(sign="handler")
        self._phone = Answer(sign="phone")
        self._next = Answer(sign="calendar", strong=True)
        self._caveat = Aside()
        self._filed = Answer(sign="order")
        self._took = Answer(sign="time")
        self._wanted = Answer(sign="power")
        self._ask = Answer(sign="phone")
        self._urged = Answer(sign="bell", tone="info")
        self._refused = Answer(sign="warn", tone="warn")
        self._choices.bind(on_choose=lambda _, stage_id: self.dispatch("on_choose", stage_id))
        self._build()

    def on_choose(self, stage_id: str) -> None:
        """Another of the stages side by side is to be spoken of."""

    def _build(self) -> None:
        head, names = Row(valign="top"), Column(gap=0.25)
        for box in (self._heading, self._chip):
            head.add_widget(box)
        for each in (head, self._whose):
            names.add_widget(each)
        self._place, self._next_day, self._handler = Column(gap=0.75), Column(gap=0.25), Column(gap=0.25)
        for box in (self._lead, self._where, self._late, self._until):
            self._place.add_widget(box)
        for box in (self._next, self._caveat):
            self._next_day.add_widget(box)
        for box in (self._who, self._phone):
            self._handler.add_widget(box)
        self._rule = Rule()
        order: tuple[Box, ...] = (
            *(names, self._place, self._choices, self._rule, self._reason, self._awaited, self._does),
            *(self._bring, self._handler, self._next_day, self._filed, self._took, self._wanted, self._ask),
            *(self._urged, self._refused),
        )
        for each in order:
            self.add_widget(each)

    def tell(self, telling: Telling, width: int, most: int, free: int) -> None:
        """Fill the panel for a width and a height in pixels: `most` it may have, `free` is what nothing else
        needs.
        """
        self._heading.text, self._whose.text = telling.heading, telling.whose
        mark = chip(telling.language, telling.order.standing)
        self._chip.text, self._chip.tone = mark.word, mark.tone
        self._whole, self._split, self._ended = telling.where, telling.where_in_two, telling.ended
        self._choices.tell(telling)
        self._late.text = telling.until if telling.is_late else ""
        self._until.text = " · ".join(filter(None, (telling.since, "" if telling.is_late else telling.until)))
        self._until.hide = not self._until.text
        self._reason.text, self._awaited.text = telling.reason, telling.awaited
        self._does.text, self._bring.text = telling.does, telling.bring
        self._who.text, self._phone.text = telling.who, telling.phone
        self._next.text = telling.next
        self._caveat.text = " · ".join(filter(None, (telling.finish, telling.caveat)))
        self._next_day.hide = not telling.next
        self._handler.hide = not telling.who
        self._filed.text, self._took.text, self._wanted.text = telling.filed, telling.took, telling.wanted
        self._ask.text = telling.ask
        self._urged.text, self._refused.text = telling.urged, telling.refused
        self._rule.hide = all(box.hide for box in self._sentences())
        self._fit(width, most, free)

    def _sentences(self) -> tuple[Answer, ...]:
        return (
            *(self._reason, self._awaited, self._does, self._bring, self._who, self._phone),
            *(self._next, self._filed, self._took, self._wanted, self._ask, self._urged, self._refused),
        )

    def _fit(self, width: int, most: int, free: int) -> None:
        roomy: tuple[Setting, ...] = ROOMY[1:] if self._ended else ROOMY
        if free >= most and self._fits(roomy[-1], width, free):
            settings: tuple[Setting, ...] = roomy
        else:
            settings, free = SETTINGS, max(most, free)
        for setting in settings:
            if self._fits(setting, width, free):
                return

    def _fits(self, setting: Setting, width: int, height: int) -> bool:
        self._set(setting, width)
        return self.measure(width) <= height and self._calm(width)

    def _calm(self, width: int) -> bool:
        """Whether the largest words are no more than two lines."""
        where, inner = self._where, width - 2 * look().metrics.units(self.pad)
        return where.role != "display" or where.measure(inner) <= MOST_LARGE_LINES * where.face.line

    def arranged(self) -> None:
        super().arranged()
        boxes = self.boxes()
        spare = int(boxes[-1].y - self.y) - look().metrics.units(self.pad) if self._ended else 0
        self.stand_houses(min(spare, look().metrics.px(HOUSES_MM)))

    def _set(self, setting: Setting, width: int) -> None:
        self.gap = setting.gap
        self._where.role = setting.where
        inner = width - 2 * look().metrics.units(self.pad)
        in_two = setting.where == "display" or width_of(self._whole, self._where.face) > inner
        lead, fact = self._split if in_two else ("", self._whole)
        self._lead.text, self._lead.hide, self._where.text = lead, not lead, fact
        for line in (*self._sentences(), self._late):
            line.role = setting.more if line in (self._does, self._bring) else setting.words
            line.words.max_lines = setting.lines
        self._until.role = setting.more
        self._whose.max_lines = setting.lines or 2
