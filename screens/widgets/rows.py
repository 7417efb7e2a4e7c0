"""A long list: only the rows in sight exist, as drawing and not as widgets.

It moves with the finger, glides on a little, and by two large page buttons for those who do not know that a
glass can be pushed. All rows are equally high, and it comes to rest with whole rows in sight, so that none
is cut.
"""

from dataclasses import replace

from kivy.clock import Clock
from kivy.graphics import InstructionGroup, PopMatrix, PushMatrix, ScissorPop, ScissorPush, Translate
from kivy.input.motionevent import MotionEvent
from kivy.properties import NumericProperty, ObjectProperty, StringProperty

from screens.look import look
from screens.metrics import Rect
from screens.widgets.box import Box
from screens.widgets.buttons import QuietButton
from screens.widgets.paint import Painted, Painter
from screens.widgets.press import AFTERGLOW_S, is_press
from screens.widgets.row import paint_row, row_height
from screens.widgets.text import Text

WIDEST_PAGE_BUTTON_MM = 80.0
SLOP_MM = 3.0
"""A finger that has moved so far pushes the list, and no longer presses a row."""
FRICTION = 4.0
"""A gliding list loses this share of its speed in a second, continuously."""
SETTLING = 16.0
"""The share of what is missing to a whole row that is made up in a second, continuously."""
SLOWEST_MM = 20.0
"""A second; below it the list stands."""


class RowList(Box):
    """Rows that can be touched: `on_pick(key)`."""

    items = ObjectProperty(())
    """A sequence of RowItem."""
    offset = NumericProperty(0.0)
    """Pixels scrolled away above the upper edge."""
    page_up = StringProperty("")
    page_down = StringProperty("")
    position = StringProperty("")
    """Words between the page buttons, with {page} and {pages} to be filled in."""

    __events__ = ("on_pick",)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._rows: dict[int, Painter] = {}
        self._painted_for: int | None = None
        self._layer = InstructionGroup()
        self._scissor = ScissorPush()
        self._move = Translate()
        for each in (self._scissor, PushMatrix(), self._move, self._layer, PopMatrix(), ScissorPop()):
            self.canvas.before.add(each)
        self._finger: MotionEvent | None = None
        self._pushing = False
        self._pressed: int | None = None
        self._speed = 0.0
        self._moved_at = 0.0
        self._gliding = Clock.create_trigger(self._glide, 0, interval=True)
        self._rest = Clock.create_trigger(self._rested, AFTERGLOW_S)
        self._up = QuietButton(icon="up", role="note")
        self._down = QuietButton(icon="down", role="note")
        self._where = Text(role="note", tone="ink_quiet", align=0.5, middle=True, balanced=True)
        self._up.bind(on_press=lambda *_: self._page(-1))
        self._down.bind(on_press=lambda *_: self._page(1))
        for widget in (self._up, self._where, self._down):
            self.add_widget(widget)
        for name in ("items", "page_up", "page_down", "position"):
            self.fbind(name, self._fill)
        self.fbind("offset", self._scroll)

    def on_pick(self, key: str) -> None:
        """A row was touched."""

    def _fill(self, *_: object) -> None:
        self._up.text, self._down.text = self.page_up, self.page_down
        self._painted_for = None
        self.refresh()

    # Measures

    @property
    def row_height(self) -> int:
        """Pixels, the same for every row: as many as fit, sharing what would be left over."""
        room = self._room().height
        return room // max(1, room // row_height()) if self.paged else row_height()

    @property
    def paged(self) -> bool:
        """Whether there are more rows than fit."""
        return bool(len(self.items) * row_height() > self.height)

    def _room(self) -> Rect:
        """What the page buttons leave; they are below, in landscape on the right."""
        width, height, x = int(self.width), int(self.height), int(self.x)
        if self.paged and look().panel.landscape:
            width -= self._pager_width() + look().metrics.units(3)
        elif self.paged:
            height -= look().metrics.touch + look().metrics.units(2)
        height = max(0, height)
        return Rect(x, int(self.top) - height, width, height)

    def _window(self) -> Rect:
        """Where rows are seen, a whole number of them."""
        room = self._room()
        height = room.height // self.row_height * self.row_height
        return Rect(room.x, room.y + room.height - height, room.width, height)

    def _pager_width(self) -> int:
        most = look().metrics.px(WIDEST_PAGE_BUTTON_MM)
        return max(self._up.natural_width(most), self._down.natural_width(most))

    def _furthest(self) -> float:
        return float(max(0, len(self.items) * self.row_height - self._window().height))

    def measure(self, width: int) -> int:  # noqa: ARG002
        return len(self.items) * row_height()

    def targets(self) -> list[Rect]:
        """The rows wholly in sight, in pixels, without the strip that keeps neighbours apart."""
        gap = look().metrics.touch_gap
        window = self._window()
        return [
            Rect(window.x, self._bottom(index) + gap, window.width, self.row_height - gap)
            for index in self._whole()
        ]

    def _bottom(self, index: int) -> int:
        window = self._window()
        return window.y + window.height - (index + 1) * self.row_height + round(float(self.offset))

    def _whole(self) -> list[int]:
        window = self._window()
        return [
            index
            for index in self._in_sight()
            if window.y <= self._bottom(index) <= window.y + window.height - self.row_height
        ]

    @property
    def seen(self) -> list[Painted]:
        """The texts of the rows that are wholly in sight, where they are now."""
        x, y = self._move.x, self._move.y
        return [
            replace(text, box=_moved(text.box, x, y), room=_moved(text.room, x, y))
            for index in self._whole()
            for text in self._rows[index].texts
        ]

    # Drawing

    def arranged(self) -> None:
        window = self._window()
        if not window.height:
            return
        self._scissor.x, self._scissor.y = window.x, window.y
        self._scissor.width, self._scissor.height = window.width, window.height
        for widget in (self._up, self._where, self._down):
            widget.hide = not self.paged
        self._arrange_pager()
        if self._painted_for != window.width:
            self._painted_for = window.width
            self._layer.clear()
            self._rows.clear()
        self.offset = min(self.offset, self._furthest())
        self._scroll()

    def _arrange_pager(self) -> None:
        m = look().metrics
        x, y, right = int(self.x), int(self.y), int(self.right)
        width = self._pager_width()
        if look().panel.landscape:
            top = int(self.top)
            bottom = self._window().y + m.touch_gap // 2
            self._up.arrange(right - width, top - m.touch, width, m.touch)
            self._down.arrange(right - width, bottom, width, m.touch)
            between = top - bottom - 2 * m.touch
            self._where.arrange(right - width, bottom + m.touch, width, between)
            return
        self._up.arrange(x, y, width, m.touch)
        self._down.arrange(right - width, y, width, m.touch)
        self._where.arrange(x + width + m.touch_gap, y, int(self.width) - 2 * (width + m.touch_gap), m.touch)

    def _in_sight(self) -> range:
        window = self._window()
        first = int(self.offset // self.row_height)
        last = int((self.offset + window.height - 1) // self.row_height)
        return range(max(0, first), min(len(self.items), last + 1))

    def _scroll(self, *_: object) -> None:
        window, wanted = self._window(), self._in_sight()
        self._move.xy = (window.x, window.y + window.height + round(self.offset))
        for index in [index for index in self._rows if index not in wanted]:
            self._layer.remove(self._rows.pop(index).group)
        for index in wanted:
            if index not in self._rows:
                self._rows[index] = paint_row(
                    self.items[index],
                    -(index + 1) * self.row_height,
                    window.width,
                    self.row_height,
                    pressed=index == self._pressed,
                )
                self._layer.add(self._rows[index].group)
        self._tell_where()

    def _tell_where(self) -> None:
        if self.paged and self.position:
            rows = max(1, self._window().height // self.row_height)
            pages = -(-len(self.items) // rows)
            page = (
                pages if self.offset >= self._furthest() else int(self.offset / self.row_height) // rows + 1
            )
            words = self.position.format(page=page, pages=pages)
            if words != self._where.text:
                self._where.text = words
            self._up.enabled, self._down.enabled = self.offset > 0, self.offset < self._furthest()

    def _repaint(self, index: int | None) -> None:
        if index in self._rows:
            self._layer.remove(self._rows.pop(index).group)
            self._scroll()

    # Fingers

    def _row_at(self, touch: MotionEvent) -> int | None:
        window = self._window()
        index = int((window.y + window.height + self.offset - touch.y) // self.row_height)
        on_row = 0 <= index < len(self.items) and touch.y >= self._bottom(index) + look().metrics.touch_gap
        return index if on_row else None

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if super().on_touch_down(touch):
            return True
        window = self._window()
        inside = (
            window.x <= touch.x < window.x + window.width and window.y <= touch.y < window.y + window.height
        )
        if self.hide or not inside or not is_press(touch):
            return False
        if self._finger is not None:
            return True
        self._finger = touch
        self._moved_at = touch.time_start
        touch.grab(self)
        was_gliding, self._speed = abs(self._speed) > 0, 0.0
        self._gliding.cancel()
        self._pushing = was_gliding
        if not was_gliding:
            self._press(self._row_at(touch))
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))
        if not self._pushing and abs(touch.y - touch.oy) > look().metrics.px(SLOP_MM):
            self._pushing = True
            self._press(None)
        if self._pushing:
            self._push(touch)
        return True

    def _push(self, touch: MotionEvent) -> None:
        self.offset = min(max(0.0, self.offset + touch.dy), self._furthest())
        seconds, self._moved_at = touch.time_update - self._moved_at, touch.time_update
        if seconds > 0:
            self._speed = 0.6 * touch.dy / seconds + 0.4 * self._speed

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        self._finger = None
        if self._pushing:
            self._pushing = False
            if touch.time_end - touch.time_update > 0.1:
                self._speed = 0.0
            self._gliding()
            return True
        index, self._speed = self._pressed, 0.0
        if index is not None and self._row_at(touch) == index and self.get_root_window() is not None:
            self._rest()
            self.dispatch("on_pick", self.items[index].key)
        else:
            self._press(None)
        return True

    def _rested(self, _: float) -> None:
        if self._finger is None:
            self._press(None)

    def _press(self, index: int | None) -> None:
        before, self._pressed = self._pressed, index
        for each in (before, index):
            self._repaint(each)

    def _glide(self, seconds: float) -> bool:
        if self.get_root_window() is None:
            return False
        if abs(self._speed) < look().metrics.px(SLOWEST_MM):
            self._speed = 0.0
            return self._settle(seconds)
        before = self.offset
        self.offset = min(max(0.0, before + self._speed * seconds), self._furthest())
        self._speed = 0.0 if self.offset == before else self._speed * max(0.0, 1 - FRICTION * seconds)
        return True

    def _settle(self, seconds: float) -> bool:
        """Come to rest with whole rows in sight."""
        rest = min(round(self.offset / self.row_height) * float(self.row_height), self._furthest())
        left = rest - self.offset
        self.offset = rest if abs(left) < 1 else self.offset + left * min(1.0, SETTLING * seconds)
        return bool(self.offset != rest)

    def _page(self, direction: int) -> None:
        self._speed = 0.0
        rows = max(1, self._window().height // self.row_height)
        first = round(self.offset / self.row_height) + direction * rows
        self.offset = min(max(0.0, float(first * self.row_height)), self._furthest())


def _moved(box: tuple[float, float, float, float], x: float, y: float) -> tuple[float, float, float, float]:
    return box[0] + x, box[1] + y, box[2], box[3]
