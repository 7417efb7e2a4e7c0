"""Makes text harmless and breaks it into rows by display width.

A column is half a Han character: ASCII takes one, everything else two, as on a printer whose other
characters are all two-byte ones.
"""

import re
import unicodedata

_SPACES = {"Cc", "Zl", "Zp", "Zs"}
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_OPENING = "（《〈「『【〔“‘"
_CLOSING = "，。、；：！？）》〉」』】〕”’…"
# What must stay together: a word, or one wide character, with the marks that may not start or end a row.
_UNIT = re.compile(f" +|[{_OPENING}]*(?:[!-~]+|[^ ])[{_CLOSING}]*", re.DOTALL)


def harmless(text: str) -> str:
    """Text without control or format characters: no byte of it can be a command.

    Control characters, line ends and odd spaces become a space; invisible format characters and variation
    selectors go; a half of a surrogate pair is written as its code.
    """
    return "".join(map(_harmless, _VARIATION_SELECTORS.sub("", text)))


def _harmless(char: str) -> str:
    category = unicodedata.category(char)
    if category in _SPACES and char != "\u3000":
        return " "
    if category == "Cf":
        return ""
    if char == "¥":  # U+00A5 is not in GBK; the full-width sign is
        return "￥"
    return spelt(char) if category == "Cs" else char


def spelt(char: str) -> str:
    """A character that cannot be drawn, as something that a person can look up: never a box or a '?'."""
    return f"[U+{ord(char):04X}]"


def width(text: str) -> int:
    """In columns."""
    return sum(1 if char.isascii() else 2 for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """Rows of at most `columns` (2 or more); nothing is lost but the spaces where a row ends."""
    rows: list[str] = []
    row = ""
    for unit in _UNIT.findall(text):
        for piece in _pieces(unit, columns):
            if width(row) + width(piece) > columns:
                rows.append(row.rstrip(" "))
                row = ""
                if piece.isspace():
                    continue
            row += piece
    rows.append(row.rstrip(" "))
    return rows


def _pieces(unit: str, columns: int) -> list[str]:
    """A unit that no row can hold, cut where it must be."""
    if width(unit) <= columns:
        return [unit]
    pieces = [""]
    for char in unit:
        if width(pieces[-1]) + width(char) > columns:
            pieces.append("")
        pieces[-1] += char
    return pieces
