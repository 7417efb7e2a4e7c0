"""A page's style sheet, in the colours of the company's brand file, and the hash that the browser checks it
by.
"""

import base64
import hashlib
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_BRANDS = Path(__file__).resolve().parents[3] / "assets" / "brands"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_NAME = re.compile(r"[a-z0-9-]{1,40}")


class Look(NamedTuple):
    """A style sheet, and what a Content-Security-Policy calls it."""

    css: str
    source: str


@lru_cache(maxsize=64)
def look_of(company: str, sheet: Path) -> Look:
    """The sheet in the colours of the company with this code; the default ones where it has no brand file."""
    file = _BRANDS / f"{company}.toml"
    if not _NAME.fullmatch(company) or not file.is_file():
        file = _BRANDS / "default.toml"
    colours = tomllib.loads(file.read_text(encoding="utf-8"))["colours"]
    tokens = "".join(f"--{name}:{value};" for name, value in colours.items() if _COLOUR.fullmatch(value))
    css = f":root{{{tokens}}}\n{sheet.read_text(encoding='utf-8')}"
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Look(css, f"'sha256-{digest}'")
