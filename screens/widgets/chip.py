"""A state in a word, with a shape and a colour: colour is never alone."""

from dataclasses import dataclass
from typing import Literal

from kivy.properties import OptionProperty, StringProperty

from screens.brand import Rgb
from screens.look import look
from screens.typeset import Face, width_of
from screens.widgets.paint import Painter
from screens.widgets.painted import PaintedBox

ChipTone = Literal["running", "waiting", "warn", "late", "done", "stopped"]
TONES: dict[str, tuple[str, str, str]] = {
    "running": ("running", "accent", "accent_soft"),
    "waiting": ("customer", "info", "info_soft"),
    "warn": ("warn", "warn", "warn_soft"),
    "late": ("late", "late", "late_soft"),
    "done": ("done_circle", "accent", "accent_soft"),
    "stopped": ("stop", "ink_quiet", "accent_soft"),
}
"""Sign, ink and ground of each tone."""
PAD_UNITS = 1.5
GAP_UNITS = 0.75


@dataclass(frozen=True)
class Chip:
    """What a chip says, for rows of a list."""

    word: str
    tone: ChipTone


def chip_size(word: str) -> tuple[int, int]:
    """Width and height in pixels."""
    m = look().metrics
    face = Face(m.em["note"], strong=True)
    return (
        2 * m.units(PAD_UNITS) + m.icon_small + m.units(GAP_UNITS) + width_of(word, face),
        max(face.line, m.icon_small) + m.units(0.5),
    )


def paint_chip(painter: Painter, chip: Chip, left: int, bottom: int) -> None:
    """Draw a chip with its lower left corner there."""
    m = look().metrics
    sign, ink, ground = _colours(chip.tone)
    width, height = chip_size(chip.word)
    painter.area(ground, (left, bottom, width, height), height // 2)
    x = left + m.units(PAD_UNITS)
    painter.icon(sign, m.icon_small, ink, (x + m.icon_small / 2, bottom + height / 2))
    x += m.icon_small + m.units(GAP_UNITS)
    room = (x, bottom, left + width - x, height)
    painter.text(chip.word, Face(m.em["note"], strong=True), (ink, ground), room, middle=True)


def _colours(tone: str) -> tuple[str, Rgb, Rgb]:
    sign, ink, ground = TONES[tone]
    return sign, getattr(look().brand.colours, ink), getattr(look().brand.colours, ground)


class StatusChip(PaintedBox):
    """The chip as a widget."""

    text = StringProperty("")
    tone = OptionProperty("running", options=list(TONES))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("text", "tone"):
            self.fbind(name, self.refresh)

    def measure(self, width: int) -> int:  # noqa: ARG002
        return chip_size(self.text)[1] if self.text else 0

    def natural_width(self, most: int) -> int:
        return min(most, chip_size(self.text)[0]) if self.text else 0

    def paint(self) -> None:
        if self.text:
            paint_chip(self._painter, Chip(self.text, self.tone), int(self.x), int(self.y))
