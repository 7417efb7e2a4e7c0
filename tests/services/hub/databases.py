"""Databases for the hub's tests: files of SQLite, and those of a real PostgreSQL server (tests/postgres).

A test whose fixtures ask for `backend` runs on both. SQLITE_ALONE and POSTGRESQL_ALONE mark those that are
about the one; SQLITE_ALONE also those whose statements others run on both.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.util import LRUCache

from tests.postgres.server import server

BACKENDS = ("sqlite", "postgresql")


class _Compiled(LRUCache[Any, Any]):
    """Statements of all hubs of one kind of database: a hub compiles each once in its life, but hundreds live
    in a process of tests. A key begins with the engine's own dialect, which makes no difference among them.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


_COMPILED = {backend: _Compiled(5000) for backend in BACKENDS}


@event.listens_for(Engine, "engine_connect")
def _share_what_is_compiled(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED[connection.dialect.name])


def _alone(backend: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("backend", [backend], indirect=True, scope="module")


SQLITE_ALONE = _alone("sqlite")
POSTGRESQL_ALONE = _alone("postgresql")


def lasting_database(backend: str) -> tuple[str, Path]:
    """The address of an empty database that lasts as long as this process, and a folder that does."""
    stack = ExitStack()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hub-template-")))
    url = stack.enter_context(new_database(backend, folder))
    atexit.register(stack.close)
    return url, folder


@contextmanager
def new_database(backend: str, folder: Path) -> Iterator[str]:
    """The address of an empty database, which is there as long as the context; a file lies in the folder."""
    with _database(backend, folder, template=None) as url:
        yield url


@contextmanager
def copied_database(template: str | URL, folder: Path) -> Iterator[str]:
    """The same, with all that is in another database of its kind, which nobody has open."""
    with _database(make_url(template).get_backend_name(), folder, template) as url:
        yield url


@contextmanager
def _database(backend: str, folder: Path, template: str | URL | None) -> Iterator[str]:
    if backend == "sqlite":
        file = folder / "hub.db"
        if template:
            shutil.copy(str(make_url(template).database), file)
        yield f"sqlite:///{file}"
        return
    url = server().new_database(template)
    yield url
    server().leave(url)
