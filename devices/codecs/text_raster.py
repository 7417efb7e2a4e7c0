"""Draws a row of text as printer dots, in the printer's own grid: 12 dots for ASCII, 24 for all else."""

from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HAN_DOTS = 24
ROW_DOTS = 30
_BASELINE = 22
_WEIGHTS = {False: 400, True: 700}
_NO_CHARACTER = "\U0010ffff"  # no font may have it, so it shows the font's "missing" box


def default_font() -> Path:
    """Noto Sans CJK: all of extension A and 2,365 rarer ideographs, 𠮷 among them."""
    return Path(str(files("manimgx_fonts_cjk"))) / "NotoSansCJK-VF.otf.ttc"


class TextRaster:
    """A painter for EscPosEncoder. The font is opened when the first row needs it.

    `font` is a font with a weight axis, `face` the number of the Simplified Chinese face in its collection.
    """

    def __init__(self, font: Path | None = None, face: int = 2) -> None:
        self._path = font
        self._face = face
        self.has = cache(self._has)
        self._font = cache(self._open)

    def _open(self, bold: bool) -> ImageFont.FreeTypeFont:
        path = self._path or default_font()
        # The basic layout engine needs no system library, and every character gets its own cell anyway.
        font = ImageFont.truetype(path, HAN_DOTS, self._face, layout_engine=ImageFont.Layout.BASIC)
        font.set_variation_by_axes([_WEIGHTS[bold]])
        return font

    def _has(self, char: str) -> bool:
        font = self._font(False)
        drawn, missing = font.getmask(char), font.getmask(_NO_CHARACTER)
        return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))

    def row(self, text: str, scale: tuple[int, int], bold: bool) -> tuple[int, int, bytes]:
        """Bytes a row, rows, and the dots of the row, scaled as the printer scales its characters."""
        widths = [HAN_DOTS // 2 if char.isascii() else HAN_DOTS for char in text]
        image = Image.new("1", (max(1, sum(widths)), ROW_DOTS))
        for char, cell, end in zip(text, widths, accumulate(widths), strict=True):
            image.paste(self._cell(char, cell, bold), (end - cell, 0))
        across, down = scale
        image = image.resize((image.width * across, image.height * down), Image.Resampling.NEAREST)
        return (image.width + 7) // 8, image.height, image.tobytes()

    def _cell(self, char: str, cell: int, bold: bool) -> Image.Image:
        """One character in the middle of its cell; a wider one is squeezed into it, never cut."""
        font = self._font(bold)
        advance = max(cell, round(font.getlength(char)))
        image = Image.new("L" if advance > cell else "1", (advance, ROW_DOTS))
        pen = ImageDraw.Draw(image)
        pen.text((advance / 2, _BASELINE), char, fill=255, font=font, anchor="ms")
        if advance > cell:
            squeezed = image.resize((cell, ROW_DOTS), Image.Resampling.BOX)
            image = squeezed.point(lambda grey: 255 if grey > 100 else 0, "1")
        return image
