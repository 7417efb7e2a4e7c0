"""Who is measured: what each is started by, and how its table tells what is done."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg

from services.hub.usecases.load_data import open_database
from tests.bench.hub_process import ROOT
from tests.bench.machine import Failure
from tests.bench.outbox.peers import peers_version
from tests.bench.outbox.waiting import fill
from tests.postgres.server import PostgresServer

HUB_WORKER = [sys.executable, "-m", "tests.bench.outbox.on_hub"]
HUB_LEFT = "SELECT EXISTS (SELECT 1 FROM messages WHERE state = 'waiting')"
HUB_DONE = "SELECT count(*) FROM messages WHERE state = 'accepted'"


class Database(Protocol):
    """A connection of psycopg or of sqlite3."""

    def execute(self, statement: str) -> Any:
        """Answers a cursor."""


@dataclass(frozen=True)
class Store:
    """A database in which jobs wait."""

    address: str
    """For the workers."""
    watched: Database


@dataclass(frozen=True)
class Side:
    """One way to deliver."""

    name: str
    worker: list[str]
    """Its command; the address follows."""
    jobs: int
    """How many wait when a round begins."""
    left: str
    """SQL: whether anything is still to be done."""
    done: str
    """SQL: how many are."""
    store: Callable[[], Any]
    """A context with a new Store, in which they wait."""


def hub_on_sqlite(folder: Path, jobs: int) -> Side:
    """The hub's outbox in a file under `folder`."""
    filled, numbers = folder / "filled.db", count(1)
    _fill(f"sqlite:///{filled}", jobs)

    @contextmanager
    def store() -> Iterator[Store]:
        file = folder / f"{next(numbers)}.db"
        shutil.copyfile(filled, file)
        with closing(sqlite3.connect(file, isolation_level=None)) as watched:
            yield Store(f"sqlite:///{file}", watched)

    return Side("hub", HUB_WORKER, jobs, HUB_LEFT, HUB_DONE, store)


def hub_on_postgresql(server: PostgresServer, jobs: int) -> Side:
    """The hub's outbox there."""
    filled = server.new_database()
    _fill(filled, jobs)
    return Side("hub", HUB_WORKER, jobs, HUB_LEFT, HUB_DONE, _copies(server, filled, str))


def pgqueuer(server: PostgresServer, jobs: int, python: Path) -> Side:
    """It deletes what is done, and keeps a log of it."""
    left = "SELECT EXISTS (SELECT FROM pgqueuer)"
    done = "SELECT count(*) FROM pgqueuer_log WHERE status = 'successful'"
    return _peer("pgqueuer", server, jobs, python, left, done)


def procrastinate(server: PostgresServer, jobs: int, python: Path) -> Side:
    """It keeps what is done, as the hub does."""
    left = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))"
    done = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'"
    return _peer("procrastinate", server, jobs, python, left, done)


def _peer(package: str, server: PostgresServer, jobs: int, python: Path, left: str, done: str) -> Side:
    program = [str(python), "-m", "tests.bench.outbox.peer", f"on_{package}"]
    filled = server.new_database()
    filling = [*program, "fill", _plain(filled), str(jobs)]
    made = subprocess.run(filling, cwd=ROOT, capture_output=True, text=True)
    if made.returncode:
        raise Failure(f"{package} cannot be prepared:\n{made.stderr[-1000:]}")
    name = f"{package} {peers_version(package)}"
    return Side(name, [*program, "work"], jobs, left, done, _copies(server, filled, _plain))


def _copies(server: PostgresServer, filled: str, address: Callable[[str], str]) -> Callable[[], Any]:
    """Contexts, each with a copy of the database; the planner knows what is in it."""
    with psycopg.connect(_plain(filled), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")

    @contextmanager
    def store() -> Iterator[Store]:
        url = server.new_database(filled)
        with psycopg.connect(_plain(url), autocommit=True) as watched:
            yield Store(address(url), watched)
        server.leave(url)

    return store


def _fill(url: str, jobs: int) -> None:
    engine = open_database(url)
    fill(engine, datetime.now(UTC), jobs)
    engine.dispose()


def _plain(url: str) -> str:
    """As PostgreSQL's own library writes it."""
    return url.replace("+psycopg", "")
