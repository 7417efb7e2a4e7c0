"""What a reader takes for one character."""

import unicodedata

STAR = "*"

HAN = (
    "\u3005\u3007"  # 々 〇
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""For use within the brackets of a regular expression."""

_JOINED = {"Mn", "Me", "Mc", "Cf", "Cs"}


def glyphs(text: str) -> list[str]:
    """The text cut into characters as seen: a mark or variation selector stays with the one it belongs to.

    𠮷 is one, though it lies outside the Basic Multilingual Plane, and so is 葛 with a variation selector.
    """
    seen: list[str] = []
    for char in text:
        if seen and unicodedata.category(char) in _JOINED:
            seen[-1] += char
        else:
            seen.append(char)
    return seen
