"""`make bench ONLY=ui`: the terminal beside a Chromium kiosk page, each on its own display, at one hub."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep

from tests.bench.figures import Figure, side_by_side
from tests.bench.hub.comers import PASSWORD
from tests.bench.hub_process import ROOT
from tests.bench.processes import cpu_seconds, pss_mb
from tests.bench.ui.customers import FEW, MANY, hub_with_customers
from tests.bench.ui.display import screen
from tests.bench.ui.glass import glass
from tests.bench.ui.page import page
from tests.bench.ui.programs import Running, running
from tests.bench.ui.visit import Visitor
from tests.bench.ui.watching import count_pictures
from tests.bench.ui.where import Question, places_on_glass

Say = Callable[[str], None]

SCROLL_S = 3.0
IDLE_S = 20.0
IDLE_REPEATS = 2
VISITS = 3
"""For each repeat: what takes 40 ms scatters more than a start or three seconds of scrolling."""
PEER = "Chromium kiosk page"
ALBUM = ROOT / "build" / "bench"
UNITS = {
    "ui.cold_start": "ms",
    "ui.sign_in_to_list": "ms",
    "ui.row_to_order": "ms",
    "ui.first_touch_after_idle": "ms",
    "ui.memory": "MB",
    "ui.idle_cpu": "% of a core",
    "ui.scroll_fps": "1/s",
}


@dataclass
class Side:
    """One of the two, and what was measured of it."""

    it: Running
    visitor: Visitor
    found: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in UNITS})

    def note(self, name: str, value: float) -> None:
        """One more repeat."""
        self.found[name].append(value)


def measure(repeats: int, say: Say) -> list[Figure]:
    """All figures of the glass."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sides = _sides(Path(name), stack)
        say(f"ui.cold_start, ui.memory: {repeats} starts of each, after one that is not counted")
        for repeat in range(repeats + 1):
            for side in sides:
                _cold_start(side, counted=repeat > 0)
        for side in sides:
            side.visitor.start(side.it.start)
        say(f"ui.sign_in_to_list, ui.row_to_order: {VISITS * repeats} visits to each")
        for _ in range(VISITS * repeats):
            for side in sides:
                _visit(side)
        say(f"ui.scroll_fps: {repeats} times {SCROLL_S:.0f} s of pushing 500 orders")
        _scroll(sides, repeats)
        say(f"ui.idle_cpu, ui.first_touch_after_idle: {IDLE_REPEATS} times {IDLE_S:.0f} s")
        for _ in range(IDLE_REPEATS):
            _idle(sides)
        ours, theirs = sides
        return [side_by_side(n, unit, ours.found[n], PEER, theirs.found[n]) for n, unit in UNITS.items()]


def _sides(folder: Path, stack: ExitStack) -> list[Side]:
    hub, code = stack.enter_context(hub_with_customers(folder))
    places = places_on_glass(Question(hub, MANY, PASSWORD))
    sides = []
    for program in (glass(hub, code, folder, places), page(hub, folder)):
        display = stack.enter_context(screen())
        it = stack.enter_context(running(program, display, folder))
        sides.append(Side(it, Visitor(display, program.places, ALBUM / program.name)))
    return sides


def _cold_start(side: Side, *, counted: bool) -> None:
    started = side.visitor.start(side.it.start)
    side.visitor.come_in(FEW, PASSWORD)
    side.visitor.open_first()
    if counted:
        side.note("ui.cold_start", started.arrival() * 1000)
        side.note("ui.memory", pss_mb(side.it.members()))
    side.it.stop()
    side.it.screen.wait_until_empty()


def _visit(side: Side) -> None:
    listed = side.visitor.come_in(FEW, PASSWORD)
    opened = side.visitor.open_first()
    side.visitor.leave()
    side.note("ui.sign_in_to_list", listed.arrival() * 1000)
    side.note("ui.row_to_order", opened.arrival() * 1000)


def _scroll(sides: list[Side], repeats: int) -> None:
    for side in sides:
        side.visitor.come_in(MANY, PASSWORD)
    for _ in range(repeats):
        for side in sides:
            lines = side.visitor.list_lines()
            shown, seconds = count_pictures(side.it.screen, side.visitor.push_list(SCROLL_S), lines)
            side.note("ui.scroll_fps", shown / seconds)
    for side in sides:
        side.visitor.leave()


def _idle(sides: list[Side]) -> None:
    """Both at once: what is counted is the time that each spent on a core."""
    before = [cpu_seconds(side.it.members()) for side in sides]
    sleep(IDLE_S)
    for side, used in zip(sides, before, strict=True):
        side.note("ui.idle_cpu", (cpu_seconds(side.it.members()) - used) / IDLE_S * 100)
    for side in sides:
        side.note("ui.first_touch_after_idle", side.visitor.begin().arrival() * 1000)
        side.visitor.leave()
