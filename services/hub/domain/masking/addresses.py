"""Addresses: only as far as the road, or where there is none as far as the village or the town.

Kept: province, city, county, town (镇, 乡, 街道) and then the first road (路, 街, 巷, 大道, 公路 ...), or
else the village (村). Dropped with one ***: everything after it, so house numbers, estates, buildings, units,
rooms, groups of a village, names of neighbours and landmarks. No digit is ever kept. A housing estate that
calls itself a new village (新村) says as much as a building and is dropped as well. Text that is no such
address becomes *** whole.
"""

import re

from services.hub.domain.masking.glyphs import HAN
from services.hub.domain.masking.places import place_to_town

_HIDDEN = "***"

_ROAD_WORDS = "大道|大街|公路|环路|胡同|里弄|路|街|巷|弄|道"
_STOPS = (
    "大道|大街|公路|胡同|里弄|小区|社区|花园|家园|公寓|大厦|广场|大院|医院|学校|小学|中学|超市|银行|"
    "对面|隔壁|家门|门口|门前|屋前|屋后|[路街巷弄村号栋幢组室苑庭店厂旁]"
)
_STEM = f"(?:(?!{_STOPS})[{HAN}])"
_ROAD = re.compile(f"{_STEM}{{1,7}}?(?:村{_STEM}?)?(?:{_ROAD_WORDS})(?:[东西南北中]路|[东西南北中]段)?")
_VILLAGE = re.compile(f"[路街]?{_STEM}{{1,7}}?(?<!新)村")
_SPACES = re.compile(r"\s+")


def mask_address(address: str) -> str:
    """The address as a hall's screen may show it; an empty one stays empty."""
    text = _SPACES.sub("", address)
    if not text:
        return ""
    kept = place_to_town(text)
    rest = text[len(kept) :]
    found = _ROAD.match(rest) or _VILLAGE.match(rest)
    kept += found.group() if found else ""
    return kept if kept == text else kept + _HIDDEN
