"""A customer's name, phone and address: masked until a reason is chosen, then whole once, and logged."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import select, text

from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Employee, Event
from services.hub.usecases.readings import READ
from services.hub.usecases.refusals import REFUSED
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, Person, employ
from tests.services.hub.urging import ask

NAME, PHONE, ADDRESS = "张小明", "14212345678", "云南省玉溪市红塔区棋阳路36号2幢501室"


@pytest.fixture(scope="module")
def urge_no(still: RunningHub, looking: dict[str, str]) -> str:
    return str(ask(still, "running", looking).json()["urge_no"])


@pytest.fixture(scope="module")
def handler(still: RunningHub) -> Person:
    return employ(still, HANDLERS_NUMBER, Post.HANDLER).settle()


@pytest.fixture(scope="module")
def dispatcher(still: RunningHub) -> Person:
    return employ(still, "D1", Post.DISPATCHER, name="王调度").settle()


def logged(hub: RunningHub, person: Person, kind: str = READ) -> list[Any]:
    """What the log says that they did."""
    by = select(Employee.id).where(Employee.staff_no == person.staff_no)
    (employee,) = hub.rows(by)[0]
    of = Event.actor == f"employee:{employee}"
    return hub.rows(select(Event).where(Event.kind == kind, of).order_by(Event.id))


def whole(text: str) -> list[str]:
    """The fields that a page shows whole."""
    return [value for value in (NAME, PHONE, ADDRESS) if value in text]


def read(person: Person, urge_no: str, field: str, reason: str) -> Any:
    return person.post(f"/staff/items/{urge_no}/personal", field=field, reason=reason)


def test_one_field_is_whole_on_that_page_once_and_the_log_says_who_whose_which_why_and_when(
    still: RunningHub, urge_no: str, handler: Person
) -> None:
    page = handler.get(f"/staff/items/{urge_no}").text
    assert whole(page) == []
    assert "142****5678" in page
    shown = read(handler, urge_no, "phone", "call-customer")
    assert (shown.status_code, whole(shown.text)) == (200, [PHONE])
    assert "本次查看已记录" in shown.text
    assert whole(handler.get(f"/staff/items/{urge_no}").text) == []
    (event,) = logged(still, handler)
    assert event.order_id == still.seeded.orders["running"].id
    assert event.recorded_at == still.clock.now()
    assert json.loads(event.details) == {
        "customer": still.seeded.person.id,
        "fields": "phone",
        "posts": "handler",
        "reason": "call-customer",
    }


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("address", "call-customer"),
        ("phone", "verify-caller"),
        ("phone", ""),
        ("", "visit-site"),
        ("id", "x"),
    ],
)
def test_without_a_reason_that_the_post_may_have_nothing_is_whole(
    still: RunningHub, urge_no: str, dispatcher: Person, field: str, reason: str
) -> None:
    before = len(logged(still, dispatcher))
    refused = read(dispatcher, urge_no, field, reason)
    assert (refused.status_code, whole(refused.text)) == (422, [])
    assert len(logged(still, dispatcher)) == before


def test_only_the_reasons_of_the_post_can_be_chosen(urge_no: str, dispatcher: Person) -> None:
    page = dispatcher.get(f"/staff/items/{urge_no}").text
    chosen = {
        field: set(re.findall(r'<option value="([a-z-]+)">', form))
        for field, form in re.findall(r'<select id="reason-(\w+)"(.*?)</select>', page, re.DOTALL)
    }
    assert chosen == {
        "name": {"call-customer", "verify-caller", "settle-complaint"},
        "phone": {"call-customer", "settle-complaint"},
        "address": {"verify-caller", "settle-complaint"},
    }


def test_what_is_not_theirs_stays_closed_and_that_they_tried_is_logged(
    still: RunningHub, urge_no: str
) -> None:
    stranger = employ(still, "H2", Post.HANDLER, name="李四").settle()
    refused = read(stranger, urge_no, "phone", "call-customer")
    assert (refused.status_code, whole(refused.text)) == (403, [])
    assert logged(still, stranger) == []
    (event,) = logged(still, stranger, REFUSED)
    assert json.loads(event.details) == {
        "asked": f"POST /staff/items/{urge_no}/personal",
        "why": "not-theirs",
    }


def test_where_the_log_cannot_be_written_nothing_is_read(
    still: RunningHub, backend: str, urge_no: str, dispatcher: Person
) -> None:
    break_it, mend_it = {
        "sqlite": (
            "CREATE TRIGGER broken BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'broken'); END",
            "DROP TRIGGER broken",
        ),
        "postgresql": (
            "ALTER TABLE events ADD CONSTRAINT broken CHECK (kind = '') NOT VALID",
            "ALTER TABLE events DROP CONSTRAINT broken",
        ),
    }[backend]
    key = dispatcher.key
    with writing(still.engine) as connection:
        connection.execute(text(break_it))
    try:
        fields = {"key": key, "field": "phone", "reason": "call-customer"}
        answer = dispatcher.http.post(f"/staff/items/{urge_no}/personal", data=fields)
        assert (answer.status_code, whole(answer.text)) == (500, [])
    finally:
        with writing(still.engine) as connection:
            connection.execute(text(mend_it))
    assert read(dispatcher, urge_no, "phone", "call-customer").status_code == 200
