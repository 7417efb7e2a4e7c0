"""Going up and coming down by hand at the staff's pages, and substitutes."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from services.hub.cli import main
from services.hub.domain.posts import Post
from services.hub.jobs.rounds import go_round
from services.hub.store.engine import writing
from services.hub.store.models import Employee, Event, Handler, Message, Substitute, Team
from services.hub.usecases.substitutes import NoSubstitute, Wish, add_substitute
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, Person, employ
from tests.services.hub.urging import ask, china

HANDLERS, SUBSTITUTES = "14212340001", "14212340002"


@pytest.fixture
def hub(hub: RunningHub) -> RunningHub:
    with writing(hub.engine) as connection:
        connection.execute(update(Handler).values(phone=HANDLERS))
    return hub


@pytest.fixture
def handler(hub: RunningHub) -> Person:
    return employ(hub, HANDLERS_NUMBER, Post.HANDLER)


@pytest.fixture
def leader(hub: RunningHub) -> Person:
    return employ(hub, "L1", Post.TEAM_LEADER, name="赵国强")


@pytest.fixture
def substitute(hub: RunningHub) -> Person:
    """Of another team."""
    with writing(hub.engine) as connection:
        connection.execute(insert(Team).values(company_id=hub.seeded.company_id, name="装表班"))
    person = employ(hub, "S1", Post.HANDLER, name="孙小军", team="装表班")
    with writing(hub.engine) as connection:
        connection.execute(update(Employee).where(Employee.staff_no == "S1").values(phone=SUBSTITUTES))
    return person


@pytest.fixture
def urge_no(hub: RunningHub, session: dict[str, str]) -> str:
    return str(ask(hub, "running", session).json()["urge_no"])


def told(hub: RunningHub) -> list[tuple[str, str]]:
    rows = hub.rows(select(Message.event, Message.phone).order_by(Message.id))
    return [(row.event, row.phone) for row in rows]


def arrange(hub: RunningHub, first: date, last: date, absent: str = HANDLERS_NUMBER) -> None:
    with writing(hub.engine) as connection:
        wish = Wish(absent, "S1", first, last)
        add_substitute(hub.hub, connection, hub.seeded.company_id, wish, "test")


@SQLITE_ALONE
def test_a_handler_sends_it_up_and_the_leader_brings_it_down_each_with_a_line_of_why(
    hub: RunningHub, urge_no: str, handler: Person, leader: Person
) -> None:
    handler.settle()
    leader.settle()
    item = f"/staff/items/{urge_no}"
    assert "不答复的话，11月20日\N{NO-BREAK SPACE}周五 16:00 上报班长" in handler.get(item).text
    nothing = handler.post(f"{item}/raise", why="  ")
    assert (nothing.status_code, "请写一句原因" in nothing.text) == (422, True)
    raised = handler.post(f"{item}/raise", why="缺设备，<b>请协调</b>")
    assert raised.url.path == item
    assert "上报班长" in raised.text
    hub.clock.turn(minutes=5)
    listed = leader.get("/staff").text
    assert "在班长处" in listed
    assert "5 分钟&nbsp;· 缺设备，&lt;b&gt;请协调&lt;/b&gt;" in listed
    lowered = leader.post(f"{item}/lower", why="设备明天到，请答复").text
    assert "赵国强：设备明天到，请答复" in lowered
    assert "在班长处" not in handler.get("/staff").text
    assert handler.post(f"{item}/lower", why="不要").status_code == 403
    assert leader.post(f"{item}/lower", why="再来").status_code == 422
    leader.post(f"{item}/raise", why="请调度协调")
    assert "在调度处" in handler.get("/staff").text
    assert leader.post(f"{item}/lower", why="收回").status_code == 403
    dispatcher = employ(hub, "D1", Post.DISPATCHER, name="调度王").settle()
    assert "调度王：已协调" in dispatcher.post(f"{item}/lower", why="已协调").text
    assert handler.post(f"{item}/raise", why="再报").status_code == 422


def test_who_stands_in_today_is_texted_and_lists_what_waits_and_what_comes(
    hub: RunningHub,
    session: dict[str, str],
    urge_no: str,
    handler: Person,
    leader: Person,
    substitute: Person,
) -> None:
    leader.settle()
    substitute.settle()
    assert urge_no not in substitute.get("/staff").text
    days = {"first": "2026-11-20", "last": "2026-11-21"}
    page = leader.post("/staff/substitutes", absent=HANDLERS_NUMBER, substitute="S1", **days)
    assert (page.status_code, "正在代班" in page.text) == (200, True)
    assert urge_no in substitute.get("/staff").text
    item = substitute.get(f"/staff/items/{urge_no}")
    assert (item.status_code, "<dd>孙小军</dd>" in item.text) == (200, True)
    ask(hub, "late", session)
    assert told(hub) == [
        ("urge-to-handler", HANDLERS),
        ("item-to-substitute", SUBSTITUTES),
        ("item-to-substitute", SUBSTITUTES),
    ]
    assert go_round(hub.hub) == 0
    hub.clock.moment = china(22, 10)
    substitute.sign_in("seven green kettles on a hill")
    substitute.post("/staff/code", code=substitute.code())
    assert urge_no not in substitute.get("/staff").text
    ask(hub, "nearly", hub.session(hub.enrol(), hub.seeded.person.account_no))
    assert told(hub)[3:] == [("urge-to-handler", HANDLERS)]


@SQLITE_ALONE
def test_what_waits_is_handed_over_when_the_first_day_comes_and_once(
    hub: RunningHub, urge_no: str, handler: Person, substitute: Person
) -> None:
    arrange(hub, date(2026, 11, 21), date(2026, 11, 23))
    assert go_round(hub.hub) == 0
    hub.clock.moment = china(21, 0)
    assert (go_round(hub.hub), go_round(hub.hub)) == (2, 0)  # it goes up as well
    assert told(hub)[1:] == [("item-to-substitute", SUBSTITUTES)]


@SQLITE_ALONE
def test_an_absent_leaders_items_go_to_who_stands_in(
    hub: RunningHub, session: dict[str, str], leader: Person, substitute: Person
) -> None:
    arrange(hub, date(2026, 11, 20), date(2026, 11, 25), absent="L1")
    waiting = ask(hub, "leaderless", session).json()["urge_no"]
    assert told(hub) == [("item-to-substitute", SUBSTITUTES)]
    going_up = ask(hub, "nearly", session).json()["urge_no"]
    substitute.settle()
    assert waiting in (listed := substitute.get("/staff").text)
    assert going_up not in listed
    hub.clock.moment = china(20, 16)
    assert go_round(hub.hub) == 1
    assert told(hub)[-1] == ("raised-to-leader", SUBSTITUTES)
    substitute.sign_in("seven green kettles on a hill")
    substitute.post("/staff/code", code=substitute.code())
    assert going_up in substitute.get("/staff").text
    assert substitute.get(f"/staff/items/{going_up}").status_code == 200


@SQLITE_ALONE
def test_who_may_arrange_whom(hub: RunningHub, handler: Person, leader: Person, substitute: Person) -> None:
    leader.settle()
    path, days = "/staff/substitutes", {"first": "2026-11-20", "last": "2026-11-30"}
    assert leader.post(path, absent="S1", substitute=HANDLERS_NUMBER, **days).status_code == 403
    administrator = employ(hub, "A1", Post.ADMINISTRATOR, name="管理李").settle()
    listed = administrator.post(path, absent="S1", substitute=HANDLERS_NUMBER, **days)
    assert listed.status_code == 200
    assert "孙小军" not in leader.get(path).text.split("</table>")[0].split("<form")[0]
    (row,) = hub.rows(select(Substitute.id))
    assert leader.post(f"{path}/{row.id}/end").status_code == 403
    assert leader.post(f"{path}/x/end").status_code == 404
    assert administrator.post(f"{path}/{row.id}/end").status_code == 200
    assert hub.rows(select(Substitute.id)) == []
    kinds = [each.kind for each in hub.rows(select(Event.kind).where(Event.kind.startswith("substitute")))]
    assert kinds == ["substitute-arranged", "substitute-ended"]
    wrong = {
        "只有": {"absent": HANDLERS_NUMBER, "substitute": "A1", **days},
        "不能自己代自己": {"absent": HANDLERS_NUMBER, "substitute": HANDLERS_NUMBER, **days},
        "没有这个工号": {"absent": HANDLERS_NUMBER, "substitute": "X", **days},
        "没有这一天": {"absent": HANDLERS_NUMBER, "substitute": "S1", "first": "x", "last": ""},
        "早于第一天": {
            "absent": HANDLERS_NUMBER,
            "substitute": "S1",
            "first": "2026-12-02",
            "last": "2026-12-01",
        },
        "已经过去": {
            "absent": HANDLERS_NUMBER,
            "substitute": "S1",
            "first": "2026-11-01",
            "last": "2026-11-02",
        },
    }
    wrong["代班的须是办理人或班长"] = wrong.pop("只有")
    for why, fields in wrong.items():
        page: Any = leader.post(path, **fields)
        assert (page.status_code, why in page.text) == (422, True), why


@SQLITE_ALONE
def test_the_same_by_command(
    hub: RunningHub, handler: Person, substitute: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    told_to, here = ("employee", "substitute", HANDLERS_NUMBER, "S1"), [*hub.options, "--company", "seeded"]
    assert main([*told_to, "2099-01-05", "2099-01-09", *here]) == 0
    (row,) = hub.rows(select(Substitute.first, Substitute.last, Substitute.kept_by))
    assert tuple(row) == (date(2099, 1, 5), date(2099, 1, 9), "command-line")
    assert main([*told_to, "2099-01-07", "2099-01-12", *here]) == 1
    assert main([*told_to, "2000-01-07", "2000-01-12", *here]) == 1
    assert "arranged already" in capsys.readouterr().err
    assert main(["employee", "phone", "S1", "142-1234-0055", *here]) == 0
    (phone,) = hub.rows(select(Employee.phone).where(Employee.staff_no == "S1"))
    assert phone.phone == "142-1234-0055"
    assert main(["employee", "phone", "nobody", "14212340055", *here]) == 1
    assert main(["employee", "phone", "S1", "0877-0000000", *here]) == 1
    with writing(hub.engine) as connection, pytest.raises(NoSubstitute):
        add_substitute(
            hub.hub,
            connection,
            hub.seeded.company_id,
            Wish("X", "S1", date(2099, 1, 1), date(2099, 1, 2)),
            "test",
        )
