"""Drawing text: each glyph is drawn once, into a shared texture, and then only pointed at.

Making a texture of each text took 0.2 ms a text, a third of the time from touch to page; pointing at glyphs
that are there takes a tenth of that. Glyphs are white and coloured when drawn, so that one serves every
colour; their blank rows are cut off, since blending nothing costs as much as blending ink. No text is kept
here, only glyphs.

No package ships Noto Sans SC in bold: strong glyphs are the regular weight struck again a pixel further, as
typewriters did it.
"""

from functools import lru_cache
from typing import NamedTuple

from kivy.core.text._text_sdl2 import _SurfaceContainer
from kivy.graphics import Mesh
from kivy.graphics.texture import Texture

from screens.typeset import TOKENS, Face, Setting, advance_of, kern, offsets, pieces_of

PAGE = 1024
"""Pixels on each side of a shared texture, 4 MB."""
MOST_PAGES = 3
SHELF_STEP = 4
"""Glyphs whose heights differ by less stand on the same shelf."""


class Glyph(NamedTuple):
    """Where a glyph is, and how it stands in its line."""

    page: Texture
    left: float
    top: float
    right: float
    bottom: float
    """Of 1, on the page."""
    width: int
    height: int
    drop: int
    """Pixels from the top of the line."""


class Atlas:
    """The pages. When the last one is full all are given up; what is on the glass keeps those that it
    needs.
    """

    def __init__(self) -> None:
        self.glyphs: dict[tuple[str, Face], Glyph | None] = {}
        self.pages: list[Texture] = []
        self._shelves: dict[int, tuple[Texture, int, int]] = {}
        self._free = PAGE

    def glyph(self, char: str, face: Face) -> Glyph | None:
        """The glyph, drawn now if it was not there; None for a blank."""
        key = (char, face)
        if key not in self.glyphs:
            self.glyphs[key] = self._draw(char, face)
        return self.glyphs[key]

    def _draw(self, char: str, face: Face) -> Glyph | None:
        pixels, width = picture(char, face)
        row, alpha = 4 * width, pixels[3::4]
        drop = (len(alpha) - len(alpha.lstrip(b"\0"))) // width
        height = -(-len(alpha.rstrip(b"\0")) // width) - drop
        if height <= 0:
            return None
        page, x, y = self._room(width, height)
        page.blit_buffer(
            pixels[drop * row : (drop + height) * row], size=(width, height), pos=(x, y), colorfmt="rgba"
        )
        edges = (x / PAGE, y / PAGE, (x + width) / PAGE, (y + height) / PAGE)
        return Glyph(page, *edges, width, height, drop)

    def _room(self, width: int, height: int) -> tuple[Texture, int, int]:
        step = -(-height // SHELF_STEP) * SHELF_STEP
        page, x, y = self._shelves.get(step, (None, PAGE, 0))
        if page is None or x + width > PAGE:
            page, x, y = self._new_shelf(step)
        self._shelves[step] = (page, x + width, y)
        return page, x, y

    def _new_shelf(self, step: int) -> tuple[Texture, int, int]:
        if self._free + step > PAGE:
            if len(self.pages) == MOST_PAGES:
                self.clear()
            page = Texture.create(size=(PAGE, PAGE), colorfmt="rgba", mipmap=False)
            page.mag_filter = page.min_filter = "nearest"
            self.pages.append(page)
            self._shelves.clear()
            self._free = 0
        y, self._free = self._free, self._free + step
        return self.pages[-1], 0, y

    def clear(self) -> None:
        """Begin anew."""
        self.glyphs.clear()
        self.pages.clear()
        self._shelves.clear()
        self._free = PAGE


atlas = Atlas()


def picture(char: str, face: Face) -> tuple[bytes, int]:
    """The glyph alone in its line: white pixels, four bytes each, rows from the top; and the width."""
    pen, piece = pieces_of(char, face)[0]
    width = max(1, advance_of(char, face) + face.strike[0])
    surface = _SurfaceContainer(width, face.line + face.strike[1])
    surface.render(pen, piece, 0, 0)
    pixels: bytes = surface.get_data().data
    return (_struck(pixels, width, face) if face.strong else pixels), width


def _struck(pixels: bytes, width: int, face: Face) -> bytes:
    """The picture laid over itself, shifted: as one long number, since pictures are or-ed fastest that
    way.
    """
    across, down = face.strike
    number = int.from_bytes(pixels, "little")
    number |= number << 32 * across
    number |= number << 32 * width * down
    return (number & (1 << 8 * len(pixels)) - 1).to_bytes(len(pixels), "little")


def words(setting: Setting, face: Face, align: float, x: int, y: int) -> list[Mesh]:
    """Instructions that draw the lines with their lower left corner at (x, y); `align` as in a Text."""
    corners: dict[Texture, list[float]] = {}
    top = y + face.line * len(setting.lines)
    for line, width in zip(setting.lines, setting.widths, strict=True):
        _line(line, face, x + round((setting.width - width) * align), top, corners)
        top -= face.line
    return [
        Mesh(vertices=points, indices=_triangles(len(points) // 16), mode="triangles", texture=page)
        for page, points in corners.items()
    ]


def _line(line: str, face: Face, x: int, top: int, corners: dict[Texture, list[float]]) -> None:
    before = ""
    for token in TOKENS.findall(line):
        x += kern(before, token[0], face)
        steps = (0, advance_of(token, face)) if len(token) == 1 else offsets(token, face)
        for char, step in zip(token, steps, strict=False):
            glyph = atlas.glyph(char, face)
            if glyph is not None:
                _stand(glyph, x + step, top, corners)
        x += steps[-1]
        before = token[-1]


def _stand(glyph: Glyph, x: int, top: int, corners: dict[Texture, list[float]]) -> None:
    page, left, upper, right, lower, width, height, drop = glyph
    high, end = top - drop, x + width
    low = high - height
    corners.setdefault(page, []).extend(
        (x, low, left, lower, end, low, right, lower, end, high, right, upper, x, high, left, upper)
    )


@lru_cache(maxsize=128)
def _triangles(count: int) -> list[int]:
    """Two for each of `count` rectangles."""
    return [4 * each + corner for each in range(count) for corner in (0, 1, 2, 2, 3, 0)]
