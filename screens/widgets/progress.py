"""Something is being done: a short bar that walks along a line, a dozen times a second and no more."""

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle

from screens.look import look
from screens.widgets.box import Box

STEPS_A_SECOND = 12
STEPS = 24
SHARE = 0.25


class Progress(Box):
    """Moves while it is on the glass."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        colours = look().brand.colours
        with self.canvas:
            Color(*colours.line)
            self._line = Rectangle()
            Color(*colours.accent)
            self._bar = Rectangle()
        self._step = 0
        self._steps = Clock.create_trigger(self._walk, 1 / STEPS_A_SECOND, interval=True)
        self.fbind("parent", self._on_or_off)

    def _on_or_off(self, *_: object) -> None:
        if self.parent is None:
            self._steps.cancel()
        else:
            self._steps()

    def _walk(self, _: float) -> bool:
        if self.get_root_window() is None:
            return False
        if not self.hide:
            self._step = (self._step + 1) % STEPS
            self.arranged()
        return True

    def measure(self, width: int) -> int:  # noqa: ARG002
        return look().metrics.px(2)

    def arranged(self) -> None:
        self._line.pos, self._line.size = self.pos, self.size
        length = self.width * SHARE
        there_and_back = abs(STEPS / 2 - self._step) / (STEPS / 2)
        self._bar.pos = (self.x + (self.width - length) * there_and_back, self.y)
        self._bar.size = (length, self.height)
