"""What a receipt printer has put on its paper, and a picture of it.

Where models differ: a vertical unit is one dot (203 dpi), font A is 12x24 dots and Han 24x24.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil

import pylopdf_fonts_zh_cn
import qrcode
from PIL import Image, ImageDraw, ImageFont

GLYPH_DOTS, MARGIN_DOTS = 24, 32
QR_LEVELS = {
    "L": qrcode.ERROR_CORRECT_L,
    "M": qrcode.ERROR_CORRECT_M,
    "Q": qrcode.ERROR_CORRECT_Q,
    "H": qrcode.ERROR_CORRECT_H,
}
FONT = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), 22)


@dataclass(frozen=True)
class Run:
    """Characters of one style; width and height are multipliers from 1 to 8."""

    text: str
    bold: bool = False
    width: int = 1
    height: int = 1


@dataclass(frozen=True)
class TextLine:
    """A printed line; one without runs is a bare line feed. The paper moves on by `advance` dots."""

    runs: tuple[Run, ...]
    align: str
    advance: int

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def bold(self) -> bool:
        """Whether the whole line is bold."""
        return bool(self.runs) and all(run.bold for run in self.runs)

    @property
    def width(self) -> int:
        return max((run.width for run in self.runs), default=1)

    @property
    def height(self) -> int:
        return max((run.height for run in self.runs), default=1)


@dataclass(frozen=True)
class Raster:
    """Rows of width/8 bytes, the high bit leftmost, 1 is black; printed `scale_x` by `scale_y` as large."""

    width: int
    height: int
    bits: bytes
    align: str = "left"
    scale_x: int = 1
    scale_y: int = 1

    def to_image(self) -> Image.Image:
        """The picture as sent, mode "1", before any scale."""
        return Image.frombytes("1", (self.width, self.height), self.bits, "raw", "1;I")


@dataclass(frozen=True)
class Qr:
    """A printed QR code: model 1 or 2 (3 is micro), dots a module, level L, M, Q or H, and its content."""

    model: int
    module: int
    level: str
    data: bytes
    align: str = "left"


@dataclass(frozen=True)
class ProcessId:
    """The printer is asked to answer with these four characters once everything before is on paper."""

    id: str


@dataclass(frozen=True)
class Feed:
    """ESC d or ESC J: the dots fed, less the height of a line which the same command printed."""

    dots: int


@dataclass(frozen=True)
class Cut:
    """`feed` is n of feed-and-cut, None for a cut where the paper stands."""

    partial: bool
    feed: int | None = None


@dataclass(frozen=True)
class Realtime:
    """10 04, 10 05 or 10 14. Embedded in another command's bytes, firmware executes it all the same."""

    offset: int
    data: bytes
    embedded: bool


Item = TextLine | Raster | Qr | ProcessId | Feed | Cut


@dataclass
class Paper:
    """What is printed, in order; `asb` is the last `GS a n` still in force at the end of the stream, or 0."""

    items: list[Item] = field(default_factory=list)
    realtime: list[Realtime] = field(default_factory=list)
    asb: int = 0

    @property
    def cuts(self) -> int:
        return sum(isinstance(item, Cut) for item in self.items)

    def text(self) -> str:
        """All text lines, empty ones too, joined by newlines."""
        return "\n".join(item.text for item in self.items if isinstance(item, TextLine))

    def render(self, width_dots: int = 576) -> Image.Image:
        """A grey picture: width_dots of print and 32 dots of bare paper around (80 mm in all for 576).

        Long lines wrap and wide rasters are clipped, as printers do. Raises ValueError for a QR code that
        would not be printed (too wide, too much data) or whose model is not 2, the only one drawn here.
        """
        strips = [strip for item in self.items for strip in _strips(item, width_dots)]
        height = sum(strip.height for strip in strips) + 2 * MARGIN_DOTS
        picture, y = _blank(width_dots + 2 * MARGIN_DOTS, height), MARGIN_DOTS
        for strip in strips:
            picture.paste(strip, (MARGIN_DOTS, y))
            y += strip.height
        return picture


def _strips(item: Item, width: int) -> list[Image.Image]:
    """The item's own pieces of paper, from top to bottom."""
    match item:
        case TextLine():
            return [_placed(_row(row), item.align, width, item.advance) for row in _wrapped(item, width)]
        case Raster():
            size = (item.width * item.scale_x, item.height * item.scale_y)
            picture = item.to_image().convert("L").resize(size, Image.Resampling.NEAREST)
            return [_placed(picture, item.align, width)]
        case Qr():
            return [_placed(_symbol(item, width), item.align, width)]
        case Feed():
            return [_blank(width, item.dots)]
        case Cut():
            dashes = _blank(width, 2)
            for x in range(0, width, 16):
                dashes.paste(0, (x, 0, x + 8, 2))
            return [_blank(width, item.feed or 0), dashes]
        case ProcessId():
            return []


def _blank(width: int, height: int) -> Image.Image:
    return Image.new("L", (width, height), 255)


def _placed(picture: Image.Image, align: str, width: int, advance: int = 0) -> Image.Image:
    strip = _blank(width, max(picture.height, advance))
    spare = max(0, width - picture.width)
    strip.paste(picture, ({"left": 0, "centre": spare // 2, "right": spare}[align], 0))
    return strip


def _symbol(item: Qr, width: int) -> Image.Image:
    code = qrcode.QRCode(error_correction=QR_LEVELS[item.level], box_size=item.module, border=0)
    code.add_data(item.data)
    picture = code.make_image().get_image().convert("L")
    if item.model != 2 or picture.width > width:
        raise ValueError(
            f"a QR code of model {item.model} and {picture.width} dots is not printed on {width}"
        )
    return picture


def _wrapped(line: TextLine, width: int) -> list[list[Image.Image]]:
    rows: list[list[Image.Image]] = [[]]
    for run in line.runs:
        for char in run.text:
            glyph = _glyph(char, run.bold)
            glyph = glyph.resize(
                (glyph.width * run.width, glyph.height * run.height), Image.Resampling.NEAREST
            )
            if sum(cell.width for cell in rows[-1]) + glyph.width > width:
                rows.append([])
            rows[-1].append(glyph)
    return rows


def _row(cells: list[Image.Image]) -> Image.Image:
    """Side by side on one bottom line, as printers set characters of different heights."""
    height = max((cell.height for cell in cells), default=0)
    row, x = _blank(sum(cell.width for cell in cells), height), 0
    for cell in cells:
        row.paste(cell, (x, height - cell.height))
        x += cell.width
    return row


@lru_cache(maxsize=4096)
def _glyph(char: str, bold: bool) -> Image.Image:
    cell = GLYPH_DOTS // 2 if char.isascii() else GLYPH_DOTS
    length = FONT.getlength(char)
    image = _blank(max(cell, ceil(length)), GLYPH_DOTS)
    for shift in (0, 1) if bold else (0,):
        start = ((image.width - length) / 2 + shift, 19)
        ImageDraw.Draw(image).text(start, char, fill=0, font=FONT, anchor="ls")
    return image.resize((cell, GLYPH_DOTS))
