"""How many text messages a text is. What is not Latin goes as UCS-2, as a Chinese sign name always makes it.

A single one holds 70 UTF-16 code units; a part of a longer one 67, as six octets tell the parts' order
(3GPP TS 23.038 and 23.040). The large Chinese gateways count Latin letters the same way: the alphabet of
seven bits is not used. A character beyond the Basic Multilingual Plane, such as 𠮷 or an emoji, takes two
units and is not torn.
"""

SINGLE_UNITS = 70
PART_UNITS = 67


def segments(text: str) -> int:
    """Parts that are sent, and paid for, for a text with its sign name; none for an empty one."""
    if not text:
        return 0
    sizes = [2 if ord(character) > 0xFFFF else 1 for character in text]
    if sum(sizes) <= SINGLE_UNITS:
        return 1
    parts, room = 0, 0
    for size in sizes:
        if size > room:
            parts, room = parts + 1, PART_UNITS
        room -= size
    return parts


def signed(sign_name: str, text: str) -> str:
    """The text as a phone gets it, its sender's approved name before it in the usual brackets."""
    return f"【{sign_name}】{text}"
