"""How orders stand, for whoever sees no more of them; a member of the community those of the own grid."""

import json
import re

import pytest
from sqlalchemy import insert, select, update

from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Employee, Event, Grid, Order
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import Person, employ

AT = "/staff/progress"
OURS = ("running", "nearly", "late")


@pytest.fixture(scope="module")
def member(still: RunningHub) -> Person:
    """Of a grid in which three orders lie; another one lies in another grid, all others in none."""
    with writing(still.engine) as connection:
        grids = [
            connection.execute(
                insert(Grid).values(company_id=still.seeded.company_id, name=name).returning(Grid.id)
            ).scalar_one()
            for name in ("南湖第一网格", "乡村网格")
        ]
        for grid, names in zip(grids, (OURS, ("waiting",)), strict=True):
            numbers = [still.seeded.orders[name].id for name in names]
            connection.execute(update(Order).where(Order.id.in_(numbers)).values(grid_id=grid))
    who = employ(still, "Q1", Post.COMMUNITY_MEMBER, name="社区吴").settle()
    with writing(still.engine) as connection:
        connection.execute(update(Employee).where(Employee.staff_no == "Q1").values(grid_id=grids[0]))
    return who


def number(hub: RunningHub, name: str) -> str:
    return hub.seeded.orders[name].order_no


def listed(page: str) -> set[str]:
    return set(re.findall(rf'href="{AT}/([^"]+)"', page))


def test_a_member_of_the_community_begins_with_the_orders_of_the_own_grid(
    still: RunningHub, member: Person
) -> None:
    page = member.get("/staff")
    assert page.url.path == AT
    assert listed(page.text) == {number(still, name) for name in OURS}
    assert "/staff/orders" not in page.text


def test_an_order_is_shown_without_anything_personal(still: RunningHub, member: Person) -> None:
    page = member.get(f"{AT}/{number(still, 'late')}").text
    assert "办理经过" in page
    assert "超期" in page
    for personal in ("棋阳路", "买买提", "恒源", "142****", "查看完整信息", "催办和核对"):
        assert personal not in page + member.get(AT).text


@pytest.mark.parametrize("name", ["waiting", "paused"])
def test_what_lies_in_another_grid_or_in_none_is_not_theirs(
    still: RunningHub, member: Person, name: str
) -> None:
    page = member.get(f"{AT}/{number(still, name)}")
    assert (page.status_code, "办理经过" in page.text) == (403, False)
    refused = select(Event.id).where(Event.kind == "staff-refused")
    before = len(still.rows(refused))
    sought = member.get(f"{AT}?order={number(still, name)}")
    assert (sought.status_code, "办理经过" in sought.text) == (403, False)
    assert len(still.rows(refused)) == before + 1  # who tries numbers is seen by the auditors


def test_others_look_any_order_of_the_company_up_by_its_number(still: RunningHub, member: Person) -> None:
    clerk = employ(still, "Y9", Post.AUDITOR).settle()
    assert listed(clerk.get(AT).text) == set()
    page = clerk.get(f"{AT}?order= {number(still, 'paused')} ")
    assert (page.status_code, page.url.path) == (200, f"{AT}/{number(still, 'paused')}")
    for typed in ("YK0", "%00", "x" * 200):
        assert clerk.get(f"{AT}?order={typed}").status_code == 404
    assert clerk.get(f"{AT}?after=x").status_code == 422


@SQLITE_ALONE
def test_an_administrator_says_of_which_grid_somebody_is(hub: RunningHub) -> None:
    with writing(hub.engine) as connection:
        connection.execute(insert(Grid), {"company_id": hub.seeded.company_id, "name": "乡村网格"})
    chief = employ(hub, "G1", Post.ADMINISTRATOR, name="管理李").settle()
    employ(hub, "Q1", Post.COMMUNITY_MEMBER, name="社区吴")
    (row,) = hub.rows(select(Employee.id).where(Employee.staff_no == "Q1"))
    facts = {"name": "社区吴", "grid": "乡村网格"}
    chief.get(f"/staff/people/{row.id}")
    page = chief.post(f"/staff/people/{row.id}/facts", **facts)
    assert '<option value="乡村网格" selected>' in page.text
    changed = hub.rows(select(Event.details).where(Event.kind == "employee-changed"))
    assert [json.loads(one.details)["changed"] for one in changed] == ["team,grid"]
    assert chief.post(f"/staff/people/{row.id}/facts", **facts | {"grid": "没有的"}).status_code == 422
