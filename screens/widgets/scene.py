"""A page with one thing to say, over the houses of the welcome by day.

What is said begins at the same height on all such pages.
"""

from screens.look import look
from screens.widgets.box import Box, Panel
from screens.widgets.skyline import Skyline

LEAST_MM = 22.0
"""Of the houses; with less room for them there are none."""
MOST_MM = (86.0, 40.0)
"""In portrait and in landscape."""
ABOVE_MM = (42.0, 18.0)
"""Between the edge's own room and the words."""


class Housed(Panel):
    """A panel with houses along its lower edge, in what its other parts leave."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._houses = Skyline(tone="day", round_units=1, hide=True)
        self.add_widget(self._houses)

    def boxes(self) -> list[Box]:
        return [box for box in super().boxes() if box is not self._houses]

    def stand_houses(self, height: int) -> None:
        """Houses of that many pixels, or none where these are too few."""
        self._houses.hide = height < look().metrics.px(LEAST_MM)
        if not self._houses.hide:
            self._houses.arrange(int(self.x), int(self.y), int(self.width), height)


class Scene(Housed):
    """Holds one box."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"pad": 5, **kwargs})

    def arranged(self) -> None:
        m, landscape = look().metrics, look().panel.landscape
        x, y, width, height = int(self.x), int(self.y), int(self.width), int(self.height)
        self._ground.place(x, y, width, height)
        spare = max(0, height - self.measure(width))
        high = min(m.px(MOST_MM[landscape]), spare)
        above = min(m.px(ABOVE_MM[landscape]), (spare - high) // 2)
        self.stand_houses(high)
        pad = m.units(self.pad)
        top = int(self.top) - pad - above
        for box in self.boxes():
            inner = width - 2 * pad
            box.arrange(x + pad, top - box.measure(inner), inner, box.measure(inner))
