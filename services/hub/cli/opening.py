"""What the commands share: where the database is, opening it, and saying why something was not done."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from services.hub.clock import SystemClock
from services.hub.domain.chinatime import CHINA
from services.hub.domain.datafile import DataFileError
from services.hub.secrets import BadSecret, load_secrets
from services.hub.settings import BadSetting, Settings
from services.hub.store.engine import BadDatabaseUrl, make_engine
from services.hub.store.migrate import SchemaTooNew, bring_up_to_date
from services.hub.usecases.context import Hub
from services.hub.usecases.load_data import DataConflict

ENVIRONMENT = "HUB_DATABASE_URL"


class NotDone(Exception):
    """Why a command could not do its work, in one line."""


def parser(command: str, description: str) -> argparse.ArgumentParser:
    """A parser that knows where the database and the hub's secret are."""
    made = argparse.ArgumentParser(prog=f"main.py hub {command}".strip(), description=description)
    made.add_argument(
        "--database-url",
        default=os.environ.get(ENVIRONMENT),
        metavar="URL",
        help=f"sqlite:////path/to/hub.db or postgresql+psycopg://host/name (default: {ENVIRONMENT})",
    )
    made.add_argument(
        "--secret-file",
        type=Path,
        metavar="FILE",
        help="the hub's secret (default: HUB_SECRET, else beside a SQLite database)",
    )
    return made


def database_url(options: argparse.Namespace) -> str:
    """The database's address. Raises NotDone when none was given."""
    url: str | None = options.database_url
    if not url:
        raise NotDone(f"say which database: --database-url or {ENVIRONMENT}")
    return url


def open_hub(options: argparse.Namespace) -> Hub:
    """The hub over a database that exists. Raises NotDone when there is none, and what opening it raises."""
    url = database_url(options)
    engine = make_engine(url)
    file = make_url(url).database
    if engine.dialect.name == "sqlite" and file and not Path(file).exists():
        raise NotDone(f"there is no database {file}")
    bring_up_to_date(engine)
    settings = Settings(database_url=url, secret_file=options.secret_file)
    return Hub.over(engine, settings, load_secrets(url, options.secret_file), SystemClock())


_SET_UP = (
    *(NotDone, BadSecret, BadSetting, BadDatabaseUrl, SchemaTooNew),
    *(DataFileError, DataConflict, LookupError, OSError),
)


def finish(command: str, work: Callable[[], int]) -> int:
    """Run the work; what is wrong with the set-up is one line and exit code 1."""
    try:
        return work()
    except _SET_UP as error:
        sys.stderr.write(f"hub {command}: {error}\n".replace("hub :", "hub:"))
    except DBAPIError as error:
        sys.stderr.write(f"hub {command}: the database says: {error.orig}\n".replace("hub :", "hub:"))
    return 1


def say(line: str) -> None:
    """One line on standard output, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def moment(at: datetime | None) -> str:
    """A moment in China for a table; a dash for none."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if at else "-"
