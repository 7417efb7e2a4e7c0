"""Fingers made by a program, for the tour and the tests.

They come in where Kivy's own input providers do, so that post-processing, grabbing and collision are the
real ones.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent
from kivy.input.provider import MotionEventProvider


class ProgramTouch(MotionEvent):
    """One finger's contact with the glass."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("is_touch", True)
        kwargs.setdefault("type_id", "touch")
        super().__init__(*args, **kwargs)

    def depack(self, args: tuple[float, float]) -> None:
        self.profile = ["pos"]
        self.sx, self.sy = args
        super().depack(args)


class Fingers(MotionEventProvider):
    """Up to ten fingers. Positions are window pixels from the lower left corner."""

    def __init__(self) -> None:
        super().__init__("program", "")
        self._queue: deque[tuple[str, ProgramTouch, tuple[float, float] | None]] = deque()
        self._down: dict[int, ProgramTouch] = {}
        self._count = 0

    def attach(self) -> "Fingers":
        """Become one of Kivy's input providers."""
        EventLoop.add_input_provider(self)
        return self

    @property
    def waiting(self) -> bool:
        """Whether something has not reached the glass yet."""
        return bool(self._queue)

    def lift_all(self) -> None:
        """Lift every finger, and have the glass know it."""
        for finger in list(self._down):
            self.up(finger)
        EventLoop.dispatch_input()

    def start(self) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing to close."""

    def down(self, x: float, y: float, finger: int = 0) -> None:
        """Put a finger on the glass."""
        self._count += 1
        touch = ProgramTouch(self.device, self._count, _share(x, y))
        self._down[finger] = touch
        self._queue.append(("begin", touch, None))

    def move(self, x: float, y: float, finger: int = 0) -> None:
        """Push it over the glass."""
        self._queue.append(("update", self._down[finger], _share(x, y)))

    def up(self, finger: int = 0) -> None:
        """Lift it."""
        self._queue.append(("end", self._down.pop(finger), None))

    def tap(self, x: float, y: float, finger: int = 0) -> None:
        """Touch a point and lift the finger."""
        self.down(x, y, finger)
        self.up(finger)

    def update(self, dispatch_fn: Callable[[str, MotionEvent], None]) -> None:
        """Kivy takes what has happened since its last look. It dispatches only when it has taken all of it,
        so a finger moves once a frame.
        """
        taken: set[ProgramTouch] = set()
        while self._queue and not (self._queue[0][2] and self._queue[0][1] in taken):
            what, touch, place = self._queue.popleft()
            taken.add(touch)
            if place is not None:
                touch.move(place)
            if what == "end":
                touch.update_time_end()
            dispatch_fn(what, touch)


def _share(x: float, y: float) -> tuple[float, float]:
    width, height = Window.system_size
    return x / max(1, width - 1), y / max(1, height - 1)
