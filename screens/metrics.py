"""From millimetres on the real panel to pixels: every length on the glass is made here.

Not responsible for what is drawn. Lengths in a Metrics are whole pixels, so that edges stay sharp.
"""

from dataclasses import dataclass
from math import hypot
from typing import Literal

from screens.brand import LEAST_TEXT_MM, LEAST_TOUCH_GAP_MM, LEAST_TOUCH_MM, Brand

Role = Literal["note", "body", "heading", "title", "display"]
HAN_HEIGHT_PER_EM = 0.89
"""Height of 国 in Noto Sans SC Regular, measured; a test measures it again in every size."""
LINE_HEIGHT = 1.45
"""Of the em: what the font itself asks for, and Han needs 1.4."""
MARGIN = 0.06
"""Of the panel's width, on either side."""
ROOM = 0.9
"""Of a display that is too small for the panel, a window takes so much: the rest is for bars and frames."""


@dataclass(frozen=True)
class Panel:
    """The screen as it is built in. The default is a 21.5 inch portrait panel."""

    width_px: int = 1080
    height_px: int = 1920
    width_mm: float = 268.0

    @property
    def landscape(self) -> bool:
        """Landscape is a layout of its own: two columns."""
        return self.width_px > self.height_px

    @property
    def px_per_mm(self) -> float:
        """Pixels are square."""
        return self.width_px / self.width_mm

    def filling(self, width_px: int, height_px: int) -> "Panel":
        """The same diagonal in millimetres with these pixels: a panel is not changed by its own."""
        if (width_px, height_px) == (self.width_px, self.height_px):
            return self
        diagonal_mm = hypot(self.width_px, self.height_px) / self.px_per_mm
        return Panel(width_px, height_px, width_px * diagonal_mm / hypot(width_px, height_px))

    def in_window(self, width_px: int, height_px: int) -> "Panel":
        """As a window on a display of that size: if need be smaller, or turned, and never cut off."""
        if self.width_px <= width_px and self.height_px <= height_px:
            return self
        shapes = (self.width_px, self.height_px), (self.height_px, self.width_px)
        scales = [min(1.0, ROOM * width_px / wide, ROOM * height_px / high) for wide, high in shapes]
        scale, (wide, high) = max(zip(scales, shapes, strict=True), key=lambda each: each[0])
        return self.filling(int(wide * scale), int(high * scale))


@dataclass(frozen=True)
class Rect:
    """Pixels from the lower left corner."""

    x: int
    y: int
    width: int
    height: int


class Metrics:
    """Lengths of one brand on one panel, in pixels."""

    def __init__(self, panel: Panel, brand: Brand) -> None:
        self.panel = panel
        self.unit = self.px(brand.space.unit)
        self.touch = self.least_px(max(brand.space.touch, LEAST_TOUCH_MM))
        self.touch_gap = self.least_px(max(brand.space.touch_gap, LEAST_TOUCH_GAP_MM))
        self.em: dict[Role, int] = {
            "note": self._em(brand.type.note),
            "body": self._em(brand.type.body),
            "heading": self._em(brand.type.heading),
            "title": self._em(brand.type.title),
            "display": self._em(brand.type.display),
        }
        self.icon_small = self.px(brand.icon.small)
        self.icon_large = self.px(brand.icon.large)
        self.radius_button = self.px(brand.radius.button)
        self.radius_panel = self.px(brand.radius.panel)
        self.hairline = max(1, self.px(0.4))
        self.margin = round(panel.width_px * MARGIN)

    def px(self, mm: float) -> int:
        """The nearest whole pixel."""
        return round(mm * self.panel.px_per_mm)

    def least_px(self, mm: float) -> int:
        """The first whole pixel that is not less than `mm`."""
        return -int(-mm * self.panel.px_per_mm // 1)

    def units(self, count: float) -> int:
        """So many units of the grid."""
        return round(count * self.unit)

    def _em(self, han_height_mm: float) -> int:
        return self.least_px(max(han_height_mm, LEAST_TEXT_MM) / HAN_HEIGHT_PER_EM)

    @property
    def header(self) -> Rect:
        """Where the header is, on every screen."""
        height = self.touch + 2 * self.touch_gap
        return Rect(0, self.panel.height_px - height, self.panel.width_px, height)

    @property
    def bar(self) -> Rect:
        """Where the action bar is, on every screen: high enough for a button of two lines."""
        button = max(self.px(20), 2 * round(self.em["body"] * LINE_HEIGHT) + self.units(0.5))
        return Rect(0, 0, self.panel.width_px, button + 2 * self.units(3))

    @property
    def page(self) -> Rect:
        """What is left below the header where no bar is needed, inside the margins."""
        bottom = self.units(6)
        top = self.header.y - self.units(2)
        return Rect(self.margin, bottom, self.panel.width_px - 2 * self.margin, top - bottom)

    @property
    def content(self) -> Rect:
        """What is left between header and bar, inside the margins."""
        top = self.header.y - self.units(2)
        bottom = self.bar.height + self.units(1)
        return Rect(self.margin, bottom, self.panel.width_px - 2 * self.margin, top - bottom)
