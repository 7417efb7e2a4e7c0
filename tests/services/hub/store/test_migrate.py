"""The schema: migrations and models agree, and any number of hubs may start at once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect, text

from services.hub.store.engine import make_engine, reading, writing
from services.hub.store.migrate import HEAD, SchemaTooNew, alembic_config, bring_up_to_date, revision_of
from services.hub.store.models import Base
from tests.services.hub.databases import new_database

ROOT = Path(__file__).parents[4]
START = (
    "import sys; from services.hub.store.engine import make_engine; "
    "from services.hub.store.migrate import bring_up_to_date; "
    "sys.stdin.readline(); bring_up_to_date(make_engine(sys.argv[1]))"
)


@pytest.fixture
def url(backend: str, tmp_path: Path) -> Iterator[str]:
    """Of an empty database."""
    with new_database(backend, tmp_path) as url:
        yield url


def test_migrations_and_models_agree(url: str) -> None:
    engine = make_engine(url)
    bring_up_to_date(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert revision_of(connection) == HEAD


def test_the_newest_revision_is_the_one_that_is_named(url: str) -> None:
    with reading(make_engine(url)) as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
        assert scripts.get_heads() == [HEAD]


def test_a_second_time_changes_nothing(url: str) -> None:
    engine = make_engine(url)
    bring_up_to_date(engine)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    bring_up_to_date(engine)
    assert not [one for one in statements if one.split()[0] in ("CREATE", "ALTER", "INSERT", "UPDATE")]


def test_two_at_once(url: str) -> None:
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", START, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for process in starts:
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in starts:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()
    with reading(make_engine(url)) as connection:
        assert revision_of(connection) == HEAD


def test_one_that_fails_half_way_leaves_nothing(url: str) -> None:
    """As one that is killed: what was not committed is rolled back."""
    engine = make_engine(url)
    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError("killed")
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == []
    bring_up_to_date(engine)


def test_a_newer_schema_is_not_touched(url: str) -> None:
    engine = make_engine(url)
    bring_up_to_date(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew):
        bring_up_to_date(engine)
