"""A box in the middle of a page, no wider than reads well."""

from kivy.properties import NumericProperty

from screens.look import look
from screens.widgets.box import Box

HEIGHT_OF_MIDDLE = 0.46
"""Share of what is left over that stands above: a little above the middle looks like the middle."""


class Middle(Box):
    """Holds one box, at most `most` units wide."""

    most = NumericProperty(112)
    share = NumericProperty(HEIGHT_OF_MIDDLE)
    """Of what is left over, how much stands above: 0 for the top, 1 for the bottom."""

    def _width(self, width: int) -> int:
        return min(width, look().metrics.units(self.most))

    def measure(self, width: int) -> int:
        return sum(box.measure(self._width(width)) for box in self.boxes())

    def arranged(self) -> None:
        width = self._width(int(self.width))
        for box in self.boxes():
            height = min(int(self.height), box.measure(width))
            spare = int(self.height) - height
            left = int(self.x) + (int(self.width) - width) // 2
            box.arrange(left, int(self.y) + spare - round(spare * float(self.share)), width, height)
