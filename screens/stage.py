"""A glass that a program plays on: fingers, frames, pictures. For the tour and the tests.

Not responsible for Kivy's options: `screens.boot.prepare` comes first. One stage a process.
"""

import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kivy.base import runTouchApp
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
from kivy.uix.widget import Widget

from screens.app import Brain
from screens.glass import Glass
from screens.look import Look, look, wear
from screens.metrics import Rect
from screens.touch import Fingers
from screens.widgets import kit

LONGEST_PUMP = 10.0
"""Seconds for which a glass may go on changing."""


@dataclass(frozen=True)
class Picture:
    """What is on the glass: rows from the top, four bytes (red, green, blue, alpha) a pixel."""

    width: int
    height: int
    rgba: bytes

    def pixel(self, x: float, y: float) -> tuple[int, int, int]:
        """Red, green and blue at (x, y) from the lower left corner, 0 to 255."""
        start = 4 * ((self.height - 1 - int(y)) * self.width + int(x))
        return self.rgba[start], self.rgba[start + 1], self.rgba[start + 2]

    def save(self, path: Path) -> None:
        """Write it as a PNG (RFC 2083), without its alpha."""
        rows = (self.rgba[at : at + 4 * self.width] for at in range(0, len(self.rgba), 4 * self.width))
        scan = b"".join(b"\0" + _without_alpha(row) for row in rows)
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        parts = (b"IHDR", head), (b"IDAT", zlib.compress(scan, 6)), (b"IEND", b"")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts))


class Stage:
    """Opens one glass after the other in this process's window; pictures are of the panel's corner of it."""

    def __init__(self) -> None:
        runTouchApp(Widget(size_hint=(None, None), size=(0, 0)), embedded=True)
        self.fingers = Fingers().attach()
        self._glass: Glass | None = None

    @property
    def glass(self) -> Glass:
        """The one that was opened last."""
        if self._glass is None:
            raise LookupError("no glass was opened")
        return self._glass

    def open(self, brain: Brain, wanted: Look) -> Glass:
        """Show this brain on a glass of that look; the one before is taken away."""
        self.close()
        wear(wanted)
        self._glass = Glass(brain)
        self._glass.open()
        self.pump()
        return self._glass

    def close(self) -> None:
        """Lift all fingers and take the glass away."""
        self.fingers.lift_all()
        if self._glass is not None:
            Window.remove_widget(self._glass)
            self._glass = None

    def pump(self) -> int:
        """Draw until nothing changes any more; returns the number of turns. Raises TimeoutError."""
        deadline = time.monotonic() + LONGEST_PUMP
        turns = 0
        while True:
            self.glass.loop.turn(0)
            turns += 1
            if self.glass.loop.idle() and not self.fingers.waiting:
                return turns
            if time.monotonic() > deadline:
                raise TimeoutError("the glass does not come to rest")

    def pump_until(self, holds: Callable[[], bool], seconds: float = LONGEST_PUMP) -> None:
        """Draw until it holds, sleeping as the terminal does. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise TimeoutError("what was waited for did not come")
            self.glass.loop.turn(1 / 60)

    def rest(self) -> None:
        """Draw until the light of the last touch is out as well."""
        self.pump()
        self.pump_until(lambda: not any(getattr(each.widget, "pressed", False) for each in self.targets()))
        self.pump()

    # Fingers

    def targets(self) -> list[kit.Target]:
        """What can be touched now."""
        return kit.touch_targets(self.glass)

    def words(self) -> list[str]:
        """All texts on the glass."""
        return [painted.text for painted in kit.texts(self.glass)]

    def tap(self, rect: Rect) -> None:
        """Touch the middle of it, and draw."""
        self.fingers.tap(rect.x + rect.width / 2, rect.y + rect.height / 2)
        self.pump()

    def tap_word(self, word: str) -> None:
        """Touch the button that says so. Raises LookupError naming what there is instead."""
        buttons = {str(getattr(target.widget, "text", "")): target.rect for target in self.targets()}
        if word not in buttons:
            raise LookupError(f"no button says {word!r}; there are {sorted(filter(None, buttons))}")
        self.tap(buttons[word])

    def tap_inside(self, kind: type[Widget], index: int) -> None:
        """Touch the target number `index` of the first widget of that kind: a row of a list, a key of a
        pad.
        """
        rects = [target.rect for target in self.targets() if isinstance(target.widget, kind)]
        self.tap(rects[index])

    # Pictures

    def picture(self) -> Picture:
        """What is on the glass now."""
        Window.canvas.ask_update()
        self.pump()
        panel = look().panel
        rgba = glReadPixels(0, 0, panel.width_px, panel.height_px, GL_RGBA, GL_UNSIGNED_BYTE)
        row = 4 * panel.width_px
        rows = [rgba[at : at + row] for at in range(0, len(rgba), row)]
        return Picture(panel.width_px, panel.height_px, b"".join(reversed(rows)))


def _without_alpha(row: bytes) -> bytes:
    plain = bytearray(len(row) // 4 * 3)
    for channel in range(3):
        plain[channel::3] = row[channel::4]
    return bytes(plain)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
