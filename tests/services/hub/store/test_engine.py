"""How the database is opened: what is committed is on the disk, and writers queue at the beginning."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from services.hub.store.engine import BadDatabaseUrl, make_engine, reading, writing
from services.hub.store.migrate import bring_up_to_date
from services.hub.store.models import Kiosk
from tests.services.hub.databases import POSTGRESQL_ALONE, SQLITE_ALONE, new_database


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hub.db'}"


def test_sqlite_is_opened_carefully(url: str) -> None:
    with reading(make_engine(url)) as connection:
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


def test_a_writer_takes_the_lock_at_the_beginning(url: str) -> None:
    engine = make_engine(url, busy_timeout_ms=10)
    with writing(engine), pytest.raises(OperationalError, match="locked"), writing(engine):
        pass


@pytest.fixture
def engine(backend: str, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of either kind."""
    with new_database(backend, tmp_path) as address:
        engine = make_engine(address)
        yield engine
        engine.dispose()


def test_a_reader_waits_for_no_writer_and_sees_one_moment(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    count = text("SELECT count(*) FROM t")
    with reading(engine) as reader:
        assert reader.execute(count).scalar() == 0
        with writing(engine) as writer:
            writer.execute(text("INSERT INTO t VALUES (1)"))
        assert reader.execute(count).scalar() == 0
    with reading(engine) as reader:
        assert reader.execute(count).scalar() == 1


@POSTGRESQL_ALONE
def test_who_reads_there_cannot_write_and_who_writes_afterwards_can(engine: Engine) -> None:
    """They take their connections from one pool."""
    with reading(engine) as reader, pytest.raises(DBAPIError, match="read-only"):
        reader.execute(text("CREATE TABLE t (n INTEGER)"))
    with writing(engine) as writer:
        writer.execute(text("CREATE TABLE t (n INTEGER)"))
        assert writer.execute(text("SHOW transaction_isolation")).scalar() == "read committed"


@POSTGRESQL_ALONE
def test_what_was_prepared_there_for_one_reader_serves_the_next(engine: Engine) -> None:
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%pg_prepared_%'")
    found = []
    for _ in range(8):
        with reading(engine) as connection:
            found.append(connection.execute(prepared).scalar_one())
    assert found[0] == 0 and found[-1] == 1


@POSTGRESQL_ALONE
def test_a_writer_there_waits_for_a_lock_and_gives_up(engine: Engine) -> None:
    hasty, held = make_engine(engine.url, busy_timeout_ms=50), text("SELECT pg_advisory_xact_lock(1)")
    with writing(engine) as holder:
        holder.execute(held)
        with pytest.raises(OperationalError, match="lock timeout"), writing(hasty) as writer:
            writer.execute(held)
    hasty.dispose()


def modes(folder: Path) -> dict[str, str]:
    return {file.name: f"{file.stat().st_mode & 0o777:o}" for file in folder.iterdir()}


def test_its_files_are_their_owners_alone_whatever_the_umask(tmp_path: Path, url: str) -> None:
    before = os.umask(0)
    try:
        with writing(make_engine(url)) as connection:
            connection.execute(text("CREATE TABLE t (n INTEGER)"))
            assert modes(tmp_path) == {"hub.db": "600", "hub.db-wal": "600", "hub.db-shm": "600"}
    finally:
        os.umask(before)


def test_files_that_others_could_read_are_closed_to_them(tmp_path: Path, url: str) -> None:
    crashed = make_engine(url)
    with writing(crashed) as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    for file in tmp_path.iterdir():
        file.chmod(0o644)
    with reading(make_engine(url)):
        assert set(modes(tmp_path).values()) == {"600"}


def test_foreign_keys_hold(engine: Engine) -> None:
    bring_up_to_date(engine)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(
            text("INSERT INTO halls (company_id, code, name_zh, name_en, phone) VALUES (9,'','','','')")
        )


@SQLITE_ALONE
def test_errors_show_no_values(engine: Engine) -> None:
    """PostgreSQL tells them in words of its own: logs leave those out, commands say their first line."""
    bring_up_to_date(engine)
    with pytest.raises(StatementError) as caught, writing(engine) as connection:
        connection.execute(Kiosk.__table__.insert(), {"kiosk_id": "secret-value"})  # type: ignore[attr-defined]
    assert "secret-value" not in str(caught.value)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "nonsense",
        "mysql://localhost/hub",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///",
        "sqlite:///a?uri=true",
        "oracle+x://",
    ],
)
def test_a_bad_address_is_said_to_be_one(bad: str) -> None:
    with pytest.raises(BadDatabaseUrl):
        make_engine(bad)


def test_what_was_committed_survives_a_crash(tmp_path: Path, url: str) -> None:
    """The file and its log as they lie on the disk while the hub is still running."""
    engine = make_engine(url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (7)"))
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in tmp_path.glob("hub.db*"):
        if not file.name.endswith("-shm"):
            (copy / file.name).write_bytes(file.read_bytes())
    assert sqlite3.connect(copy / "hub.db").execute("SELECT n FROM t").fetchall() == [(7,)]
