"""Setting text: lines broken as Chinese and English want it, and measured. `screens.glyphs` draws them.

Kivy's own Label breaks Han lines before punctuation and knows no second font; this asks the same provider.
"""

import re
from functools import lru_cache
from itertools import accumulate, combinations, pairwise
from typing import NamedTuple

from kivy.core.text import Label as CoreLabel
from kivy.core.text._text_sdl2 import _get_extents

from screens.fonts import drawable, icon_font, runs
from screens.metrics import LINE_HEIGHT

ELLIPSIS = "…"
SEPARATOR = " · "
"""Between two facts on a line, which is broken there first; then the dot says nothing and is left out."""
NEVER_FIRST = frozenset("\u00a0，。、；：？！）》」』】〉”’…—·%,.!?:;)]}")
NEVER_LAST = frozenset("（《「『【〈“‘([{")
DATE = r"[0-9]+月[0-9]+日(?:\u00a0周.)?(?:\u00a0[0-9]+:[0-9]+)?"
TOKENS = re.compile(DATE + r"|[0-9A-Za-z\u00a0-\u024f@#&'*_+./:\\%\-]+|\s|.", re.DOTALL)
EVEN = re.compile("[0-9 \u00a0:\\-·，。、；：？！（）\u4e00-\u9fff]+")
"""Characters of which no two are kerned: a word of these is as wide as they are together."""
STOPS = re.compile(r"[，。；：](?=.)|[,.;:](?=\s)")
"""Where a sentence breathes: not in 10:30."""
MOST_UNEVEN = 3
"""A line that is broken at a stop may be so many times as long as another."""
MOST_PARTS = 4
"""More lines are not broken at stops: that is a text, not a sentence."""


class Face(NamedTuple):
    """One size and weight. `size` is the em in pixels."""

    size: int
    strong: bool = False
    icon: bool = False

    @property
    def line(self) -> int:
        """Height of a line in pixels."""
        return round(self.size * (1 if self.icon else LINE_HEIGHT))

    @property
    def strike(self) -> tuple[int, int]:
        """By how many pixels strokes are thickened to the right and downwards."""
        return (max(1, round(self.size / 36)), self.size // 33) if self.strong else (0, 0)


class Setting(NamedTuple):
    """Text that has been broken into lines."""

    lines: tuple[str, ...]
    widths: tuple[int, ...]
    """Of each line, in pixels."""
    shortened: bool

    @property
    def width(self) -> int:
        """Of the widest line, in pixels."""
        return max(self.widths, default=0)

    def height(self, face: Face) -> int:
        """Of all lines, in pixels."""
        return len(self.lines) * face.line


class Pen(CoreLabel):
    """A font in one size, as Kivy's text provider wants to be told of it."""

    def __init__(self, font: str, size: int) -> None:
        super().__init__(font_size=size, font_name=font, color=(1, 1, 1, 1))
        self.resolve_font_name()
        self._id: str = super()._get_font_id()

    def _get_font_id(self) -> str:
        # Asked for with every measure; Kivy's own puts it together each time.
        return self._id


@lru_cache(maxsize=64)
def _pen(font: str, size: int) -> Pen:
    return Pen(font, size)


def pieces_of(text: str, face: Face) -> list[tuple[Pen, str]]:
    """The text cut where the font changes, each piece with what draws it."""
    if face.icon:
        return [(_pen(icon_font(), face.size), text)]
    return [(_pen(font, face.size), piece) for font, piece in runs(text)]


def _asked(text: str, face: Face) -> int:
    """Pixels as the font tells them: it shapes the text for it, which takes as long as setting a line."""
    return sum(int(_get_extents(pen, piece)[0]) for pen, piece in pieces_of(text, face))


@lru_cache(maxsize=4096)
def _char_width(char: str, face: Face) -> int:
    return _asked(char, face)


@lru_cache(maxsize=512)
def _word_width(word: str, face: Face) -> int:
    return offsets(word, face)[-1] if EVEN.fullmatch(word) else _asked(word, face)


@lru_cache(maxsize=32)
def _han_width(face: Face) -> int:
    return int(
        _get_extents(pieces_of("国国", face)[0][0], "国国")[0]
        - _get_extents(pieces_of("国", face)[0][0], "国")[0]
    )


def advance_of(token: str, face: Face) -> int:
    """Pixels from the start of a character or a word to what follows it."""
    if len(token) > 1:
        return _word_width(token, face)
    return _han_width(face) if is_han(token) else _char_width(token, face)


def is_han(token: str) -> bool:
    """Whether it is one ideograph: all are equally wide."""
    return len(token) == 1 and "\u4e00" <= token <= "\u9fff"


@lru_cache(maxsize=512)
def offsets(word: str, face: Face) -> tuple[int, ...]:
    """Where each character of a word begins, and where the word ends, in pixels."""
    if EVEN.fullmatch(word):
        return tuple(accumulate((advance_of(char, face) for char in word), initial=0))
    ends = [_asked(word[: index + 1], face) for index in range(len(word))]
    starts = [end - advance_of(char, face) for end, char in zip(ends, word, strict=True)]
    return (*starts, ends[-1])


@lru_cache(maxsize=512)
def kern(before: str, char: str, face: Face) -> int:
    """Pixels by which the second of two characters is moved towards the first, negative, or away."""
    pair = before + char
    if not before or face.icon or is_han(before) or is_han(char) or EVEN.fullmatch(pair):
        return 0
    if len(pieces_of(pair, face)) > 1:
        return 0
    return _asked(pair, face) - advance_of(before, face) - advance_of(char, face)


@lru_cache(maxsize=1024)
def width_of(text: str, face: Face) -> int:
    """Pixels of one line, as it is drawn: token after token."""
    width, before = face.strike[0], ""
    for token in TOKENS.findall(text):
        width += kern(before, token[0], face) + advance_of(token, face)
        before = token[-1]
    return width


@lru_cache(maxsize=512)
def set_lines(text: str, face: Face, width: int, max_lines: int = 0) -> Setting:
    """Break `text` into lines of at most `width` pixels; after `max_lines` (0: any number) end in an
    ellipsis.
    """
    lines: list[str] = []
    for paragraph in (text if face.icon else drawable(text)).split("\n"):
        lines += _break(paragraph, face, width)
    shortened = 0 < max_lines < len(lines)
    if shortened:
        last, more = lines[max_lines - 1 : max_lines + 1]
        gap = next((gap for gap in ("", SEPARATOR) if last + gap + more in text), " ")
        rest = last + gap + more
        lines = [*lines[: max_lines - 1], _shorten(rest, face, width)]
    return Setting(tuple(lines), tuple(width_of(line, face) for line in lines), shortened)


@lru_cache(maxsize=64)
def balanced(text: str, face: Face, width: int) -> Setting:
    """As `set_lines`, with each paragraph's lines as even as they can be without one line more."""
    paragraphs = [_evened(paragraph, face, width) for paragraph in text.split("\n")]
    lines = tuple(line for setting in paragraphs for line in setting.lines)
    return Setting(lines, tuple(width for setting in paragraphs for width in setting.widths), shortened=False)


def _evened(paragraph: str, face: Face, width: int) -> Setting:
    widest = set_lines(paragraph, face, width)
    if 1 < len(widest.lines) <= MOST_PARTS and (parts := _parted(paragraph, face, width, len(widest.lines))):
        return parts
    low, high = width // 2, width
    while len(widest.lines) > 1 and high - low > face.size // 2:
        middle = (low + high) // 2
        tried = set_lines(paragraph, face, middle)
        if len(tried.lines) == len(widest.lines):
            widest, high = tried, middle
        else:
            low = middle
    return widest


def _parted(paragraph: str, face: Face, width: int, count: int) -> Setting | None:
    """In `count` lines that end where one breathes, if there are such places."""
    stops = [stop.end() for stop in STOPS.finditer(paragraph)]
    settings = []
    for cuts in combinations(stops, count - 1):
        parts = tuple(paragraph[start:end].strip() for start, end in pairwise((0, *cuts, len(paragraph))))
        settings.append(Setting(parts, tuple(width_of(part, face) for part in parts), shortened=False))
    fitting = [setting for setting in settings if setting.width <= width and all(setting.lines)]
    best = min(fitting, key=lambda setting: setting.width, default=None)
    return best if best and min(best.widths) * MOST_UNEVEN >= best.width else None


def _break(text: str, face: Face, width: int) -> list[str]:
    if width_of(text, face) <= width:
        return [text]
    lines: list[str] = []
    for fact in text.split(SEPARATOR):
        joined = f"{lines[-1]}{SEPARATOR}{fact}" if lines else fact
        if width_of(joined, face) <= width:
            lines[-1:] = [joined]
        else:
            lines += _flow(fact, face, width)
    return lines


def _flow(text: str, face: Face, width: int) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for token in _tokens(text, face, width):
        advance = advance_of(token, face)
        if line and not token.isspace() and not _fits(line, token, used + advance, face, width):
            carried = _carried(line, token)
            lines.append("".join(line[: len(line) - len(carried)]).rstrip())
            line = carried
            used = sum(advance_of(other, face) for other in line)
        if line or not token.isspace():
            line.append(token)
            used += advance
    lines.append("".join(line).rstrip())
    return lines


def _fits(line: list[str], token: str, added_up: int, face: Face, width: int) -> bool:
    """Whether the token still fits. Because of kerning its width is not quite the sum of the tokens'."""
    if added_up <= width - face.size // 2:
        return True
    return width_of("".join(line) + token, face) <= width


def _carried(line: list[str], token: str) -> list[str]:
    """What goes down with `token`, so that no line starts with a stop or ends with an opening bracket."""
    start = len(line)
    first = token
    while start > 1 and (first[0] in NEVER_FIRST or line[start - 1] in NEVER_LAST):
        start -= 1
        first = line[start]
    return line[start:]


def _tokens(text: str, face: Face, width: int) -> list[str]:
    """Words, dates, Han characters and spaces; a word longer than a line falls apart."""
    tokens: list[str] = []
    for token in TOKENS.findall(text):
        tokens += token if len(token) > 1 and _word_width(token, face) > width else [token]
    return tokens


def _shorten(text: str, face: Face, width: int) -> str:
    while text and width_of(text + ELLIPSIS, face) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def open_font(face: Face) -> None:
    """Have the font of this size ready: opening it takes 10 ms, which no touch should wait for."""
    width_of("国", face)


def forget() -> None:
    """Drop every text that was measured: the visit has ended. Single characters are nobody's."""
    for measured in (set_lines, balanced, width_of, _word_width, offsets, kern):
        measured.cache_clear()
