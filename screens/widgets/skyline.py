"""Houses along a lower edge. On the welcome a window lights up now and then; elsewhere they are still."""

from collections.abc import Iterator

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle, RoundedRectangle
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty

from screens.look import look
from screens.metrics import Rect
from screens.widgets.box import Box

HEIGHT_MM = 62.0
HOUSES: tuple[tuple[float, float], ...] = (
    *((26, 0.42), (17, 0.66), (22, 0.50), (15, 0.88), (28, 0.58), (19, 0.36), (16, 0.74), (24, 0.46)),
    *((18, 1.0), (21, 0.62), (27, 0.40), (16, 0.80), (23, 0.54), (20, 0.70)),
)
"""Width in millimetres, and height as a share of the highest; they begin again where the edge goes on."""
WINDOW_MM = 3.2
EVERY_S = 10.0
"""Seconds between two changes. Each is one frame, so an empty hall costs a tenth of a percent of a core."""
TONES = {
    "evening": ("accent_pressed", "warn_soft", "accent"),
    "day": ("accent_soft", "surface", "accent_soft_pressed"),
}
"""Houses, lit windows and dark ones."""


class Skyline(Box):
    """Drawn once; then, where it is `alive`, one window at a time changes its colour."""

    tone = OptionProperty("evening", options=list(TONES))
    round_units = NumericProperty(2)
    """Radius of the two lower corners, in the brand's radius of a panel."""
    alive = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        self._windows: list[Color] = []
        self._turn = 0
        self._light_up = Clock.create_trigger(self._next, EVERY_S, interval=True)
        super().__init__(**kwargs)
        for name in ("parent", "alive"):
            self.fbind(name, self._on_or_off)

    def measure(self, width: int) -> int:  # noqa: ARG002
        return look().metrics.px(HEIGHT_MM)

    def arranged(self) -> None:
        self.canvas.clear()
        self._windows.clear()
        houses, corner = list(self._houses()), self.round_units * look().metrics.radius_panel
        with self.canvas:
            for number, house in enumerate(houses):
                Color(*self._colour(0))
                corners = [0, 0, corner * (number == len(houses) - 1), corner * (number == 0)]
                RoundedRectangle(pos=(house.x, house.y), size=(house.width, house.height), radius=corners)
                self._draw_windows(house)

    def _houses(self) -> Iterator[Rect]:
        """So many as fill the width, each a little narrower or wider than it was planned."""
        m, planned = look().metrics, list[tuple[float, float]]()
        while sum(m.px(width) for width, _ in planned) < self.width:
            planned.append(HOUSES[len(planned) % len(HOUSES)])
        whole, done = sum(width for width, _ in planned), 0.0
        for width, share in planned:
            left, right = (round(self.width * each / whole) for each in (done, done + width))
            yield Rect(int(self.x) + left, int(self.y), right - left, round(self.height * share))
            done += width

    def _draw_windows(self, house: Rect) -> None:
        m = look().metrics
        edge, step = m.px(WINDOW_MM), m.px(2.2 * WINDOW_MM)
        columns, rows = (house.width - edge) // step, (house.height - edge) // step
        indent = (house.width - (columns - 1) * step - edge) // 2
        for row in range(rows):
            for column in range(columns):
                number = len(self._windows)
                self._windows.append(Color(*self._light(number)))
                left = house.x + indent + column * step
                top = house.y + house.height - step - row * step
                Rectangle(pos=(left, top), size=(edge, edge))

    def _colour(self, part: int) -> tuple[float, float, float]:
        colour: tuple[float, float, float] = getattr(look().brand.colours, TONES[self.tone][part])
        return colour

    def _light(self, number: int) -> tuple[float, float, float]:
        return self._colour(1 if _lit(number, self._turn) else 2)

    def _on_or_off(self, *_: object) -> None:
        if self.parent is None or not self.alive:
            self._light_up.cancel()
        else:
            self._light_up()

    def _next(self, _: float) -> bool:
        if self.get_root_window() is None or not self._windows:
            return False
        self._turn += 1
        number = self._turn * 37 % len(self._windows)
        self._windows[number].rgb = self._light(number)
        return True


def _lit(number: int, turn: int) -> bool:
    """A quiet evening: a third of the windows, scattered."""
    return (number * 7919 + turn * 104729) % 97 < 33
