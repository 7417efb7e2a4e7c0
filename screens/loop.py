"""The glass's heartbeat: sleeps in the window system until something happens, then draws at once.

Kivy's own loop wakes 60 times a second to look whether anything has changed: 3 % of a core in an empty
hall, or, when it is told to wake less often, an answer that comes a third of a second late. SDL can wait
for the window system itself (`SDL_WaitEventTimeout`; since SDL 2.0.16 it sleeps on X's connection) and any
thread can end that wait (`SDL_PushEvent` is safe from any thread). Kivy's wheel has SDL loaded already; it
is called here through ctypes. Where the wait is missing, a poll every 10 ms stands in.

Not responsible for what is drawn; Kivy's Clock and canvas still decide when there is something to draw.
"""

import ctypes
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder

FRAME = 1 / 60
"""Seconds; nothing that moves by itself is drawn more often. A touch is answered without waiting for it."""
LONGEST_WAIT = 1.0
"""Seconds; Python sees a signal when a wait ends."""
POLL = 0.01
SDL_USEREVENT = 0x8000
SDL_EVENT_BYTES = 64


class Loop:
    """Runs the glass; one for each process."""

    def __init__(self, on_wake: Callable[[], None]) -> None:
        """`on_wake` is called on the main thread, once or more after each `wake`."""
        self._on_wake = on_wake
        self._woken = threading.Event()
        self._chores: deque[Callable[[], None]] = deque()
        self._sdl = _sdl()
        self._last_frame = 0.0
        self._held_until = 0.0

    def wake(self) -> None:
        """Have `on_wake` called soon. From any thread."""
        already = self._woken.is_set()
        self._woken.set()
        if self._sdl is not None and not already:
            event = ctypes.create_string_buffer(SDL_EVENT_BYTES)
            ctypes.cast(event, ctypes.POINTER(ctypes.c_uint32))[0] = SDL_USEREVENT
            self._sdl.SDL_PushEvent(event)

    def later(self, chore: Callable[[], None]) -> None:
        """Do something short when there is nothing else to do. From the main thread."""
        self._chores.append(chore)

    def hold(self, seconds: float) -> None:
        """Draw nothing for so long: what is about to come would have to wait for that frame. 0 ends it."""
        self._held_until = time.monotonic() + seconds

    def run(self, failed: Callable[[Exception], None]) -> None:
        """Until Kivy's event loop is told to quit. What a turn raises is given to `failed`, and so is the
        next.
        """
        while not EventLoop.quit:
            try:
                self.turn(self._seconds_to_wait())
            except Exception as error:
                failed(error)

    def turn(self, wait: float) -> None:
        """Wait so long at most, then answer what happened and draw if something changed."""
        if wait > 0 and not self._woken.is_set():
            if self._chores and wait > FRAME:
                self._chores.popleft()()
                wait = 0.0
            self._sleep(wait)
        Window.mainloop()
        EventLoop.dispatch_input()
        if self._woken.is_set():
            self._woken.clear()
            Clock.tick()  # what it schedules counts from now, and not from when the sleep began
            self._on_wake()
        if not EventLoop.quit:
            self._frame()

    def _frame(self) -> None:
        """As Kivy's `EventLoop.idle`, but for input, which comes before the wake that it may bring about."""
        if Window.canvas.needs_redraw or self._due():
            self._last_frame = time.monotonic()
        Clock.tick()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()
        if Window.canvas.needs_redraw and time.monotonic() >= self._held_until:
            Window.dispatch("on_draw")
            Window.dispatch("on_flip")

    def idle(self) -> bool:
        """Whether nothing is waiting to be done or drawn now."""
        return not (self._woken.is_set() or Window.canvas.needs_redraw or self._due())

    def _due(self) -> bool:
        return self._next_event() <= 0

    def _seconds_to_wait(self) -> float:
        until_frame = max(self._last_frame + FRAME, self._held_until) - time.monotonic()
        if Window.canvas.needs_redraw:
            return until_frame
        return max(until_frame, min(self._next_event(), LONGEST_WAIT))

    def _next_event(self) -> float:
        """Seconds until Kivy's Clock has something to do; 0 or less when it has now."""
        now = Clock.time()
        return min((_due_at(event) - now for event in Clock.get_events()), default=LONGEST_WAIT)

    def _sleep(self, seconds: float) -> None:
        if self._sdl is not None:
            self._sdl.SDL_WaitEventTimeout(None, max(0, int(seconds * 1000)))
        elif seconds > 0:
            self._woken.wait(min(seconds, POLL))


def _due_at(event: object) -> float:
    timeout = getattr(event, "timeout", 0)
    return float(getattr(event, "_last_dt", 0.0)) + timeout if timeout > 0 else 0.0


def _sdl() -> ctypes.CDLL | None:
    """The SDL that this process has loaded, if it can wait and be woken."""
    maps = Path("/proc/self/maps")
    paths = {line.split(maxsplit=5)[-1] for line in maps.read_text().splitlines()} if maps.exists() else set()
    found = next((path for path in sorted(paths) if Path(path).name.startswith("libSDL2-2")), None)
    if found is None:
        return None
    sdl = ctypes.CDLL(found)
    if not hasattr(sdl, "SDL_WaitEventTimeout"):
        return None
    sdl.SDL_PushEvent.argtypes = [ctypes.c_void_p]
    sdl.SDL_WaitEventTimeout.argtypes = [ctypes.c_void_p, ctypes.c_int]
    return sdl
