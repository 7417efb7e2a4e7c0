"""Exports: as far as the right goes, with who made them, logged, and masked but for a reason."""

import io
import json
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import insert, select, update

from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Customer, Event, Order, OrderStage, Team
from services.hub.usecases import exports
from services.hub.usecases.readings import READ
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import TEAM, Person, employ
from tests.services.hub.urging import ask

DAYS = {"first": "2026-10-01", "last": "2026-11-30"}
PHONE, ADDRESS = "14212345678", "云南省玉溪市红塔区棋阳路36号2幢501室"
FORMULA = '=HYPERLINK("http://example.cn","恒源")'


@pytest.fixture(scope="module")
def office(still: RunningHub, looking: dict[str, str]) -> RunningHub:
    """With an urge, a customer whose name is a formula, and one order that another team has."""
    assert ask(still, "running", looking).status_code == 201
    firm, paused = Customer.id == still.seeded.firm.id, still.seeded.orders["paused"].id
    with writing(still.engine) as connection:
        connection.execute(update(Customer).where(firm).values(name=FORMULA))
        team = insert(Team).values(company_id=still.seeded.company_id, name="装表班").returning(Team.id)
        other = connection.execute(team).scalar_one()
        of_paused = OrderStage.order_id == paused
        connection.execute(update(OrderStage).where(of_paused).values(team_id=other, handler_id=None))
    return still


@pytest.fixture(scope="module")
def dispatcher(office: RunningHub) -> Person:
    return employ(office, "D1", Post.DISPATCHER, name="王调度").settle()


@pytest.fixture(scope="module")
def leader(office: RunningHub) -> Person:
    return employ(office, "L1", Post.TEAM_LEADER, name="赵国强", team=TEAM).settle()


def events(hub: RunningHub, *kinds: str) -> list[Any]:
    return hub.rows(select(Event).where(Event.kind.in_(kinds)).order_by(Event.id))


def sheet(file: httpx.Response) -> tuple[Any, list[str], list[dict[str, str]]]:
    """The workbook, its lines above the table, and the table."""
    assert file.status_code == 200, file.text
    book: Any = openpyxl.load_workbook(io.BytesIO(file.content))
    lines = list(book.active.iter_rows(values_only=True))
    names = [str(name) for name in lines[2]]
    table = [dict(zip(names, (cell or "" for cell in line), strict=True)) for line in lines[3:]]
    return book, [str(line[0]) for line in lines[:2]], table


def test_a_file_says_who_made_it_and_when_is_masked_and_logged(
    office: RunningHub, dispatcher: Person
) -> None:
    read_before = events(office, READ)
    file = dispatcher.post("/staff/exports/orders", **DAYS)
    assert "orders-20261120-1000.xlsx" in file.headers["content-disposition"]
    book, notes, table = sheet(file)
    assert notes == ["导出人 王调度 D1，导出时间 2026-11-20 10:00", "个人信息已脱敏"]
    assert book.properties.creator == "王调度 D1"
    assert f"{book.properties.created:%Y-%m-%d %H:%M}" == "2026-11-20 02:00"
    assert {line["工单编号"] for line in table} == {order.order_no for order in office.seeded.orders.values()}
    mine = next(line for line in table if line["工单编号"] == office.seeded.orders["running"].order_no)
    assert (mine["客户"], mine["联系电话"]) == ("张**", "142****5678")
    assert "36号" not in str(table)
    assert PHONE not in str(table)
    event = events(office, "orders-exported")[-1]
    assert json.loads(event.details) == {"rows": len(table), **DAYS}
    assert events(office, READ) == read_before


def test_a_leader_exports_what_the_team_has(office: RunningHub, leader: Person) -> None:
    _, _, table = sheet(leader.post("/staff/exports/orders", **DAYS))
    assert {line["班组"] for line in table} == {TEAM}
    assert office.seeded.orders["paused"].order_no not in {line["工单编号"] for line in table}
    _, _, table = sheet(leader.post("/staff/exports/items", **DAYS))
    assert [line["工单编号"] for line in table] == [office.seeded.orders["running"].order_no]
    assert sheet(leader.post("/staff/exports/items", first="2026-11-19", last="2026-11-19"))[2] == []


def test_for_a_reason_what_it_needs_is_whole_and_each_customer_s_reading_is_logged(
    office: RunningHub, dispatcher: Person
) -> None:
    before = len(events(office, READ))
    _, notes, table = sheet(dispatcher.post("/staff/exports/orders/whole", reason="call-customer", **DAYS))
    assert notes[1] == "含完整个人信息：客户, 联系电话；理由：联系客户"
    assert {line["联系电话"] for line in table} == {PHONE}
    assert "36号" not in str(table), "a call needs no address"
    readings = events(office, READ)[before:]
    orders = office.rows(select(Order.id))
    assert sorted(reading.order_id for reading in readings) == sorted(row.id for row in orders)
    assert {json.loads(reading.details)["reason"] for reading in readings} == {"call-customer"}
    assert {json.loads(reading.details)["fields"] for reading in readings} == {"name,phone"}
    exported = json.loads(events(office, "orders-exported")[-1].details)
    assert (exported["fields"], exported["reason"]) == ("name,phone", "call-customer")


def test_a_name_that_begins_like_a_formula_stays_text(dispatcher: Person) -> None:
    book, _, table = sheet(dispatcher.post("/staff/exports/orders/whole", reason="call-customer", **DAYS))
    assert FORMULA in {line["客户"] for line in table}
    cells = [cell for row in book.active.iter_rows(min_row=3) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells if cell.value == FORMULA] == [True]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("orders", {}),
        ("orders", {"first": "2026-11-20", "last": "2026-11-19"}),
        ("orders", {"first": "2026-02-30", "last": "2026-11-19"}),
        ("orders", {"first": "2026-11-20", "last": "9999-12-31"}),
        ("customers", DAYS),
        ("orders/whole", DAYS),
        ("orders/whole", DAYS | {"reason": "visit-site"}),
        ("orders/whole", DAYS | {"reason": "curiosity"}),
    ],
)
def test_what_cannot_be_exported_is_told_and_nothing_is_logged(
    office: RunningHub, dispatcher: Person, path: str, fields: dict[str, str]
) -> None:
    kinds = (READ, "orders-exported", "items-exported")
    before = len(events(office, *kinds))
    refused = dispatcher.post(f"/staff/exports/{path}", **fields)
    assert (refused.status_code, "请核对" in refused.text) == (422, True)
    assert len(events(office, *kinds)) == before


def test_a_leader_has_nothing_whole(leader: Person) -> None:
    assert "未脱敏" not in leader.get("/staff/exports").text
    refused = leader.post("/staff/exports/orders/whole", reason="visit-site", **DAYS)
    assert refused.status_code == 403


def test_more_lines_than_a_file_may_have_are_refused(
    office: RunningHub, dispatcher: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_LINES", 3)
    before = len(events(office, "orders-exported"))
    monkeypatch.setattr(exports, "MOST_WHOLE", 3)
    assert dispatcher.post("/staff/exports/orders", **DAYS).status_code == 422
    whole = dispatcher.post("/staff/exports/orders/whole", reason="call-customer", **DAYS)
    assert (whole.status_code, PHONE in whole.text) == (422, False)
    assert len(events(office, "orders-exported")) == before
