"""Plays on the glass as a customer would: reads what it says, touches, waits, and keeps pictures."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.i18n import t
from kiosk.runtime import Runtime
from kiosk.snapshot import Snapshot
from screens.look import Look
from screens.stage import Stage
from screens.widgets.keypad import KeyPad
from screens.widgets.rows import RowList
from services.contracts.language import Language

BETWEEN_TOUCHES_S = 0.6
"""A button that has answered is deaf for half a second."""
PATIENCE_S = 20.0
DIGITS = "1234567890"
"""In the order of the pad's keys."""


class Player:
    """One tour's customer, with one language, and a folder for the pictures."""

    def __init__(self, brain: Runtime, look: Look, language: Language, out: Path) -> None:
        self.language: Language = language
        self._out = out
        self._count = 0
        self._receipts = 0
        self._pressed_at = 0.0
        self.stage = Stage()
        self.stage.open(brain, look)

    @property
    def snapshot(self) -> Snapshot:
        """What the glass was told last. Only the glass asks the brain, so that it misses nothing."""
        shown = self.stage.glass.shown
        if shown is None:
            raise LookupError("nothing has been shown yet")
        return shown

    def wait_for(self, state: type) -> object:
        """Until the glass shows that state; returns it. Raises TimeoutError, naming what is shown instead."""
        self.until(lambda: type(self.snapshot.state) is state, state.__name__)
        self.stage.pump()
        return self.snapshot.state

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Let the terminal run until it holds. Raises TimeoutError."""
        try:
            self.stage.pump_until(holds, PATIENCE_S)
        except TimeoutError:
            shown = type(self.snapshot.state).__name__
            raise TimeoutError(f"{what} did not come; the glass shows {shown}") from None

    def press(self, key: str, **values: object) -> None:
        """Touch the button with those words."""
        self.press_word(t(self.language, key, **values))

    def press_word(self, word: str) -> None:
        """Touch the button that says just that."""
        self.rest()
        self.stage.tap_word(word)
        self._pressed_at = time.monotonic()

    def choose_language(self) -> None:
        """On the welcome screen, which is in Chinese for everybody."""
        if self.language != self.snapshot.session.language:
            self.press_word(t("zh", f"header.language.{self.language}"))

    def press_welcome(self) -> None:
        """Touch the large thing."""
        self.choose_language()
        self.rest()
        self.stage.tap(max((target.rect for target in self.stage.targets()), key=lambda r: r.height))

    def rest(self) -> None:
        """As long as a hand takes from one button to the next."""
        ready_at = self._pressed_at + BETWEEN_TOUCHES_S
        self.stage.pump_until(lambda: time.monotonic() >= ready_at)

    def type(self, digits: str) -> None:
        """On the pad."""
        for digit in digits:
            self.stage.tap_inside(KeyPad, DIGITS.index(digit))

    def pick(self, key: str) -> None:
        """Touch the row of that key, paging until it is in sight."""
        rows = self.rows()
        index = [item.key for item in rows.items].index(key)
        while not 0 <= index - self._first(rows) < len(rows.targets()):
            self.press("action.page_down")
        self.stage.tap_inside(RowList, index - self._first(rows))

    def rows(self) -> RowList:
        """The list on the glass."""
        return next(target.widget for target in self.stage.targets() if isinstance(target.widget, RowList))

    @staticmethod
    def _first(rows: RowList) -> int:
        return -int(-rows.offset // rows.row_height)

    def push_list(self, share: float) -> None:
        """Push the list up with a finger, over that share of its height."""
        x, y, top = self._middle_of_list()
        fingers = self.stage.fingers
        fingers.down(x, y)
        for part in range(1, 11):
            fingers.move(x, y + (top - y) * share * part / 10)
            self.stage.glass.loop.turn(1 / 60)
        fingers.up()
        self.stage.pump()

    def _middle_of_list(self) -> tuple[float, float, float]:
        rects = self.rows().targets()
        lowest, highest = rects[-1], rects[0]
        return lowest.x + lowest.width / 2, lowest.y + lowest.height / 2, highest.y + highest.height / 2

    def picture(self, name: str) -> None:
        """Keep what is on the glass."""
        self.stage.rest()
        self.stage.picture().save(self._numbered(name))

    def keep_receipt(self, receipts: Callable[[], list[Path]], name: str) -> None:
        """Keep the next piece of paper that comes out."""
        self.until(lambda: len(receipts()) > self._receipts, "a receipt")
        shutil.copyfile(receipts()[self._receipts], self._numbered(name))
        self._receipts += 1

    def _numbered(self, name: str) -> Path:
        self._count += 1
        self._out.mkdir(parents=True, exist_ok=True)
        return self._out / f"{self._count:02d}-{name}.png"
