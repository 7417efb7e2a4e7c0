"""Counts by person and stage: right, for whom the rights say, each number a way to exactly what it counts."""

import html
import re

import pytest
from sqlalchemy import event, insert, update

from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Employee, Handler, OrderStage, Team
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import Person, employ
from tests.services.hub.urging import ask

PAGE = "/staff/counts"
HANDLERS = ("running", "nearly", "late", "waiting", "parallel")
"""Orders that run and that H001 has; parallel is in two stages."""


@pytest.fixture(scope="module")
def filled(still: RunningHub, looking: dict[str, str]) -> RunningHub:
    """A second handler of the team with nothing, one of another team with an order, and two open items."""
    company = still.seeded.company_id
    with writing(still.engine) as connection:
        team = connection.execute(
            insert(Team).values(company_id=company, name="装表班").returning(Team.id)
        ).scalar_one()
        own = update(Handler).values(staff_no="H001").returning(Handler.team_id)
        number = connection.execute(own).scalar_one()
        connection.execute(
            insert(Handler).values(company_id=company, staff_no="H002", name="周有闲", team_id=number)
        )
        values = {"company_id": company, "staff_no": "H003", "name": "孙别班", "team_id": team}
        other = connection.execute(insert(Handler).values(**values).returning(Handler.id)).scalar_one()
        stage = int(still.seeded.orders["other"].stage)
        connection.execute(update(OrderStage).where(OrderStage.id == stage).values(handler_id=other))
    for name in ("late", "leaderless"):
        assert ask(still, name, looking).status_code == 201
    return still


@pytest.fixture(scope="module")
def leader(filled: RunningHub) -> Person:
    return employ(filled, "L1", Post.TEAM_LEADER, name="赵国强").settle()


@pytest.fixture(scope="module")
def dispatcher(filled: RunningHub) -> Person:
    return employ(filled, "D1", Post.DISPATCHER, name="王调度").settle()


Line = tuple[str, str, list[tuple[int, str]]]


def lines(page: str) -> list[Line]:
    """Of each row: who, which stage, and its numbers with where they lead."""
    found = []
    for row in page.split("<tbody>")[1].split("<tr>")[1:]:
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        told = [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells]
        ways = [(re.findall(r'href="([^"]*)"', cell) or [""])[0] for cell in cells]
        numbers = [(int(text), html.unescape(way)) for text, way in zip(told[2:], ways[2:], strict=True)]
        found.append((told[0], told[1], numbers))
    return found


def counted(page: str) -> dict[str, dict[str, tuple[int, ...]]]:
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for who, stage, numbers in lines(page):
        found.setdefault(who, {})[stage] = tuple(count for count, _ in numbers)
    return found


def test_a_leader_sees_the_team_s_and_nobody_else_s(leader: Person) -> None:
    found = counted(leader.get(PAGE).text)
    assert found["刘建华 H001"] == {
        "现场勘查": (1, 1, 1),
        "答复供电方案": (1, 1, 0),
        "设计文件审核": (1, 0, 0),
        "客户工程建设": (1, 0, 0),
        "配套电网建设": (1, 0, 0),
        "工程进度跟踪": (1, 0, 0),
    }
    assert found["未指定办理人 业扩一班"] == {"签订合同": (1, 0, 1)}
    assert found["周有闲 H002"] == {"没有在办工单和待答复事项": ()}
    assert not [who for who in found if "孙别班" in who or "装表班" in who]


@SQLITE_ALONE
def test_a_leader_without_a_team_sees_nobody_not_those_without_one(filled: RunningHub) -> None:
    company = filled.seeded.company_id
    somebody = employ(filled, "L9", Post.TEAM_LEADER, name="无班组").settle()
    with writing(filled.engine) as connection:
        connection.execute(insert(Handler).values(company_id=company, staff_no="H009", name="无班组"))
        connection.execute(update(Employee).where(Employee.staff_no == "L9").values(team_id=None))
    page = somebody.get(PAGE).text
    assert ("没有办理人" in page, "H009" in page) == (True, False)


def test_a_dispatcher_sees_those_of_all_teams(dispatcher: Person) -> None:
    found = counted(dispatcher.get(PAGE).text)
    assert found["孙别班 H003 装表班"] == {"装表接电": (1, 0, 0)}
    assert "刘建华 H001 业扩一班" in found


def test_each_number_leads_to_exactly_so_many(leader: Person, dispatcher: Person) -> None:
    """All of a leader's; of a dispatcher's the first, which lists of the whole company are cut to."""
    assert follow(leader, lines(leader.get(PAGE).text)) >= 9
    assert follow(dispatcher, lines(dispatcher.get(PAGE).text)[:1]) >= 1


def follow(somebody: Person, table: list[Line]) -> int:
    """How many numbers lead to what they say."""
    followed = 0
    for _, _, numbers in table:
        for (count, way), kind in zip(numbers, ("orders", "orders", "items"), strict=False):
            if not count:
                assert way == ""
                continue
            page = somebody.get(way).text
            assert len(set(re.findall(rf'href="/staff/{kind}/([^"?]+)"', page))) == count, way
            assert "只看：" in page
            followed += 1
    return followed


@SQLITE_ALONE
@pytest.mark.parametrize(
    "address", ["handler=H999", "nobody=x", f"nobody={'9' * 30}", "stage=none", "stage=%00"]
)
def test_a_list_of_nobody_or_no_stage_is_the_whole_list(leader: Person, address: str) -> None:
    for path in ("/staff", "/staff/orders"):
        assert str(leader.get(f"{path}?{address}").url).endswith(path)


@SQLITE_ALONE
def test_further_pages_of_a_narrowed_list_are_narrowed(
    dispatcher: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.hub.staff.orders.PAGE", 2)
    address, seen = "/staff/orders?handler=H001", list[str]()
    while address:
        page = dispatcher.get(address).text
        seen += re.findall(r'<a href="/staff/orders/([^"?]+)">', page)
        further = re.findall(r'href="(/staff/orders\?[^"]*after=[^"]*)"', page)
        address = html.unescape(further[-1]) if further else ""
    wanted = {order.order_no for name, order in dispatcher.hub.seeded.orders.items() if name in HANDLERS}
    assert (len(seen), set(seen)) == (len(HANDLERS) + 1, wanted)


def test_the_table_costs_the_same_however_many_there_are(filled: RunningHub, leader: Person) -> None:
    """No statement for each person, stage or cell."""
    asked: list[str] = []

    def heard(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(filled.engine, "before_cursor_execute", heard)
    leader.get(PAGE)
    event.remove(filled.engine, "before_cursor_execute", heard)
    assert len([one for one in asked if "GROUP BY" in one]) == 2
    assert len(asked) < 12
