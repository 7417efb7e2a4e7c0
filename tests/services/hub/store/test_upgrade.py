"""Databases of earlier hubs, kept as they were, are brought up to date with all that is in them.

What is kept is SQLite's; on PostgreSQL the same rows stand in the tables that a hub of that time made there.
"""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, insert, select, text
from sqlalchemy.exc import IntegrityError

from services.hub.cli import main
from services.hub.domain.messages import MessageEvent
from services.hub.store.engine import make_engine, reading, writing
from services.hub.store.migrate import HEAD, alembic_config, bring_up_to_date, revision_of
from services.hub.store.models import Base, MessageTemplate
from services.hub.usecases.outgoing import words_in_force
from tests.services.hub.databases import new_database

KEPT = sorted((Path(__file__).parent / "kept").glob("*.sql"))


@pytest.fixture(params=KEPT, ids=[file.stem for file in KEPT])
def kept(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> Iterator[str]:
    """The address of such a database."""
    file = tmp_path / "kept.db"
    with sqlite3.connect(file) as raw:
        raw.executescript(request.param.read_text("utf-8"))
    raw.close()
    if backend == "sqlite":
        yield f"sqlite:///{file}"
        return
    with new_database(backend, tmp_path) as url:
        restore(f"sqlite:///{file}", url, revision=request.param.stem)
        yield url


def restore(source: str, target: str, *, revision: str) -> None:
    """Make the tables of that revision, and put all rows of the source into them."""
    old, new = MetaData(), MetaData()
    with reading(make_engine(source)) as there, writing(make_engine(target)) as here:
        command.upgrade(alembic_config(here), revision)
        old.reflect(there)
        new.reflect(here)
        for table in old.sorted_tables:
            rows = [_aware(row._asdict()) for row in there.execute(select(table))]
            if rows and table.name != "alembic_version":
                here.execute(insert(new.tables[table.name]), rows)
            if rows and "id" in table.columns:
                here.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) "
                        f"FROM {table.name}"
                    )
                )


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    """SQLite keeps moments in UTC without saying so."""
    naive = {name: value for name, value in row.items() if isinstance(value, datetime)}
    return row | {name: value.replace(tzinfo=UTC) for name, value in naive.items()}


def tables_of(url: str) -> list[Table]:
    found = MetaData()
    with reading(make_engine(url)) as connection:
        found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def rows_of(connection: Connection, tables: list[Table]) -> dict[str, list[Any]]:
    """What is in these columns of theirs."""
    return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables}


def test_every_row_is_still_there_and_the_schema_is_today_s(kept: str) -> None:
    engine, tables = make_engine(kept), tables_of(kept)
    with reading(engine) as connection:
        before = rows_of(connection, tables)
    assert {"orders", "urges", "accounts"} <= {name for name, rows in before.items() if rows}
    bring_up_to_date(engine)
    with reading(engine) as connection:
        assert revision_of(connection) == HEAD
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert rows_of(connection, tables) == before


def test_what_was_urged_then_can_be_answered_now(
    kept: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--database-url", kept, "--secret-file", str(tmp_path / "hub.secret"))
    with reading(make_engine(kept)) as connection:
        number = connection.execute(text("SELECT urge_no FROM urges")).scalar_one()
    assert main(["urges", "answer", number, "--text", "明天到场", *where]) == 0
    assert main(["urges", *where]) == 0
    assert capsys.readouterr().out.strip().endswith("明天到场")


def test_what_refers_to_an_urge_still_does(kept: str) -> None:
    """Revision 0013 makes the urges' table anew on SQLite."""
    engine = make_engine(kept)
    with writing(engine) as connection:
        command.upgrade(alembic_config(connection), "0010")
        connection.execute(
            text(
                "INSERT INTO urge_answers (urge_id, text, answered_by, answered_at) "
                "SELECT id, '明天到场', 'hub', received_at FROM urges"
            )
        )
    bring_up_to_date(engine)
    answered = text("SELECT text, channel FROM urge_answers JOIN urges ON urges.id = urge_id")
    with reading(engine) as connection:
        assert connection.execute(answered).all() == [("明天到场", "terminal")]
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_templates_and_the_messages_written_by_them_outlast_the_table_s_making_anew(
    backend: str, tmp_path: Path
) -> None:
    with new_database(backend, tmp_path) as url:
        with writing(make_engine(url)) as connection:
            command.upgrade(alembic_config(connection), "0010")
            for statement in _OF_0010:
                connection.exec_driver_sql(statement)
        bring_up_to_date(make_engine(url))
        with reading(make_engine(url)) as connection:
            row = connection.execute(select(MessageTemplate)).one()
            assert (row.id, row.text, row.company_id, row.customer_kind, row.written_by) == (
                *(7, "工单{order}", None, ""),
                "hub",
            )
            assert row.written_at == datetime(2026, 11, 20, 2, tzinfo=UTC)
            if backend == "sqlite":
                assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        with pytest.raises(IntegrityError), writing(make_engine(url)) as connection:
            connection.execute(text("DELETE FROM message_templates"))


def test_a_company_s_english_is_kept_and_not_sent_until_it_has_a_code(backend: str, tmp_path: Path) -> None:
    with new_database(backend, tmp_path) as url:
        with writing(make_engine(url)) as connection:
            command.upgrade(alembic_config(connection), "0011")
            for statement in _OF_0011:
                connection.exec_driver_sql(statement)
        bring_up_to_date(make_engine(url))
        with reading(make_engine(url)) as connection:
            rows = connection.execute(select(MessageTemplate).order_by(MessageTemplate.id)).all()
            told = MessageEvent.ANSWER_TO_CUSTOMER
            written = [words_in_force(connection, told, 1, "", language).id for language in ("zh", "en")]
    assert [(row.id, row.event, row.language, row.text, row.provider_code) for row in rows] == [
        (1, "urge-to-handler", "zh", "工单{order}", "SMS_1"),
        (2, "answer-to-customer", "zh", "工单{order}：{answer}", "SMS_2"),
        (3, "answer-to-customer", "en", "Order {order}: {answer}", ""),
    ]
    assert (rows[2].company_id, rows[2].version, rows[2].reason) == (1, "1", "更短")
    assert written == [2, 2]


_THEN = "'2026-11-20 02:00:00+00'"
_OF_0010 = (
    "INSERT INTO companies (id, code, name_zh, name_en, nearly_late_days) VALUES (1, 'x', 'x', 'x', 2)",
    "INSERT INTO data_files VALUES ('message', 'urge-to-handler', '1', '', '', 3)",
    "INSERT INTO flows VALUES ('low', '1', '2020-01-01', 'x', 'x', 3, 1)",
    f"INSERT INTO customers VALUES (1, '1', 'x', 'person', '', {_THEN}, '', 1)",
    "INSERT INTO orders (company_id, order_no, customer_id, flow_id, supply, address, filed_on, state, "
    "reason, as_of, source, id) VALUES "
    f"(1, 'W1', 1, 1, 'low', '', '2026-11-01', 'running', '', {_THEN}, '', 1)",
    "INSERT INTO message_templates VALUES ('urge-to-handler', '1', 'SMS_1', '工单{order}', 'Order', 3, 7)",
    "INSERT INTO events (kind, actor, details, occurred_at, recorded_at) VALUES ('data-loaded', 'hub', "
    """'{"code": "urge-to-handler", "kind": "message", "version": "1"}', """
    f"{_THEN}, {_THEN})",
    "INSERT INTO messages (key, company_id, event, order_id, template_id, phone, parameters, state, "
    "created_at, expires_at, due_at, lease, tries, rounds, provider_id, reason, code) VALUES "
    "('CB1-urge-to-handler', 1, "
    f"'urge-to-handler', 1, 7, '', '', 'accepted', {_THEN}, {_THEN}, {_THEN}, '', 1, 1, '', '', '')",
)
_TEMPLATE = (
    "INSERT INTO message_templates (company_id, event, customer_kind, version, provider_code, text_zh, "
    "text_en, reason, written_by) VALUES "
)
_OF_0011 = (
    "INSERT INTO companies (id, code, name_zh, name_en, nearly_late_days) VALUES (1, 'x', 'x', 'x', 2)",
    f"{_TEMPLATE} (1, 'urge-to-handler', '', '1', 'SMS_1', '工单{{order}}', 'Order', '更短', 'employee:1')",
    f"{_TEMPLATE} (1, 'answer-to-customer', '', '1', 'SMS_2', '工单{{order}}：{{answer}}', "
    "'Order {order}: {answer}', '更短', 'employee:1')",
)


@pytest.mark.parametrize("file", KEPT, ids=[file.stem for file in KEPT])
def test_a_revision_makes_the_tables_that_it_made_then(file: Path, tmp_path: Path) -> None:
    """What has been released is never changed: databases in the field have it behind them."""
    with sqlite3.connect(tmp_path / "kept.db") as raw:
        raw.executescript(file.read_text("utf-8"))
    raw.close()
    with writing(make_engine(f"sqlite:///{tmp_path / 'made.db'}")) as connection:
        command.upgrade(alembic_config(connection), file.stem)
    assert _made(tmp_path / "made.db") == _made(tmp_path / "kept.db")


def _made(file: Path) -> set[str]:
    raw = sqlite3.connect(file)
    statements = {sql for (sql,) in raw.execute("SELECT sql FROM sqlite_master") if sql}
    raw.close()
    return statements
