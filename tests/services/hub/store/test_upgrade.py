"""Databases of earlier hubs, kept as they were, are brought up to date with all that is in them."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.hub.cli import main
from services.hub.store.engine import make_engine, reading
from services.hub.store.migrate import HEAD, bring_up_to_date, revision_of
from services.hub.store.models import Base

KEPT = sorted((Path(__file__).parent / "kept").glob("*.sql"))


@pytest.fixture(params=KEPT, ids=[file.stem for file in KEPT])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / "hub.db"
    with sqlite3.connect(file) as raw:
        raw.executescript(request.param.read_text("utf-8"))
    raw.close()
    return file


def columns_of(file: Path) -> dict[str, str]:
    raw = sqlite3.connect(file)
    tables = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'alembic_version'")
    of_table = "SELECT group_concat(name, ', ') FROM pragma_table_info(?)"
    columns = {name: raw.execute(of_table, [name]).fetchone()[0] for (name,) in tables.fetchall()}
    raw.close()
    return columns


def rows_of(file: Path, columns: dict[str, str]) -> dict[str, list[Any]]:
    raw = sqlite3.connect(file)
    rows = {
        name: sorted(raw.execute(f"SELECT {named} FROM {name}"), key=repr) for name, named in columns.items()
    }
    raw.close()
    return rows


def test_every_row_is_still_there_and_the_schema_is_today_s(kept: Path) -> None:
    columns = columns_of(kept)
    before = rows_of(kept, columns)
    engine = make_engine(f"sqlite:///{kept}")
    bring_up_to_date(engine)
    with reading(engine) as connection:
        assert revision_of(connection) == HEAD
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert rows_of(kept, columns) == before


def test_what_was_urged_then_can_be_answered_now(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--database-url", f"sqlite:///{kept}")
    number = rows_of(kept, {"urges": "urge_no"})["urges"][0][0]
    assert main(["urges", "answer", number, "--text", "明天到场", *where]) == 0
    assert main(["urges", *where]) == 0
    assert capsys.readouterr().out.strip().endswith("明天到场")
