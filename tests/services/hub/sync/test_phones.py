"""A phone bound at a hall, and what the marketing system says of the customer's later."""

import json
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from services.hub.store.engine import writing
from services.hub.store.models import Customer, Event, Message, Order, OrderPhone
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.sync.importing import LI, Office, begin, customer, order, stage

IMPORTED, BOUND, OTHER = "14212345678", "13800138001", "13900139002"
LATER = "2026-11-22 09:00"


@pytest.fixture
def office(office: Office) -> Office:
    """With an order whose phone was bound after the marketing system had said another."""
    begin(office)
    office.take([customer(联系电话=IMPORTED)], as_of="2026-11-06 18:00")
    values = {
        "order_id": select(Order.id).scalar_subquery(),
        "phone": BOUND,
        "imported": IMPORTED,
        "how": "code",
        "bound_at": text("CURRENT_TIMESTAMP"),
    }
    with writing(office.engine) as connection:
        connection.execute(insert(OrderPhone).values(values))
    return office


def bound(office: Office) -> list[tuple[object, ...]]:
    return office.rows("SELECT phone FROM order_phones")


def messages(office: Office) -> list[Any]:
    with writing(office.engine) as connection:
        return list(connection.execute(select(Message).order_by(Message.id)))


def move(office: Office, name: str, at: str) -> None:
    """The order enters this stage, which its customer is told."""
    office.take([stage(name, "在办", 实际开始=at, **LI)], as_of=f"{at[:14]}59")


def test_another_mobile_number_takes_its_place_tells_the_bound_one_and_has_what_waits(office: Office) -> None:
    move(office, "答复供电方案", "2026-11-22 08:10")
    assert [row.phone for row in messages(office)] == [BOUND]
    office.take([customer(联系电话=OTHER)], as_of=LATER)
    assert bound(office) == []
    news, told = messages(office)
    assert (news.event, news.phone) == ("stage-to-customer", OTHER)
    assert (told.event, told.phone) == ("phone-changed", BOUND)
    assert json.loads(told.parameters) == {"order": "**01", "new": "139****9002", "phone": "95598"}
    with writing(office.engine) as connection:
        (row,) = connection.execute(select(Event).where(Event.kind == "phone-released"))
    assert row.actor.startswith("import:")
    assert {key: value for key, value in json.loads(row.details).items() if key != "customer"} == {
        "had": "code"
    }
    office.take([customer(联系电话=IMPORTED)], as_of="2026-11-22 10:00")
    assert (bound(office), len(messages(office))) == ([], 2)


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("said", "as_of"),
    [
        (IMPORTED, LATER),
        ("+86 142-1234-5678", LATER),
        ("0877-0061234", LATER),
        ("", LATER),
        (OTHER, "2026-11-06 12:00"),
    ],
)
def test_the_same_number_a_landline_none_and_older_data_change_nothing(
    office: Office, said: str, as_of: str
) -> None:
    office.take([customer(联系电话=said)], as_of=as_of)
    assert (bound(office), messages(office)) == ([(BOUND,)], [])
    move(office, "答复供电方案", "2026-11-22 09:30")
    assert [row.phone for row in messages(office)] == [BOUND]


@SQLITE_ALONE
def test_what_follows_a_landline_is_compared_with_what_was_said_when_it_was_bound(office: Office) -> None:
    told = (("0877-0061234", [(BOUND,)]), (IMPORTED, [(BOUND,)]), (OTHER, []))
    for minute, (said, held) in enumerate(told):
        office.take([customer(联系电话=said)], as_of=f"2026-11-22 09:0{minute}")
        assert bound(office) == held


@SQLITE_ALONE
def test_the_number_that_was_bound_is_taken_over_without_a_word(office: Office) -> None:
    office.take([customer(联系电话=BOUND)], as_of=LATER)
    assert (bound(office), messages(office)) == ([], [])


@SQLITE_ALONE
def test_an_agent_with_another_number_takes_the_texts_and_one_without_does_not(office: Office) -> None:
    office.take([customer("1002", 联系电话="")], [order(经办人客户编号="1002")], as_of=LATER)
    assert bound(office) == [(BOUND,)]
    office.take([customer("1002", 联系电话=OTHER)], as_of="2026-11-22 09:30")
    assert bound(office) == []
    (told,) = messages(office)
    assert (told.event, told.phone) == ("phone-changed", BOUND)
    move(office, "答复供电方案", "2026-11-22 10:10")
    assert [row.phone for row in messages(office)] == [BOUND, OTHER]


def test_no_import_changes_a_customer_s_language(office: Office) -> None:
    with writing(office.engine) as connection:
        connection.execute(update(Customer).values(language="en"))
    office.take([customer(联系电话=OTHER, 客户名称="别的名字")], as_of=LATER)
    assert office.rows("SELECT phone, language FROM customers WHERE customer_no = '1001'") == [(OTHER, "en")]
