"""Paper as it leaves the emulated printer: what is on it, and a picture of it."""

from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

import pylopdf_fonts_zh_cn
import qrcode
from PIL import Image, ImageDraw, ImageFont

DOTS = 576
_MARGIN = 32
_LINE_DOTS = 30
_CELL_DOTS = 28
_WHITE, _BLACK = 255, 0


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, `across` and `down` times its normal size."""

    char: str
    across: int = 1
    down: int = 1
    bold: bool = False

    @property
    def columns(self) -> int:
        """In half-width characters."""
        return (1 if self.char.isascii() else 2) * self.across


@dataclass(frozen=True, slots=True)
class Text:
    glyphs: tuple[Glyph, ...]
    align: int


@dataclass(frozen=True, slots=True)
class Dots:
    """A raster image, 1 is black."""

    row_bytes: int
    rows: int
    data: bytes
    align: int


@dataclass(frozen=True, slots=True)
class QrSymbol:
    data: bytes
    module: int
    align: int


Mark = Text | Dots | QrSymbol


@dataclass(slots=True)
class Strip:
    """A piece of paper up to its cut, and the bytes that it was printed from."""

    marks: list[Mark] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)

    @property
    def lines(self) -> list[str]:
        """The text on it, a string for each printed line."""
        return ["".join(g.char for g in mark.glyphs) for mark in self.marks if isinstance(mark, Text)]

    def image(self) -> Image.Image:
        """As it looks, one pixel a dot, black on white, with a margin around."""
        drawn = [_draw(mark) for mark in self.marks]
        height = 2 * _MARGIN + sum(picture.height for picture in drawn)
        paper = Image.new("L", (DOTS + 2 * _MARGIN, height), _WHITE)
        tops = accumulate((picture.height for picture in drawn), initial=_MARGIN)
        for mark, picture, top in zip(self.marks, drawn, tops, strict=False):
            paper.paste(picture, (_MARGIN + (DOTS - picture.width) * mark.align // 2, top))
        return paper


def _draw(mark: Mark) -> Image.Image:
    match mark:
        case Text():
            return _draw_text(mark)
        case Dots():
            ink = Image.frombytes("1", (mark.row_bytes * 8, mark.rows), mark.data)
            return Image.eval(ink.convert("L"), lambda level: _WHITE - level)
        case QrSymbol():
            return _draw_qr(mark)


def _draw_text(text: Text) -> Image.Image:
    height = max([_LINE_DOTS, *(_CELL_DOTS * glyph.down for glyph in text.glyphs)])
    width = sum(12 * glyph.columns for glyph in text.glyphs)
    row = Image.new("L", (max(1, width), height), _WHITE)
    left = 0
    for glyph in text.glyphs:
        cell = _cell(glyph.char, glyph.bold)
        large = cell.resize((cell.width * glyph.across, cell.height * glyph.down), Image.Resampling.NEAREST)
        row.paste(large, (left, height - large.height))
        left += large.width
    return row


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(pylopdf_fonts_zh_cn.sans_path(), 22)


@cache
def _cell(char: str, bold: bool) -> Image.Image:
    """A character in the printer's fixed grid, with room for what hangs below the line."""
    columns = 12 if char.isascii() else 24
    wide = Image.new("L", (max(columns, round(_font().getlength(char))), _CELL_DOTS), _WHITE)
    pen = ImageDraw.Draw(wide)
    for shift in (0, 1) if bold else (0,):
        pen.text((shift + wide.width // 2, 22), char, fill=_BLACK, font=_font(), anchor="ms")
    return wide.resize((columns, _CELL_DOTS))


def _draw_qr(symbol: QrSymbol) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
    code.add_data(symbol.data)
    rows = code.get_matrix()
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([_BLACK if dark else _WHITE for row in rows for dark in row])
    side = len(rows) * symbol.module
    return small.resize((side, side), Image.Resampling.NEAREST)
