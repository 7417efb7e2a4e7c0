"""Phone numbers: 138****1234; a landline keeps its area code and its last two digits.

- A mobile number (11 digits from 13 to 19) keeps three and four digits, as people in China know it; a
  country code (+86, 0086) is dropped.
- A landline (0871-0123456) is shorter, so it keeps less: area code and the last two digits, one star for
  each of the others. Its extension is dropped.
- Any other number keeps its last two digits when it has seven or more, and none when it has fewer.
- Several numbers in one field (split by / 、 , ; or a space between whole numbers) are masked each.
Digits of full width count as digits. Whatever else stands in the field is dropped.
"""

import re
import unicodedata

from services.hub.domain.masking.glyphs import STAR

_SPLIT = re.compile(r"[/、,;|\n]+|(?<=\d{11})\s+(?=\d{7})")
_MASKED = re.compile(r"1\d\d\*{4}\d{4}|(?:0\d{2,3}-)?\*{3,}(?:\d{2})?")
_MOBILE = re.compile(r"(?:00)?(?:86)?(1[3-9]\d)\d{4}(\d{4})")
_LANDLINE = re.compile(r"\D*?(?:(?:\+86|0086|86-)\D*0?|0)(10|2\d|[3-9]\d\d)\D*(\d{7,8})(?:\D+\d{1,6})?\D*")
_FEWEST = 7


def mask_phone(phone: str) -> str:
    """The number or numbers as a hall's screen may show them; a field without a digit becomes empty."""
    pieces = _SPLIT.split(unicodedata.normalize("NFKC", phone))
    return "/".join(masked for masked in map(_masked, pieces) if masked)


def _masked(piece: str) -> str:
    piece = "".join(piece.split())
    if _MASKED.fullmatch(piece):
        return piece
    if landline := _LANDLINE.fullmatch(piece):
        area, number = landline.groups()
        return f"0{area}-{STAR * (len(number) - 2)}{number[-2:]}"
    digits = re.sub(r"[^0-9]", "", piece)
    if mobile := _MOBILE.fullmatch(digits):
        return f"{mobile[1]}{STAR * 4}{mobile[2]}"
    if len(digits) >= _FEWEST:
        return STAR * (len(digits) - 2) + digits[-2:]
    return STAR * 3 if digits else ""
