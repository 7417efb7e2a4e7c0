"""Reading a versioned data file: TOML in UTF-8, every key checked, none left over.

Pure: takes the text of a file and its name for the error. An error names the file, the key and the reason, in
words for whoever edits the file.
"""

import re
import tomllib
from datetime import date, datetime, time
from enum import Enum
from typing import TypeVar

from services.hub.domain.terms import Text

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

Choice = TypeVar("Choice", bound=Enum)


class DataFileError(ValueError):
    """A data file that cannot be used."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


class Table:
    """One table of a data file. Take every key that there may be, then call `nothing_else`."""

    def __init__(self, file: str, path: str, values: dict[str, object]) -> None:
        self._file = file
        self._path = path
        self._values = dict(values)

    @classmethod
    def parse(cls, text: str, file: str) -> "Table":
        """The whole file. Raises DataFileError when it is not TOML."""
        try:
            return cls(file, "", tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise DataFileError(file, "", f"not TOML: {error}") from error

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet taken."""
        return key in self._values

    def error(self, key: str, reason: str) -> DataFileError:
        """An error about a key of this table, to be raised."""
        return DataFileError(self._file, f"{self._path}.{key}" if self._path else key, reason)

    def string(self, key: str) -> str:
        """A text that is not empty."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "must be a text that is not empty")
        return value.strip()

    def code(self, key: str) -> str:
        """A code: small letters, digits and single hyphens."""
        return self._as_code(key, self._take(key))

    def number(self, key: str, least: int) -> int:
        """A whole number, not below `least`."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.error(key, f"must be a whole number from {least} up")
        return value

    def flag(self, key: str) -> bool:
        """true or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def day(self, key: str) -> date:
        """A date without a time."""
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(key, "must be a date such as 2026-01-31")
        return value

    def clock_time(self, key: str) -> time:
        """An hour and minute of the day."""
        value = self._take(key)
        if not isinstance(value, time) or value.second or value.microsecond:
            raise self.error(key, "must be a time of day in hours and minutes, such as 08:30:00")
        return value

    def table(self, key: str) -> "Table":
        """One table within this one."""
        return self._as_table(key, self._take(key))

    def choice(self, key: str, kinds: type[Choice]) -> Choice:
        """One of an enumeration's values."""
        return self._as_choice(key, self._take(key), kinds)

    def choices(self, key: str, kinds: type[Choice]) -> tuple[Choice, ...]:
        """Several of an enumeration's values, at least one."""
        return tuple(self._as_choice(key, value, kinds) for value in self._list(key))

    def codes(self, key: str) -> tuple[str, ...]:
        """Several codes, at least one."""
        return tuple(self._as_code(key, value) for value in self._list(key))

    def text(self, key: str) -> Text:
        """A text in both languages, both complete."""
        table = self._as_table(key, self._take(key))
        both = Text(zh=table.string("zh"), en=table.string("en"))
        table.nothing_else()
        return both

    def tables(self, key: str) -> "list[Table]":
        """The tables of a list, at least one."""
        return [self._as_table(f"{key}[{place}]", value) for place, value in enumerate(self._list(key), 1)]

    def nothing_else(self) -> None:
        """Raises DataFileError when a key was not taken: it is misspelt, or of another kind of file."""
        for key in self._values:
            raise self.error(key, "unknown key")

    def _take(self, key: str) -> object:
        if key not in self._values:
            raise self.error(key, "missing")
        return self._values.pop(key)

    def _list(self, key: str) -> list[object]:
        value = self._take(key)
        if not isinstance(value, list) or not value:
            raise self.error(key, "must be a list that is not empty")
        return value

    def _as_code(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not _CODE.fullmatch(value):
            raise self.error(key, f"{value!r} is no code: small letters, digits and single hyphens")
        return value

    def _as_choice(self, key: str, value: object, kinds: type[Choice]) -> Choice:
        for kind in kinds:
            if kind.value == value:
                return kind
        raise self.error(key, f"{value!r} is none of {', '.join(str(kind.value) for kind in kinds)}")

    def _as_table(self, key: str, value: object) -> "Table":
        if not isinstance(value, dict):
            raise self.error(key, "must be a table")
        return Table(self._file, f"{self._path}.{key}" if self._path else key, value)
