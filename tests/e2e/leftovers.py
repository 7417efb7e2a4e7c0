"""A terminal off screen, in a process of its own, that a test touches and then asks what it remembers.

Everything is the terminal's own: brain, threads, client, widgets. Only the window is off screen.
"""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType, FunctionType, ModuleType
from typing import Any
from weakref import CallableProxyType, ProxyType

from tests.e2e.zygote import FORKS, born

ANSWER_S = 60.0
TURN_S = 0.02
NOBODY = (ModuleType, FunctionType, type, int, float, ProxyType, CallableProxyType)
"""Kinds of things that hold no customer."""


class OffScreen:
    """A terminal that is touched by words, and asked what is left in its memory."""

    def __init__(self, folder: Path, settings: Path) -> None:
        self._line, theirs = FORKS.Pipe()
        self._process = born(serve, folder, "terminal", settings, theirs)
        theirs.close()

    def sees(self, screen: str) -> None:
        """Wait for a screen of that class."""
        self._ask("sees", screen)

    def touches(self, word: str) -> None:
        """The button that says so."""
        self._ask("touches", word)

    def begins(self) -> None:
        """The welcome page is touched."""
        self._ask("begins")

    def types(self, digits: str) -> None:
        """One key after the other; the process never hears the whole of it."""
        for digit in digits:
            self._ask("types", digit)

    def picks(self, row: int) -> None:
        """A row of the list."""
        self._ask("picks", row)

    def breaks(self) -> None:
        """Drawing goes wrong in a way that nobody has thought of."""
        self._ask("breaks")

    def remembers(self, secrets: Sequence[str]) -> list[tuple[str, str]]:
        """Which of the secrets is in memory, and in what."""
        found: list[tuple[str, str]] = self._ask("remembers", list(secrets))
        return found

    def close(self) -> None:
        """End the process."""
        self._line.close()
        self._process.join(ANSWER_S)
        self._process.kill()

    def _ask(self, *command: Any) -> Any:
        self._line.send(command)
        assert self._line.poll(ANSWER_S), f"no answer to {command[0]}"
        trouble, answer = self._line.recv()
        assert trouble is None, trouble
        return answer


def serve(settings: Path, line: Connection) -> None:
    """Obey until the other end of the line is closed."""
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    from screens import boot
    from screens.metrics import Panel

    boot.prepare(Panel())
    person = _Person(settings)
    while True:
        while not line.poll():
            person.stage.glass.loop.turn(TURN_S)
        try:
            name, *arguments = line.recv()
        except EOFError:
            break
        try:
            answer = None, getattr(person, name)(*arguments)
        except Exception as error:
            answer = f"{type(error).__name__}: {error}", None
        line.send(answer)
        del arguments, answer
    person.runtime.close()


class _Person:
    def __init__(self, settings: Path) -> None:
        from kiosk.bootstrap import build
        from kiosk.flows import leaving
        from kiosk.settings import load
        from screens import brand
        from screens.look import Look
        from screens.metrics import Panel
        from screens.stage import Stage
        from screens.widgets import press

        press.now = _Leisure().now
        leaving.GOODBYE_S = 600.0  # a look through the memory may take longer than a good-bye
        self.runtime = build(load(settings, environ={}))
        self.stage = Stage()
        self.stage.open(self.runtime, Look(brand.load("default"), Panel()))
        self.runtime.start()

    def sees(self, screen: str) -> None:
        self.stage.pump_until(lambda: type(self.stage.glass.screen).__name__ == screen, ANSWER_S)

    def touches(self, word: str) -> None:
        self.stage.tap_word(word)

    def begins(self) -> None:
        from screens.look import look

        panel = look().panel
        self.stage.fingers.tap(panel.width_px / 2, panel.height_px / 2)
        self.sees("NumberScreen")

    def types(self, digit: str) -> None:
        from screens.widgets.keypad import KEYS, KeyPad

        self.stage.tap_inside(KeyPad, [key for key in KEYS if key].index(digit))

    def picks(self, row: int) -> None:
        from screens.widgets.rows import RowList

        self.stage.tap_inside(RowList, row)

    def breaks(self) -> None:
        self.runtime.crashed("drawing", ZeroDivisionError())

    def remembers(self, secrets: list[str]) -> list[tuple[str, str]]:
        while self.stage.glass.loop._chores:
            self.stage.glass.loop.turn(0.05)
        gc.unfreeze()
        gc.collect()
        known = {id(secret) for secret in secrets}
        return sorted(
            {
                (secret, holder)
                for text, holder in _texts()
                if id(text) not in known
                for secret in secrets
                if (secret.encode() if isinstance(text, bytes) else secret) in text
            }
        )


class _Leisure:
    """A clock by which all touches are far apart."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        self.at += 10
        return self.at


def _texts() -> Iterator[tuple[str | bytes, str]]:
    """Every text that this process can still reach, and the kind of thing that holds it."""
    begin: list[Any] = [*sys._current_frames().values(), *gc.get_objects()]
    todo = [(thing, "") for thing in begin]
    seen = {id(todo), id(begin)}
    while todo:
        thing, holder = todo.pop()
        kind = type(thing)
        if id(thing) in seen or issubclass(kind, NOBODY) or _is_ours(thing):
            continue
        seen.add(id(thing))
        if issubclass(kind, str | bytes):
            yield thing, holder
        elif issubclass(kind, bytearray):
            yield bytes(thing), holder
        else:
            todo += [(one, kind.__name__) for one in gc.get_referents(thing)]


def _is_ours(thing: object) -> bool:
    """A frame of this search."""
    return type(thing) is FrameType and thing.f_code.co_filename == __file__
