"""What can be pressed: one press, one answer, whatever ten fingers do at once."""

import time

from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty

from screens.look import look
from screens.metrics import Rect
from screens.widgets.box import Box

now = time.monotonic
"""Seconds; a test turns it by hand."""


AFTERGLOW_S = 0.25
"""What was pressed stays lit for so long, or until the next page is there: a short tap is seen too, and no
frame is drawn between the touch and its answer.
"""


def is_press(touch: MotionEvent) -> bool:
    """Whether it is a finger or the left mouse button, not a wheel or another button."""
    return "button" not in touch.profile or bool(touch.button == "left")


class Guard:
    """Keeps the second of two quick touches from meaning something: one press is one intent."""

    def __init__(self, *, until_rest: bool = False) -> None:
        """`until_rest`: a burst of touches is one, however long; it ends when the finger has rested."""
        self._until_rest = until_rest
        self._silent_until = 0.0

    def passes(self) -> bool:
        """Whether this touch counts; the next ones do not, for the brand's debounce time."""
        counts = now() >= self._silent_until
        if counts or self._until_rest:
            self._silent_until = now() + look().brand.duration.debounce / 1000
        return counts

    def missed(self) -> None:
        """A touch that hit nothing goes on with a burst; it begins none."""
        if now() < self._silent_until:
            self.passes()


class Pressable(Box):
    """Shows at once that it is pressed, and says `on_press` when the finger is lifted on it.

    A second finger on it is ignored, and so is a touch right after one that was answered. A widget that was
    taken off the glass while a finger lay on it says nothing.
    """

    pressed = BooleanProperty(False)
    enabled = BooleanProperty(True)

    __events__ = ("on_press",)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._finger: MotionEvent | None = None
        self._rest = Clock.create_trigger(self._rested, AFTERGLOW_S)
        self.guard = Guard()
        """Buttons that stand for one another may share one."""

    def on_press(self) -> None:
        """Bind to it."""

    def targets(self) -> list[Rect]:
        """What a finger can hit, in pixels."""
        return [Rect(int(self.x), int(self.y), int(self.width), int(self.height))] if self.enabled else []

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if self.hide or not self.enabled or not is_press(touch) or not self.collide_point(*touch.pos):
            return False
        if self._finger is None:
            self._finger = touch
            touch.grab(self)
            self.pressed = True
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        self.pressed = self.collide_point(*touch.pos)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._finger = None
        on_it = self.collide_point(*touch.pos) and self.get_root_window() is not None
        if self.enabled and on_it and self.guard.passes():
            self._rest()
            self.dispatch("on_press")
        else:
            self.pressed = False
        return True

    def _rested(self, _: float) -> None:
        self.pressed = self._finger is not None
