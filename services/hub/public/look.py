"""The page's style sheet, in the colours of the company's brand file, and the hash that the browser checks it
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
_SHEET = (Path(__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")


class Look(NamedTuple):
    """A style sheet and the Content-Security-Policy that allows it and nothing else."""

    css: str
    policy: str


@lru_cache(maxsize=64)
def look_of(company: str) -> Look:
    """The look of the company with this code; the default one where it has no brand file."""
    file = _BRANDS / f"{company}.toml"
    if not _NAME.fullmatch(company) or not file.is_file():
        file = _BRANDS / "default.toml"
    colours = tomllib.loads(file.read_text(encoding="utf-8"))["colours"]
    tokens = "".join(f"--{name}:{value};" for name, value in colours.items() if _COLOUR.fullmatch(value))
    css = f":root{{{tokens}}}\n{_SHEET}"
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return Look(css, policy)
