"""Orders at the staff's pages: the list of those that run, late first, and one with all that is known."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select, update

from services.hub.domain.posts import Post
from services.hub.staff import orders
from services.hub.store.engine import writing
from services.hub.store.models import Employee, Event, Handler, OrderStage, Team
from services.hub.usecases.readings import READ
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, Person, employ
from tests.services.hub.urging import ask

MOBILE = "14212340002"
RUNNING = ("late", "nearly", "other", "leaderless", "running", "parallel")
"""The seeded orders whose clock runs, by their planned finish."""


@pytest.fixture(scope="module")
def handler(still: RunningHub) -> Person:
    with writing(still.engine) as connection:
        connection.execute(update(Handler).values(phone=MOBILE))
    return employ(still, HANDLERS_NUMBER, Post.HANDLER).settle()


@pytest.fixture(scope="module")
def dispatcher(still: RunningHub) -> Person:
    return employ(still, "D1", Post.DISPATCHER, name="王调度").settle()


@pytest.fixture(scope="module")
def urge_no(still: RunningHub, looking: dict[str, str], handler: Person) -> str:
    return str(ask(still, "running", looking).json()["urge_no"])


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(orders, "PAGE", 2)
    yield


def number(hub: RunningHub, name: str) -> str:
    return hub.seeded.orders[name].order_no


def listed(page: str) -> list[str]:
    return re.findall(r'<a href="/staff/orders/([^"?]+)">', page)


def line(page: str, order_no: str) -> str:
    return re.sub(r"<[^>]*>", " ", page[page.index(f"/staff/orders/{order_no}") :].split("</tr>")[0])


def test_late_ones_come_first_each_with_its_time_since_and_until_in_words(
    still: RunningHub, dispatcher: Person
) -> None:
    page = dispatcher.get("/staff/orders").text
    wanted = [number(still, name) for name in RUNNING]
    assert listed(page) == [*wanted, *(number(still, name) for name in ("waiting", "parallel"))]
    late = line(page, number(still, "late"))
    assert "超期 4 个工作日" in late
    assert "29 天" in late
    assert "张**" in late
    assert "还有 1 个工作日" in line(page, number(still, "nearly"))
    assert "等客户办理" in line(page, number(still, "waiting"))
    for gone in ("paused", "finished", "cancelled"):
        assert number(still, gone) not in page


def test_a_handler_sees_what_is_in_hand_and_opens_no_more(still: RunningHub, handler: Person) -> None:
    mine = listed(handler.get("/staff/orders").text)
    assert number(still, "leaderless") not in mine
    assert mine[0] == number(still, "late")
    for order_no in set(mine):
        assert handler.get(f"/staff/orders/{order_no}").status_code == 200
    assert handler.get(f"/staff/orders/{number(still, 'leaderless')}").status_code == 403


def test_a_leader_has_the_team_s_the_hall_its_own_and_another_team_nothing(
    still: RunningHub, dispatcher: Person
) -> None:
    everything = listed(dispatcher.get("/staff/orders").text)
    with writing(still.engine) as connection:
        values = {"company_id": still.seeded.company_id, "name": "装表班"}
        team = connection.execute(insert(Team).values(values).returning(Team.id)).scalar_one()
    somebody = employ(still, "X1", Post.TEAM_LEADER).settle()
    places = (
        (Post.TEAM_LEADER, {}, everything),
        (Post.TEAM_LEADER, {"team_id": team}, []),
        (Post.HALL_STAFF, {"hall_id": still.seeded.hall_id}, everything),
        (Post.HALL_STAFF, {"hall_id": None}, []),
    )
    for post, place, found in places:
        with writing(still.engine) as connection:
            moved = update(Employee).where(Employee.staff_no == "X1").values(posts=post.value, **place)
            connection.execute(moved)
        assert listed(somebody.get("/staff/orders").text) == found
        opened = somebody.get(f"/staff/orders/{number(still, 'leaderless')}")
        assert opened.status_code == (200 if found else 403)


@pytest.mark.usefixtures("short_pages")
def test_pages_follow_each_other_by_key_and_lose_none(still: RunningHub, dispatcher: Person) -> None:
    address, seen = "/staff/orders", []
    for _ in range(4):
        page = dispatcher.get(address).text
        seen += listed(page)
        further = re.findall(r'href="(/staff/orders\?[^"]*)"', page)
        address = further[-1].replace("&amp;", "&") if further else ""
    assert address == ""
    assert seen == [number(still, name) for name in (*RUNNING, "waiting", "parallel")]


@pytest.mark.parametrize("place", ["after=x", "after=1&due=2026-02-30", f"after={'9' * 30}"])
def test_a_page_that_is_none_is_told(dispatcher: Person, place: str) -> None:
    page = dispatcher.get(f"/staff/orders?{place}")
    assert (page.status_code, "没有这一页" in page.text) == (422, True)


def test_one_order_has_its_timeline_urges_messages_and_masked_data(
    still: RunningHub, handler: Person, urge_no: str
) -> None:
    order_no = number(still, "running")
    page = handler.get(f"/staff/orders/{order_no}").text
    assert f'href="/staff/items/{urge_no}"' in page
    assert "中心收到" in page
    assert "设计文件审核" in page
    assert "办理中" in page
    assert "11月30日" in page
    assert "142****0002" in page
    assert "待发送" in page
    for private in ("14212345678", "张小明", "棋阳路36号"):
        assert private not in page
    assert f'href="/staff/orders/{order_no}"' in handler.get("/staff").text
    assert f'href="/staff/orders/{order_no}"' in handler.get(f"/staff/items/{urge_no}").text


def test_one_field_is_read_whole_for_a_reason_and_logged(still: RunningHub, handler: Person) -> None:
    order_no = number(still, "late")
    page = handler.post(f"/staff/orders/{order_no}/personal", field="phone", reason="call-customer")
    assert ("14212345678" in page.text, "本次查看已记录" in page.text) == (True, True)
    assert "14212345678" not in handler.get(f"/staff/orders/{order_no}").text
    of_order = select(Event.actor).where(Event.kind == READ, Event.order_id == still.seeded.orders["late"].id)
    (employee,) = still.rows(select(Employee.id).where(Employee.staff_no == HANDLERS_NUMBER))[0]
    assert [row.actor for row in still.rows(of_order)] == [f"employee:{employee}"]
    refused = handler.post(f"/staff/orders/{order_no}/personal", field="phone", reason="check-papers")
    assert (refused.status_code, "请选择理由" in refused.text) == (422, True)


@pytest.mark.parametrize("name", ["YK0", "%00", "%ff", "%F0%A0%AE%B7", "x" * 5000])
def test_an_order_that_is_not_there_is_not_found(dispatcher: Person, name: str) -> None:
    assert dispatcher.get(f"/staff/orders/{name}").status_code == 404


def test_who_was_asked_something_of_an_order_opens_it_when_its_stage_is_another_s(
    still: RunningHub, looking: dict[str, str], handler: Person
) -> None:
    order_no = number(still, "nearly")
    ask(still, "nearly", looking)
    with writing(still.engine) as connection:
        stage = update(OrderStage).where(OrderStage.id == int(still.seeded.orders["nearly"].stage))
        connection.execute(stage.values(handler_id=None))
    assert order_no not in listed(handler.get("/staff/orders").text)
    assert order_no in listed(handler.get("/staff").text)
    assert handler.get(f"/staff/orders/{order_no}").status_code == 200
