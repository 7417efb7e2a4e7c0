"""Which font file draws which character, so that no box ever stands on the glass.

Noto Sans SC first; what it lacks (names such as 𠮷) comes from Noto Sans JP, then DejaVu Sans; a character
that no font has is drawn as 〓, the printers' mark for a missing sort.
"""

import re
import struct
from bisect import bisect_right
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

MISSING = "〓"
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile(r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
"""Drawn as nothing: joiners, directions, variants (Unicode 15.1, Default_Ignorable_Code_Point)."""


def _packaged(package: str, file: str) -> str:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {package} with the font {file} is not installed")
    return str(Path(next(iter(spec.submodule_search_locations))) / file)


@cache
def text_fonts() -> tuple[str, ...]:
    """Paths, the first is preferred."""
    return (
        _packaged("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
        _packaged("pylopdf_fonts_jp", "NotoSansJP-Regular.otf"),
        _packaged("kivy", "data/fonts/DejaVuSans.ttf"),
    )


@cache
def icon_font() -> str:
    """Path of the Material Design Icons."""
    return _packaged("fonticon_mdi7", "fonts/materialdesignicons-webfont.ttf")


def drawable(text: str) -> str:
    """`text` without what has no picture; control characters other than line ends become spaces."""
    return _UNSEEN.sub("", _CONTROLS.sub(" ", text))


def runs(text: str) -> list[tuple[str, str]]:
    """`text` cut where the font changes: (font path, piece), with 〓 for what no font has."""
    first = text_fonts()[0]
    if CERTAIN.issuperset(text):
        return [(first, text)]
    drawn = [(font, char) if (font := _font_of(char)) else (first, MISSING) for char in text]
    return [
        (font, "".join(char for _, char in group)) for font, group in groupby(drawn, key=lambda pair: pair[0])
    ]


CERTAIN = frozenset("\u00a0·—‘’“”…、。〈〉《》「」『』【】") | {
    chr(code)
    for first, last in ((0x20, 0x7E), (0xFF01, 0xFF5E), (0x4E00, 0x9FA5))
    for code in range(first, last + 1)
}
"""What the first font surely has, so that most texts need no look into a file; a test compares it with the
font.
"""


@cache
def _font_of(char: str) -> str | None:
    return next((font for font in text_fonts() if covers(font, ord(char))), None)


def covers(font: str, code: int) -> bool:
    """Whether the font has a glyph for the code point."""
    starts, ends = _ranges(font)
    index = bisect_right(starts, code) - 1
    return index >= 0 and code <= ends[index]


@cache
def _ranges(font: str) -> tuple[list[int], list[int]]:
    """First and last code points of the font's cmap subtables of formats 4 and 12 (OpenType 1.9, "cmap")."""
    data = Path(font).read_bytes()
    table = _table(data, b"cmap")
    count = struct.unpack_from(">H", data, table + 2)[0]
    offsets = {struct.unpack_from(">I", data, table + 4 + 8 * i + 4)[0] for i in range(count)}
    best = max(offsets, key=lambda offset: _rank(data, table + offset))
    pairs = sorted(_subtable(data, table + best))
    return [first for first, _ in pairs], [last for _, last in pairs]


def _table(data: bytes, tag: bytes) -> int:
    for i in range(struct.unpack_from(">H", data, 4)[0]):
        name, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * i)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")


def _rank(data: bytes, at: int) -> int:
    return {12: 2, 4: 1}.get(struct.unpack_from(">H", data, at)[0], 0)


def _subtable(data: bytes, at: int) -> list[tuple[int, int]]:
    if _rank(data, at) == 2:
        groups = struct.unpack_from(">I", data, at + 12)[0]
        return [struct.unpack_from(">II", data, at + 16 + 12 * i) for i in range(groups)]
    segments = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, at + 14)
    starts = struct.unpack_from(f">{segments}H", data, at + 16 + 2 * segments)
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start != 0xFFFF]
