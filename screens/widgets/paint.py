"""Drawing many texts, signs and flat areas in one widget, and remembering which text went where.

A widget of its own for every word of a list of 500 rows or a timeline of 16 stages would cost milliseconds
a screen; these are drawn straight onto the canvas instead. What was painted can still be checked: see
`kit.texts`.
"""

from dataclasses import dataclass

from kivy.graphics import Color, InstructionGroup, Mesh, Rectangle, SmoothRoundedRectangle

from screens import glyphs
from screens.brand import Rgb
from screens.icons import ICONS
from screens.typeset import Face, set_lines
from screens.widgets.ground import Ground


@dataclass(frozen=True)
class Painted:
    """A text on the canvas: what it says, how, and where; pixels from the widget's own origin of painting."""

    text: str
    face: Face
    colour: Rgb
    ground: Rgb
    box: tuple[float, float, float, float]
    """Left, bottom, width, height of the picture."""
    room: tuple[float, float, float, float]
    """What it was given; the box must lie within."""
    shortened: bool = False


class Painter:
    """Paints onto one group of instructions."""

    def __init__(self) -> None:
        self.group = InstructionGroup()
        self.texts: list[Painted] = []

    def clear(self) -> None:
        """Take everything away."""
        self.group.clear()
        self.texts.clear()

    def area(self, colour: Rgb, box: tuple[float, float, float, float], radius: int = 0) -> None:
        """A flat area, with rounded corners if `radius` is given."""
        x, y, width, height = box
        self.group.add(Color(*colour))
        if radius:
            self.group.add(SmoothRoundedRectangle(pos=(x, y), size=(width, height), radius=[radius]))
        else:
            self.group.add(Rectangle(pos=(x, y), size=(width, height)))

    def solid(self, colour: Rgb, box: tuple[int, int, int, int], radius: int) -> None:
        """A large opaque area that is never scrolled, in window pixels."""
        ground = Ground(colour, radius)
        ground.place(*box)
        self.group.add(ground)

    def text(
        self,
        words: str,
        face: Face,
        colours: tuple[Rgb, Rgb],
        room: tuple[int, int, int, int],
        *,
        align: float = 0.0,
        max_lines: int = 0,
        middle: bool = False,
    ) -> int:
        """Set `words` into `room` (left, bottom, width, height), from the top; `colours` are text and ground.

        Returns the height used.
        """
        if not words:
            return 0
        x, y, width, height = room
        setting = set_lines(words, face, width, max_lines)
        spare = height - setting.height(face)
        left = x + round((width - setting.width) * align)
        bottom = y + (spare // 2 if middle else spare)
        self.group.add(Color(*colours[0]))
        for mesh in glyphs.words(setting, face, align, left, bottom):
            self.group.add(mesh)
        box = (left, bottom, setting.width, setting.height(face))
        self.texts.append(Painted(words, face, *colours, box, room, setting.shortened))
        return setting.height(face)

    def icon(self, name: str, edge: int, colour: Rgb, centre: tuple[float, float]) -> None:
        """A sign of `edge` pixels around `centre`."""
        self.group.add(Color(*colour))
        for mesh in icon_meshes(name, edge, centre):
            self.group.add(mesh)


def icon_meshes(name: str, edge: int, centre: tuple[float, float]) -> list[Mesh]:
    """A sign of `edge` pixels around `centre`; raises KeyError for a name that `screens.icons` lacks."""
    face = Face(edge, icon=True)
    setting = set_lines(ICONS[name], face, 10 * edge)
    left, bottom = round(centre[0] - setting.width / 2), round(centre[1] - edge / 2)
    return glyphs.words(setting, face, 0, left, bottom)
