"""Items that are opened by hand on an order's page: like any other, with a channel, a note and an author."""

import json
import re
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, update

from services.hub.cli import main
from services.hub.domain.messages import MessageEvent
from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Employee, Event, Handler, Message, Urge
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, Person, employ
from tests.services.hub.urging import ask, code_of, order


@pytest.fixture(scope="module")
def dispatcher(still: RunningHub) -> Person:
    return employ(still, "D1", Post.DISPATCHER, name="王调度").settle()


@pytest.fixture(scope="module")
def handler(still: RunningHub) -> Person:
    with writing(still.engine) as connection:
        connection.execute(update(Handler).values(phone="14212340002"))
    return employ(still, HANDLERS_NUMBER, Post.HANDLER).settle()


@pytest.fixture(scope="module")
def hall(still: RunningHub) -> Person:
    return employ(still, "B1", Post.HALL_STAFF, name="李前台").settle()


def address(hub: RunningHub, name: str) -> str:
    return f"/staff/orders/{hub.seeded.orders[name].order_no}"


def open_one(somebody: Person, name: str, **fields: str) -> httpx.Response:
    """As the form on the order's page would: an urge of its first stage, by phone, unless told otherwise."""
    what = f"urge:{somebody.hub.seeded.orders[name].stage}"
    told = {"what": what, "channel": "phone", "note": "", "once": uuid4().hex} | fields
    return somebody.post(f"{address(somebody.hub, name)}/items", **told)


def urges(hub: RunningHub, name: str) -> list[tuple[str, str, str]]:
    of_order = Urge.order_id == hub.seeded.orders[name].id
    found = select(Urge.urge_no, Urge.channel, Urge.note).where(of_order)
    return [tuple(row) for row in hub.rows(found)]


def test_one_that_a_dispatcher_opens_is_the_handler_s_like_any_other(
    still: RunningHub,
    looking: dict[str, str],
    dispatcher: Person,
    handler: Person,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = dispatcher.get(address(still, "late")).text
    fields = dict(re.findall(r'name="(once|what)" value="([^"]+)"', page))
    told = {"channel": "phone", "note": "客户说周五要开业", **fields}
    opened = dispatcher.post(f"{address(still, 'late')}/items", **told)
    again = dispatcher.post(f"{address(still, 'late')}/items", **told)
    ((urge_no, channel, note),) = urges(still, "late")
    assert (channel, note) == ("phone", "客户说周五要开业")
    for shown in (opened, again):
        assert (shown.status_code, shown.url.path) == (200, address(still, "late"))
        assert f"{urge_no}" in shown.text
        assert "王调度 登记：客户说周五要开业" in shown.text
    assert urge_no in handler.get("/staff").text
    item = handler.get(f"/staff/items/{urge_no}").text
    assert ("客户说周五要开业" in item, "电话&nbsp;· 王调度 登记" in item) == (True, True)
    (text,) = still.rows(
        select(Message.event).join(Urge, Urge.id == Message.urge_id).where(Urge.urge_no == urge_no)
    )
    assert text.event == MessageEvent.URGE_TO_HANDLER.value
    seen = [each for stage in order(still, looking, "late")["stages"] for each in stage["urges"]]
    assert [each["urge_no"] for each in seen] == [urge_no]
    assert "客户说周五要开业" not in json.dumps(seen, ensure_ascii=False)
    assert main(["urges", "--json", *still.options]) == 0
    (told_again,) = (one for one in json.loads(capsys.readouterr().out) if one["urge_no"] == urge_no)
    assert (told_again["channel"], told_again["terminal"]) == ("phone", None)


def test_its_author_is_in_the_log_and_lists_are_cut_by_its_channel(still: RunningHub, hall: Person) -> None:
    open_one(hall, "running", channel="counter")
    ((urge_no, _, _),) = urges(still, "running")
    for channel, listed in (
        ("", True),
        ("counter", True),
        ("phone", False),
        ("terminal", False),
        ("x", True),
    ):
        assert (urge_no in hall.get(f"/staff?channel={channel}").text) is listed
    of_order = (Event.kind == "urge-received", Event.order_id == still.seeded.orders["running"].id)
    (event,) = still.rows(select(Event.actor, Event.details).where(*of_order))
    (employee,) = still.rows(select(Employee.id).where(Employee.staff_no == "B1"))[0]
    assert event.actor == f"employee:{employee}"
    assert json.loads(event.details)["channel"] == "counter"
    auditor = employ(still, "A1", Post.AUDITOR).settle()
    page = auditor.get("/staff/logs").text
    assert ("登记事项" in page, "李前台 B1" in page, "渠道： 柜台" in page) == (True, True, True)


def test_there_is_one_for_each_stage_and_working_day_whatever_its_channel(
    still: RunningHub, looking: dict[str, str], dispatcher: Person, hall: Person
) -> None:
    assert ask(still, "nearly", looking).status_code == 201
    for somebody in (dispatcher, hall):
        refused = open_one(somebody, "nearly", note="又来电话了")
        assert (refused.status_code, "今天已有同类事项" in refused.text) == (409, True)
        assert 'value="又来电话了"' in refused.text
    assert len(urges(still, "nearly")) == 1
    open_one(dispatcher, "leaderless")
    assert code_of(ask(still, "leaderless", looking)) == "already-urged"


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("name", "fields", "status", "why"),
    [
        ("other", {"channel": ""}, 422, "请选择来电"),
        ("other", {"channel": "terminal"}, 422, "请选择来电"),
        ("other", {"note": "字" * 201}, 422, "太长"),
        ("other", {"note": "一\n二"}, 422, "一行文字"),
        ("other", {"what": ""}, 422, "请选择要登记"),
        ("other", {"what": "urge:x"}, 422, "请选择要登记"),
        ("other", {"what": f"urge:{'9' * 64}"}, 422, "请选择要登记"),
        ("other", {"once": ""}, 422, "请选择要登记"),
        ("other", {"once": "x" * 65}, 422, "请选择要登记"),
        ("waiting", {}, 409, "只能登记核对"),
        ("paused", {}, 409, "只能登记核对"),
        ("finished", {"what": "urge:1"}, 409, "已经结束"),
    ],
)
def test_what_opens_nothing_is_told(
    still: RunningHub, dispatcher: Person, name: str, fields: dict[str, str], status: int, why: str
) -> None:
    refused = open_one(dispatcher, name, **fields)
    assert (refused.status_code, why in refused.text) == (status, True)
    assert urges(still, name) == []


def test_a_form_that_was_sent_says_nothing_else_the_second_time(
    still: RunningHub, dispatcher: Person
) -> None:
    works = still.seeded.orders["parallel"].stages
    once = uuid4().hex
    assert open_one(dispatcher, "parallel", what=f"urge:{works['grid-works']}", once=once).status_code == 200
    other = open_one(dispatcher, "parallel", what=f"check:{works['customer-works']}", once=once)
    assert (other.status_code, "已经提交过" in other.text) == (409, True)
    assert len(urges(still, "parallel")) == 1


@SQLITE_ALONE
@pytest.mark.parametrize("post", [Post.TEAM_LEADER, Post.AUDITOR])
def test_other_posts_open_none(still: RunningHub, post: Post) -> None:
    somebody = employ(still, f"N{post.value}", post).settle()
    assert open_one(somebody, "other").status_code == 403
    assert urges(still, "other") == []
    assert 'name="once"' not in somebody.get(address(still, "other")).text
