"""Header and action bar: on every screen, in the same place."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from kivy.input.motionevent import MotionEvent
from kivy.properties import StringProperty

from screens.look import look
from screens.widgets.box import Box
from screens.widgets.buttons import SIDE_UNITS, Button, PrimaryButton, QuietButton
from screens.widgets.press import Guard, is_press
from screens.widgets.text import Text

NARROWEST_MM = 40
"""A button of the bar."""
QUIET_SHARE = 0.5
"""Of the bar's width at most, when there is a primary action too."""


@dataclass(frozen=True)
class Action:
    """A button of the action bar."""

    text: str
    press: Callable[[], None]
    icon: str = ""
    enabled: bool = True


class Header(Box):
    """Hall, date and time; language and end."""

    hall = StringProperty("")
    time = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._hall = Text(strong=True, max_lines=1, middle=True)
        self._time = Text(role="note", tone="ink_quiet", middle=True, align=1)
        self.language = Button(style="plain", icon="language", role="note")
        self.end = Button(style="plain", icon="end", role="note")
        for each in (self._hall, self._time, self.language, self.end):
            self.add_widget(each)
        self.fbind("hall", self._tell)
        self.fbind("time", self._tell)

    def _tell(self, *_: object) -> None:
        self._hall.text, self._time.text = self.hall, self.time

    def ask_layout(self) -> None:
        self.arranged()

    def arranged(self) -> None:
        m = look().metrics
        if self.width < m.touch:
            return
        shown = not (self.end.hide and self.language.hide)
        right = int(self.right) - m.margin + (m.units(SIDE_UNITS) if shown else 0)
        middle = int(self.y) + (int(self.height) - m.touch) // 2
        for button in (self.end, self.language):
            if not button.hide:
                width = button.natural_width(m.px(70))
                right -= width
                button.arrange(right, middle, width, m.touch)
                right -= m.touch_gap
        width = self._time.natural_width(m.px(80))
        right -= width
        self._time.arrange(right, int(self.y), width, int(self.height))
        left = int(self.x) + m.margin
        self._hall.arrange(left, int(self.y), right - m.units(2) - left, int(self.height))


class ActionBar(Box):
    """The primary action alone on the right, within reach; quiet ones on the left."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._primary: Button | None = None
        self._quiet: list[Button] = []
        self._actions: dict[Button, Action] = {}
        self._guard = Guard(until_rest=True)

    def offer(self, primary: Action | None, quiet: tuple[Action, ...]) -> None:
        """Put these on the bar. A button whose word stays is kept, with its finger on it."""
        if primary is None:
            self._drop(self._primary)
        self._primary = self._kept(self._primary, primary, PrimaryButton) if primary is not None else None
        for button in self._quiet[len(quiet) :]:
            self._drop(button)
        pairs = zip_longest(self._quiet[: len(quiet)], quiet)
        self._quiet = [self._kept(button, action, QuietButton) for button, action in pairs]
        self.arranged()

    def _kept(self, button: Button | None, action: Action, kind: type[Button]) -> Button:
        if button is None or button.text != action.text:
            self._drop(button)
            button = kind(text=action.text)
            button.guard = self._guard
            button.bind(on_press=lambda pressed: self._actions[pressed].press())
            self.add_widget(button)
        self._actions[button] = action
        button.icon, button.enabled = action.icon, action.enabled
        return button

    def _drop(self, button: Button | None) -> None:
        if button is not None:
            self._actions.pop(button, None)
            self.remove_widget(button)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if super().on_touch_down(touch):
            return True
        if is_press(touch) and self.collide_point(*touch.pos):
            self._guard.missed()
        return False

    def ask_layout(self) -> None:
        """The bar lays itself out when it is offered something."""

    def arranged(self) -> None:
        m = look().metrics
        if self.width < m.touch:
            return
        height = int(self.height) - 2 * m.units(3)
        left, width, bottom = int(self.x) + m.margin, int(self.width) - 2 * m.margin, int(self.y) + m.units(3)
        if self._quiet:
            left, width = self._arrange_quiet(left, width, bottom, height)
        if self._primary is not None:
            self._primary.arrange(left, bottom, width, height)

    def _arrange_quiet(self, left: int, width: int, bottom: int, height: int) -> tuple[int, int]:
        gap = look().metrics.touch_gap
        room = int(width * QUIET_SHARE) if self._primary is not None else width
        room -= gap * (len(self._quiet) - 1)
        wanted = [max(button.natural_width(room), look().metrics.px(NARROWEST_MM)) for button in self._quiet]
        if sum(wanted) > room:
            wanted = [room // len(wanted)] * len(wanted)
        for button, mine in zip(self._quiet, wanted, strict=True):
            button.arrange(left, bottom, mine, height)
            left += mine + gap
            width -= mine + gap
        return left, width
