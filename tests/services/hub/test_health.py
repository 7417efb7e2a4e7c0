"""Alive and ready are two questions; a hub that is to end says so first, then finishes what it has begun."""

import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, event, text

from services.hub.settings import BadSetting, Settings
from services.hub.store.engine import writing
from services.hub.store.models import CalendarDay, DataFile
from tests.e2e.processes import until
from tests.services.hub.running import RunningHub, running_hub
from tests.services.hub.urging import ask

READY, ALIVE = "/healthz", "/healthz/alive"


def reason(hub: RunningHub) -> str:
    """Why it is not ready; it is alive all the same."""
    answer = hub.http.get(READY)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert hub.http.get(ALIVE).status_code == 200
    return str(answer.json().get("reason"))


def test_a_hub_that_can_work_is_alive_and_ready(still: RunningHub) -> None:
    for path in (READY, ALIVE):
        answer = still.http.get(path)
        assert (answer.status_code, answer.json()["status"]) == (200, "ok"), answer.text


def test_who_asks_every_few_seconds_fills_no_log(hub: RunningHub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "hub.access")
    hub.http.get(READY)
    hub.server.hub.leaving.set()
    hub.http.get(READY)
    until(lambda: bool(caplog.records), 20)  # it is written after the answer has left
    assert [record.getMessage().split()[-3:-1] for record in caplog.records] == [["503", "busy"]]


def test_a_schema_of_another_hub_is_not_worked_on(hub: RunningHub) -> None:
    with writing(hub.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert reason(hub) == "schema"
    with writing(hub.engine) as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert reason(hub) == "schema"


def test_without_the_working_day_table_it_is_not_ready(hub: RunningHub) -> None:
    assert hub.http.get(READY).status_code == 200
    with writing(hub.engine) as connection:
        connection.execute(delete(CalendarDay))
        connection.execute(delete(DataFile).where(DataFile.kind == "calendar"))
    hub.clock.turn(seconds=6)
    assert reason(hub) == "data"


def test_a_database_that_does_not_answer_is_no_reason_to_start_it_anew(hub: RunningHub) -> None:
    def away(*_: object) -> None:
        raise hub.engine.dialect.loaded_dbapi.OperationalError("the server has gone")

    event.listen(hub.engine, "before_cursor_execute", away)
    assert reason(hub) == "None"
    event.remove(hub.engine, "before_cursor_execute", away)
    assert hub.http.get(READY).status_code == 200


def test_it_says_that_it_ends_then_takes_no_more_and_answers_what_it_has(tmp_path: Path) -> None:
    with running_hub(tmp_path, notice_s=0.4) as hub, ThreadPoolExecutor(1) as pool:
        session = hub.session(hub.enrol(), hub.seeded.person.account_no)
        other = sqlite3.connect(str(hub.engine.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        urged = pool.submit(ask, hub, "running", session)
        assert httpx.get(hub.url + READY).status_code == 200
        hub.server.stop()
        told = []
        with pytest.raises(httpx.TransportError):
            while True:
                answer = httpx.get(hub.url + READY)
                told.append((answer.status_code, answer.json().get("reason")))
        assert told[-1] == (503, "stopping")
        assert set(told) <= {(200, None), (503, "stopping")}
        assert not urged.done()
        other.execute("ROLLBACK")
        other.close()
        assert urged.result().status_code == 201


@pytest.mark.parametrize("notice_s", [-1.0, float("nan"), 301.0])
def test_a_notice_that_is_none_is_refused(notice_s: float) -> None:
    with pytest.raises(BadSetting, match="--notice"):
        Settings("sqlite:////x.db", notice_s=notice_s)
