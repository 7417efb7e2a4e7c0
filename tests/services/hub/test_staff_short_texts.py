"""A team's short texts: kept by its leader, put into an answer by one press, without a script."""

import html
import json
import re

import pytest
from sqlalchemy import delete, insert, select

from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Event, ShortText, Team
from services.hub.usecases.short_texts import MOST
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, TEAM, Person, employ
from tests.services.hub.urging import ask

PAGE = "/staff/short-texts"


@pytest.fixture(scope="module")
def leader(still: RunningHub) -> Person:
    return employ(still, "L1", Post.TEAM_LEADER, name="赵国强").settle()


@pytest.fixture(scope="module")
def stranger(still: RunningHub) -> Person:
    """Leads another team."""
    with writing(still.engine) as connection:
        connection.execute(insert(Team).values(company_id=still.seeded.company_id, name="装表班"))
    return employ(still, "L2", Post.TEAM_LEADER, name="孙别班", team="装表班").settle()


@pytest.fixture
def kept(still: RunningHub, leader: Person) -> dict[str, int]:
    """Two sentences and nothing else: their numbers."""
    with writing(still.engine) as connection:
        connection.execute(delete(ShortText))
    for text in ("材料已收到", "施工队明天到。"):
        assert leader.post(PAGE, text=f" {text} ").status_code == 200
    in_order = select(ShortText.text, ShortText.id).order_by(ShortText.place)
    return {row.text: row.id for row in still.rows(in_order)}


def listed(page: str) -> list[str]:
    return re.findall(r'id="text-\d+" [^>]* value="([^"]*)"', page)


def events(hub: RunningHub, kind: str) -> list[dict[str, str]]:
    rows = hub.rows(select(Event.details).where(Event.kind == kind).order_by(Event.id))
    return [json.loads(row.details) for row in rows]


def test_a_leader_adds_changes_orders_and_removes_them_and_each_is_logged(
    still: RunningHub, leader: Person, kept: dict[str, int]
) -> None:
    first, second = kept.values()
    assert listed(leader.get(PAGE).text) == ["材料已收到", "施工队明天到。"]
    assert listed(leader.post(f"{PAGE}/{second}/up").text) == ["施工队明天到。", "材料已收到"]
    assert listed(leader.post(f"{PAGE}/{second}/up").text) == ["施工队明天到。", "材料已收到"]
    assert listed(leader.post(f"{PAGE}/{first}", text="材料齐了").text) == ["施工队明天到。", "材料齐了"]
    assert listed(leader.post(f"{PAGE}/{second}/remove").text) == ["材料齐了"]
    assert listed(leader.post(PAGE, text="配件已到").text) == ["材料齐了", "配件已到"]
    assert events(still, "short-text-changed")[-1] == {"team": TEAM, "old": "材料已收到", "text": "材料齐了"}
    assert events(still, "short-text-removed")[-1] == {"team": TEAM, "text": "施工队明天到。"}
    assert events(still, "short-text-moved")[-1] == {"team": TEAM, "text": "施工队明天到。"}
    assert events(still, "short-text-added")[-1] == {"team": TEAM, "text": "配件已到"}


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("text", "why"),
    [("  ", "请写一句话"), ("字" * 81, "太长"), ("一\n二", "一行文字"), ("材料已收到", "已经有这一句")],
    ids=["empty", "long", "lines", "twice"],
)
def test_what_is_none_is_told_and_what_was_typed_stays(
    leader: Person, kept: dict[str, int], text: str, why: str
) -> None:
    for address in (PAGE, f"{PAGE}/{kept['施工队明天到。']}"):
        refused = leader.post(address, text=text)
        assert (refused.status_code, why in refused.text) == (422, True)
        assert f'value="{text}"' in html.unescape(refused.text)
    assert listed(leader.get(PAGE).text) == list(kept)


@SQLITE_ALONE
def test_there_are_so_many_and_no_more(leader: Person, kept: dict[str, int]) -> None:
    with writing(leader.hub.engine) as connection:
        (team,) = connection.execute(select(ShortText.team_id).distinct()).one()
        more = [
            {"team_id": team, "place": place, "text": f"第 {place} 句"} for place in range(len(kept), MOST)
        ]
        connection.execute(insert(ShortText), more)
    full = leader.post(PAGE, text="再一句")
    assert (full.status_code, "最多 20 句" in full.text, len(listed(full.text))) == (422, True, MOST)


@SQLITE_ALONE
def test_another_team_s_leader_sees_and_touches_none_of_them(stranger: Person, kept: dict[str, int]) -> None:
    assert listed(stranger.get(PAGE).text) == []
    number = kept["材料已收到"]
    for action in ("", "/up", "/remove"):
        assert stranger.post(f"{PAGE}/{number}{action}", text="改了").status_code == 403
    assert stranger.post(f"{PAGE}/999/remove").status_code == 404
    assert stranger.post(f"{PAGE}/x{'9' * 30}/remove").status_code == 404


@SQLITE_ALONE
def test_one_press_puts_one_into_the_answer_and_leaves_what_was_typed(
    still: RunningHub, looking: dict[str, str], kept: dict[str, int], stranger: Person
) -> None:
    urge_no = ask(still, "running", looking).json()["urge_no"]
    item = f"/staff/items/{urge_no}"
    handler = employ(still, HANDLERS_NUMBER, Post.HANDLER).settle()
    page = handler.get(item).text
    buttons = re.findall(r'<button class="quiet" name="short" value="(\d+)"[^>]*>([^<]*)</button>', page)
    assert [(int(number), text) for number, text in buttons] == [(one, text) for text, one in kept.items()]
    assert page.index(f'action="{item}/answer"') < page.index("发送答复") < page.index('name="short"')

    def press(text: str, short: int) -> str:
        put = handler.post(f"{item}/short-text", text=text, short=str(short), new_day="2026-11-30")
        assert put.status_code == 200
        assert 'value="2026-11-30"' in put.text
        (found,) = re.findall(r'<input id="text" [^>]* value="([^"]*)"', put.text)
        return str(found)

    first, second = kept.values()
    assert press("", second) == "施工队明天到。"
    assert press("施工队明天到。", first) == "施工队明天到。材料已收到"
    assert press("您好", first) == "您好，材料已收到"
    assert press("您好", 999) == "您好"
    assert handler.get(f"{item}/short-text").status_code == 405
    assert stranger.post(f"{item}/short-text", short=str(first)).status_code == 403
    hall = employ(still, "B1", Post.HALL_STAFF).settle()
    seen = hall.get(item).text
    assert ('name="short"' in seen, "发送答复" in seen, "还没有答复" in seen) == (False, False, True)
    handler.post(f"{item}/answer", text="您好，材料已收到")
    assert "您好，材料已收到" in hall.get(item).text
