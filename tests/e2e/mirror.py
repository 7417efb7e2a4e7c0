"""The same glass once more, off screen in a process of its own: it says how a state looks and where its
buttons are.

What it shows is made of what the hub answers to the test; the terminal's own picture must come to be the
same.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from PIL import Image

from kiosk.session import Session
from kiosk.snapshot import Snapshot, Welcome
from tests.e2e.glass import Area, Point, from_top
from tests.e2e.zygote import FORKS, born

ANSWER_S = 30.0


@dataclass(frozen=True)
class Look:
    """A picture, and where its touch targets are."""

    picture: Image.Image
    buttons: dict[str, Area]
    keys: dict[str, Point]
    rows: list[Point]
    """Of a list, those in sight, from the top."""
    texts: dict[str, Area]
    moving: Area | None
    """Where it looks different from moment to moment."""

    def still(self, area: Area) -> list[Area]:
        """What of an area does not move."""
        if self.moving is None:
            return [area]
        left, top, right, bottom = area
        above = left, top, right, min(bottom, self.moving[1])
        below = left, max(top, self.moving[3]), right, bottom
        return [part for part in (above, below) if part[1] < part[3]]

    def area(self, word: str) -> Area:
        """Where the button is that says so. Raises LookupError naming what there is."""
        if word not in self.buttons:
            raise LookupError(f"no button says {word!r}; there are {sorted(self.buttons)}")
        return self.buttons[word]

    def button(self, word: str) -> Point:
        """Its middle."""
        left, top, right, bottom = self.area(word)
        return (left + right) // 2, (top + bottom) // 2


class Mirror:
    """A process that shows one snapshot after the other."""

    def __init__(self, folder: Path) -> None:
        self._line, theirs = FORKS.Pipe()
        self._process = born(serve, folder, "mirror", theirs)
        theirs.close()

    def show(self, snapshot: Snapshot) -> Look:
        """How it looks."""
        self._line.send(snapshot)
        if not self._line.poll(ANSWER_S):
            raise TimeoutError("the mirror does not answer")
        size, pixels, *places = self._line.recv()
        return Look(Image.frombytes("RGB", size, pixels), *places)

    def close(self) -> None:
        """End the process."""
        self._line.close()
        self._process.join()


def serve(line: Connection) -> None:
    """Answer snapshots until the other end of the line is closed."""
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    from screens import boot, brand
    from screens.look import Look as Wear
    from screens.metrics import Panel

    boot.prepare(Panel())
    from kiosk.clock import HubClock
    from screens.registry import screen_for
    from screens.stage import Stage
    from screens.widgets.progress import Progress

    Progress._walk = _walk
    brain = _Still(Snapshot(Session(1), Welcome(), HubClock().now()))
    stage = Stage()
    stage.open(brain, Wear(brand.load("default"), Panel()))
    while True:
        try:
            brain.now = line.recv()
        except EOFError:
            return
        brain.wake()
        kind = screen_for(brain.now.state)
        stage.pump_until(lambda: isinstance(stage.glass.screen, kind))  # noqa: B023 - called at once
        line.send(_look(stage))


class _Still:
    """A brain that thinks of nothing but one snapshot."""

    def __init__(self, now: Snapshot) -> None:
        self.now = now
        self.wake: Callable[[], None] = lambda: None

    def snapshot(self) -> Snapshot:
        return self.now

    def dispatch(self, intent: object) -> None:
        """Nobody touches it."""

    def subscribe(self, wake: Callable[[], None]) -> None:
        self.wake = wake


def _walk(*_: object) -> bool:
    """A sign of waiting that stands still."""
    return True


def _look(stage: Any) -> tuple[Any, ...]:
    from screens.metrics import Rect
    from screens.widgets import kit
    from screens.widgets.keypad import KEYS, KeyPad
    from screens.widgets.rows import RowList
    from screens.widgets.skyline import Skyline

    taken = stage.picture()
    picture = Image.frombytes("RGBA", (taken.width, taken.height), taken.rgba).convert("RGB")
    targets = stage.targets()
    words = {str(getattr(t.widget, "text", "")): _area(t.rect) for t in targets}
    pads = [_middle(t.rect) for t in targets if isinstance(t.widget, KeyPad)]
    keys = dict(zip((key for key in KEYS if key), pads, strict=True)) if pads else {}
    rows = sorted((_middle(t.rect) for t in targets if isinstance(t.widget, RowList)), key=lambda at: at[1])
    houses = [one for one in kit.shown(stage.glass) if isinstance(one, Skyline) and one.alive]
    moving = _area(Rect(*houses[0].pos, *houses[0].size)) if houses else None
    texts = {said.text: _area(Rect(*said.room)) for said in kit.texts(stage.glass)}
    return picture.size, picture.tobytes(), words, keys, rows, texts, moving


def _area(rect: Any) -> Area:
    return (*from_top(rect.x, rect.y + rect.height - 1), *from_top(rect.x + rect.width, rect.y - 1))


def _middle(rect: Any) -> Point:
    return from_top(rect.x + rect.width / 2, rect.y + rect.height / 2)
