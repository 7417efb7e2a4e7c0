"""What goes wrong at the staff's pages is told on a page, in their language, and nothing is half done."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from services.hub.domain.posts import Post
from services.hub.store.models import UrgeAnswer
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, Person, employ
from tests.services.hub.urging import ask


@pytest.fixture(scope="module")
def backend() -> str:
    """Which database it is makes no difference to what is told."""
    return "sqlite"


@pytest.fixture
def handler(hub: RunningHub) -> Person:
    return employ(hub, HANDLERS_NUMBER, Post.HANDLER).settle()


@contextmanager
def failing(hub: RunningHub, error: Exception) -> Iterator[None]:
    """No answer can be written meanwhile."""

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO urge_answers"):
            raise error

    event.listen(hub.engine, "before_cursor_execute", fail)
    yield
    event.remove(hub.engine, "before_cursor_execute", fail)


def test_a_full_disk_is_told_as_busy_and_the_answer_can_be_given_again(
    hub: RunningHub, session: dict[str, str], handler: Person
) -> None:
    number = ask(hub, "running", session).json()["urge_no"]
    with failing(hub, hub.engine.dialect.loaded_dbapi.OperationalError("disk is full")):
        told = handler.post(f"/staff/items/{number}/answer", text="明天到场")
    assert (told.status_code, told.headers["retry-after"]) == (503, "2")
    assert told.headers["content-type"] == "text/html; charset=utf-8"
    assert "系统正忙，没有办成，请稍后再试" in told.text
    assert hub.rows(UrgeAnswer.__table__.select()) == []
    assert handler.post(f"/staff/items/{number}/answer", text="明天到场").status_code == 200
    assert len(hub.rows(UrgeAnswer.__table__.select())) == 1


def test_a_fault_of_ours_is_told_with_the_reference_that_is_in_the_log(
    hub: RunningHub, session: dict[str, str], handler: Person, caplog: pytest.LogCaptureFixture
) -> None:
    number = ask(hub, "running", session).json()["urge_no"]
    handler.http.cookies.set("staff-language", "en")
    with failing(hub, ZeroDivisionError()):
        told = handler.post(f"/staff/items/{number}/answer", text="明天到场")
    (reference,) = re.findall(r"tell maintenance the reference (\w+)", told.text)
    assert told.status_code == 500
    assert any(record.getMessage().startswith(f"{reference} ZeroDivisionError") for record in caplog.records)


@pytest.mark.parametrize("path", ["/staff/nothing", "/staff/items"])
def test_a_page_that_is_not_there_is_told_to_whoever_asks(hub: RunningHub, path: str) -> None:
    told = Person(hub, "nobody", "").get(path)
    assert (told.status_code, "没有这个页面" in told.text) == (404, True)
    assert "Content-Security-Policy" in told.headers
