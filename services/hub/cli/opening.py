"""What the commands share: where the database is, opening it, and saying why something was not done."""

import argparse
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from services.hub.cli.options import ENVIRONMENT
from services.hub.clock import SystemClock
from services.hub.domain.chinatime import CHINA
from services.hub.domain.datafile import DataFileError
from services.hub.secrets import BadSecret, load_secrets
from services.hub.settings import BadSetting, Settings
from services.hub.store.engine import BadDatabaseUrl
from services.hub.store.migrate import SchemaTooNew
from services.hub.usecases.context import Hub
from services.hub.usecases.load_data import DataConflict, open_database


class NotDone(Exception):
    """Why a command could not do its work, in one line."""


def database_url(options: argparse.Namespace) -> str:
    """The database's address. Raises NotDone when none was given, or none that can be read."""
    url: str | None = options.database_url
    if not url:
        raise NotDone(f"say which database: --database-url or {ENVIRONMENT}")
    try:
        make_url(url)
    except (ArgumentError, ValueError) as error:
        raise NotDone("not a database's address: write sqlite:////path/to/hub.db") from error
    return url


def existing_database(options: argparse.Namespace) -> Engine:
    """The database, schema and data files up to date. Raises NotDone when there is none, and what opening it
    raises.
    """
    url = database_url(options)
    file = missing_file(make_url(url))
    if file is not None:
        raise NotDone(f"there is no database {file}")
    return open_database(url)


def missing_file(url: URL) -> str | None:
    """The file of a SQLite database that is not there yet."""
    there = url.get_backend_name() != "sqlite" or not url.database or Path(url.database).exists()
    return None if there else url.database


def open_hub(options: argparse.Namespace) -> Hub:
    """The hub over a database that exists. Raises NotDone when there is none, and what opening it raises."""
    engine, url = existing_database(options), database_url(options)
    settings = Settings(database_url=url, secret_file=options.secret_file)
    return Hub.over(engine, settings, load_secrets(url, options.secret_file), SystemClock())


_SET_UP = (
    *(NotDone, BadSecret, BadSetting, BadDatabaseUrl, SchemaTooNew),
    *(DataFileError, DataConflict, LookupError, OSError),
)


def finish(command: str, work: Callable[[], int], *, not_done: int = 1) -> int:
    """Run the work; what is wrong with the set-up is one line and the exit code `not_done`."""
    try:
        return work()
    except _SET_UP as error:
        why = _words(error)
    except DBAPIError as error:
        first, *_ = str(error.orig).splitlines()  # PostgreSQL's further ones tell the values that it refuses
        why = f"the database says: {first}"
    sys.stderr.write(_shown(f"{f'hub {command}'.strip()}: {why}\n"))
    return not_done


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def say(line: str) -> None:
    """One line on standard output, at once."""
    sys.stdout.write(_shown(line) + "\n")
    sys.stdout.flush()


def say_rows(rows: Iterable[Mapping[str, Any]], line: Callable[[Any], str], *, as_json: bool) -> None:
    """Each as a line, or all as a JSON array with instants in UTC."""
    if as_json:
        options = orjson.OPT_UTC_Z | orjson.OPT_INDENT_2
        sys.stdout.buffer.write(orjson.dumps(list(rows), option=options) + b"\n")
    else:
        for row in rows:
            say(line(row))


def _shown(text: str) -> str:
    """JSON's escapes for what a terminal would obey instead of showing; it may come from a file's cell."""
    return "".join(
        c if c == "\n" or c.isprintable() or unicodedata.category(c) == "Zs" else _escaped(c) for c in text
    )


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def moment(at: datetime | None) -> str:
    """A moment in China for a table; a dash for none."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if at else "-"
