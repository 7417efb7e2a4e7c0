"""Flat, opaque areas with rounded corners: panels, buttons, keys.

With software rendering the glass is bound by filled pixels, and Kivy fills every pixel through a texture
and a blend: 8 ns each on the machine of our measurements. An opaque area needs neither. It is cleared
instead, within the scissor, at a third of that; only its four corners are drawn. Not for what is scrolled
or scaled: a scissor counts the window's pixels.
"""

from functools import lru_cache

from kivy.graphics import Callback, Color, InstructionGroup, Rectangle
from kivy.graphics.opengl import (
    GL_COLOR_BUFFER_BIT,
    GL_SCISSOR_TEST,
    glClear,
    glClearColor,
    glDisable,
    glEnable,
    glScissor,
)
from kivy.graphics.texture import Texture

from screens.brand import Rgb

SAMPLES = 4
"""A pixel of a corner is looked at in so many by so many points."""


class Ground(InstructionGroup):
    """One area. Nothing is drawn before it is placed."""

    def __init__(self, colour: Rgb, radius: int) -> None:
        super().__init__()
        self._rgb = colour
        self._radius = radius
        self._box = (0, 0, 0, 0)
        self._colour = Color(*colour)
        self._corners = [Rectangle(texture=corner(radius), size=(0, 0)) for _ in range(4)]
        self._middle = Callback(self._clear)
        for each in (self._middle, self._colour, *self._corners):
            self.add(each)

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Window pixels."""
        self._box = (x, y, width, height)
        r = self._radius
        left, right, bottom, top = x, x + width - r, y, y + height - r
        for index, (pos, flip) in enumerate(
            (
                ((left, top), (0, 0)),
                ((right, top), (1, 0)),
                ((left, bottom), (0, 1)),
                ((right, bottom), (1, 1)),
            )
        ):
            mine = self._corners[index]
            mine.pos, mine.size = pos, (r, r)
            mine.tex_coords = _turned(*flip)
        self._middle.ask_update()

    def recolour(self, colour: Rgb) -> None:
        """Another colour, in the same place."""
        self._rgb = colour
        self._colour.rgb = colour
        self._middle.ask_update()

    def _clear(self, _: object) -> None:
        x, y, width, height = self._box
        r = self._radius
        if width <= 2 * r or height <= 2 * r:
            return
        glEnable(GL_SCISSOR_TEST)
        glClearColor(*self._rgb, 1)
        for part in (
            (x + r, y, width - 2 * r, height),
            (x, y + r, r, height - 2 * r),
            (x + width - r, y + r, r, height - 2 * r),
        ):
            glScissor(*part)
            glClear(GL_COLOR_BUFFER_BIT)
        glDisable(GL_SCISSOR_TEST)


def _turned(right: int, bottom: int) -> tuple[int, ...]:
    """Texture coordinates that show the upper left corner as another one; the picture's first row is its
    top.
    """
    u0, u1 = (1, 0) if right else (0, 1)
    v0, v1 = (0, 1) if bottom else (1, 0)
    return u0, v0, u1, v0, u1, v1, u0, v1


@lru_cache(maxsize=8)
def corner(radius: int) -> Texture:
    """The upper left corner of a rounded area, white, with soft edges."""
    rows = b"".join(
        bytes((255, 255, 255, _covered(radius, x, y))) for y in range(radius) for x in range(radius)
    )
    drawn = Texture.create(size=(radius, radius), colorfmt="rgba", mipmap=False)
    drawn.mag_filter = drawn.min_filter = "nearest"
    drawn.blit_buffer(rows, colorfmt="rgba")
    return drawn


def _covered(radius: int, x: int, y: int) -> int:
    """How much of the pixel lies within the circle around the corner's inner end, 0 to 255."""
    points = [(step + 0.5) / SAMPLES for step in range(SAMPLES)]
    inside = sum(
        (radius - x - dx) ** 2 + (radius - y - dy) ** 2 <= radius**2 for dx in points for dy in points
    )
    return round(255 * inside / SAMPLES**2)
