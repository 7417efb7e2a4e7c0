"""What can be wrong with a whole file, and the limits that keep a hostile one from harming the hub."""

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 256 * 1024 * 1024
"""Of all parts of a workbook together: 100,000 rows of 20 columns are about 60 MB."""
MAX_OTHER_PARTS_BYTES: Final = 16 * 1024 * 1024
"""Of a workbook's parts that hold no cells: styles, pictures."""
MAX_ROWS: Final = 300_000
MAX_COLUMNS: Final = 200
HEADER_LINES: Final = 10
"""How far down the headings are looked for: exports like to begin with a title."""


class FileReason(StrEnum):
    """Why a whole file was refused. docs/import.md explains each."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NOT_A_TABLE = "not-a-table"
    BROKEN_WORKBOOK = "broken-workbook"
    UNKNOWN_KIND = "unknown-kind"
    MISSING_COLUMN = "missing-column"
    DUPLICATE_COLUMN = "duplicate-column"
    FUTURE_MOMENT = "future-moment"


class FileRefused(Exception):
    """A file of which no row is taken: a code, and why in Chinese and English."""

    def __init__(self, reason: FileReason, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.reason = reason


def too_large(zh: str, en: str) -> FileRefused:
    """The refusal of a file that goes beyond a limit."""
    return FileRefused(FileReason.TOO_LARGE, f"文件过大，超过 {zh}", f"the file is too large: more than {en}")


def file_name(path: Path) -> str:
    """The file's name as text: UTF-8, else GB18030 as archives from Windows have it, else with escapes."""
    name = os.fsencode(path.name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return name.decode(encoding)
    return name.decode("utf-8", "backslashreplace")
