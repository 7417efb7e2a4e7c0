"""What the doctor says: one sentence a finding, in both languages, well or wrong."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from services.contracts.language import Language


@dataclass(frozen=True)
class Finding:
    """`well` None is something to know that is neither."""

    well: bool | None
    zh: str
    en: str


def well(zh: str, en: str) -> Finding:
    """It works."""
    return Finding(True, zh, en)


def wrong(zh: str, en: str) -> Finding:
    """It does not, and what to do."""
    return Finding(False, zh, en)


def note(zh: str, en: str) -> Finding:
    """Worth knowing."""
    return Finding(None, zh, en)


_SIGNS = {True: "✓", False: "✗", None: "·"}


def line(finding: Finding, language: Language) -> str:
    """As it is printed."""
    return f"{_SIGNS[finding.well]} {finding.zh if language == 'zh' else finding.en}"


def verdict(findings: Iterable[Finding], language: Language) -> str:
    """The last line."""
    count = sum(finding.well is False for finding in findings)
    if language == "zh":
        return f"有 {count} 项需要处理。" if count else "一切正常。"
    return f"{count} to be mended." if count else "All is well."


def own_language() -> Language:
    """That of the person at the keyboard."""
    words = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if words.startswith("zh") else "en"
