"""Items at the staff's pages: each post sees and does what the rights say, on every route."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select, update

from services.hub.domain.acts import Act
from services.hub.domain.posts import Post
from services.hub.domain.rights import NO, RIGHTS
from services.hub.staff import ROUTERS
from services.hub.staff.navigation import HOME, LINKS
from services.hub.staff.routing import NEEDS
from services.hub.store.engine import writing
from services.hub.store.models import Company, Employee, Team, UrgeAnswer
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, Person, employ
from tests.services.hub.urging import ask, order


@pytest.fixture
def urge_no(hub: RunningHub, session: dict[str, str]) -> str:
    return str(ask(hub, "running", session).json()["urge_no"])


@pytest.fixture
def handler(hub: RunningHub) -> Person:
    return employ(hub, HANDLERS_NUMBER, Post.HANDLER).settle()


@pytest.fixture(scope="module")
def people(still: RunningHub) -> dict[Post | None, Person]:
    """One of each post, and somebody who has not signed in."""
    found: dict[Post | None, Person] = {None: Person(still, "nobody", "")}
    for number, post in enumerate(Post):
        found[post] = employ(still, f"P{number}", post, name="测试员").settle()
    return found


@pytest.fixture(scope="module")
def dispatcher(people: dict[Post | None, Person]) -> Person:
    """Of a hub for tests that only look."""
    return people[Post.DISPATCHER]


@pytest.fixture(scope="module")
def waiting(still: RunningHub, looking: dict[str, str]) -> str:
    """The number of an urge there, which nobody answers."""
    return str(ask(still, "running", looking).json()["urge_no"])


def other_team(hub: RunningHub) -> str:
    with writing(hub.engine) as connection:
        connection.execute(insert(Team).values(company_id=hub.seeded.company_id, name="装表班"))
    return "装表班"


def test_a_handler_sees_what_was_urged_and_answers_it(hub: RunningHub, urge_no: str, handler: Person) -> None:
    hub.clock.turn(minutes=10)
    listed = handler.get("/staff").text
    assert urge_no in listed
    assert "10 分钟" in listed
    assert "张**" in listed
    assert "张小明" not in listed
    page = handler.get(f"/staff/items/{urge_no}").text
    assert "棋阳路36号" not in page
    answered = handler.post(f"/staff/items/{urge_no}/answer", text="材料已到，周一施工", new_day="2026-11-30")
    assert answered.url.path == "/staff"
    session = hub.session(hub.enrol(), hub.seeded.person.account_no)
    (urge,) = (each for stage in order(hub, session, "running")["stages"] for each in stage["urges"])
    assert urge["answer"]["text"] == "材料已到，周一施工"
    assert urge["answer"]["new_day"] == "2026-11-30"
    (row,) = hub.rows(select(UrgeAnswer.answered_by))
    assert row.answered_by.startswith("employee:")
    assert (
        "已答复" in handler.get(f"/staff/items/{urge_no}").text
        or "答复时间" in handler.get(f"/staff/items/{urge_no}").text
    )


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"text": ""}, "请写几个字"),
        ({"text": "好", "new_day": "2020-01-01"}, "已经过去"),
        ({"text": "好", "new_day": "2026-02-30"}, "没有这一天"),
        ({"text": "字" * 201}, "太长"),
        ({"text": "好", "verdict": "accepted"}, "没有核对结果"),
    ],
)
def test_what_is_wrong_with_an_answer_is_told_and_what_was_typed_stays(
    dispatcher: Person, waiting: str, fields: dict[str, str], why: str
) -> None:
    refused = dispatcher.post(f"/staff/items/{waiting}/answer", **fields)
    assert (refused.status_code, why in refused.text) == (422, True)
    assert f'value="{fields["text"]}"' in refused.text


def test_an_answer_is_given_once(handler: Person, urge_no: str) -> None:
    handler.post(f"/staff/items/{urge_no}/answer", text="明天到场")
    again = handler.post(f"/staff/items/{urge_no}/answer", text="后天")
    assert (again.status_code, "已经有人答复" in again.text) == (409, True)


@SQLITE_ALONE
def test_a_check_has_a_verdict(hub: RunningHub, session: dict[str, str], handler: Person) -> None:
    number = ask(hub, "waiting", session, kind="check").json()["urge_no"]
    handler.post(f"/staff/items/{number}/answer", verdict="missing", text="缺试验报告")
    assert "缺试验报告" in handler.get("/staff").text


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("post", "of_team", "listed", "read", "answer"),
    [
        (Post.HANDLER, True, False, 403, 403),
        (Post.TEAM_LEADER, True, True, 200, 303),
        (Post.TEAM_LEADER, False, False, 403, 403),
        (Post.HALL_STAFF, False, True, 200, 403),
        (Post.DISPATCHER, False, True, 200, 303),
        (Post.MAINTENANCE, False, False, 403, 403),
        (Post.AUDITOR, False, False, 403, 403),
        (Post.ADMINISTRATOR, False, False, 403, 403),
        (Post.COMMUNITY_MEMBER, False, False, 403, 403),
    ],
)
def test_each_post_reaches_what_its_rights_say(
    hub: RunningHub, urge_no: str, post: Post, of_team: bool, listed: bool, read: int, answer: int
) -> None:
    team = "业扩一班" if of_team else other_team(hub)
    somebody = employ(hub, "X1", post, name="赵四", team=team).settle()
    assert (urge_no in somebody.get("/staff").text) is listed
    assert somebody.get(f"/staff/items/{urge_no}").status_code == read
    key = somebody.key
    somebody.http.follow_redirects = False
    answered = somebody.http.post(f"/staff/items/{urge_no}/answer", data={"key": key, "text": "明天到场"})
    assert answered.status_code == answer
    assert bool(hub.rows(select(UrgeAnswer))) is (answer == 303)


def test_nothing_of_another_company_is_seen(hub: RunningHub, urge_no: str) -> None:
    somebody = employ(hub, "D1", Post.DISPATCHER, Post.HANDLER)
    with writing(hub.engine) as connection:
        values = {"code": "elsewhere", "name_zh": "别的供电局", "name_en": "Another one"}
        company = connection.execute(insert(Company).values(values).returning(Company.id)).scalar_one()
        connection.execute(update(Employee).values(company_id=company))
    somebody.settle()
    assert urge_no not in somebody.get("/staff").text
    assert somebody.get(f"/staff/items/{urge_no}").status_code == 404
    assert somebody.post(f"/staff/items/{urge_no}/answer", text="好").status_code == 404
    assert hub.rows(select(UrgeAnswer)) == []


@pytest.mark.parametrize("number", ["CB000", "%00", "%ff", "%F0%A0%AE%B7", "CB%0A", "x" * 5000])
def test_an_item_that_is_not_there_is_not_found(dispatcher: Person, number: str) -> None:
    assert dispatcher.get(f"/staff/items/{number}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 403),
        (b"key=%E4%BD%A0", 403),
        (b"key=\xff\xfe", 403),
        (b"not a form", 403),
        (b"&".join(b"f%d=1" % number for number in range(30)), 403),
        (b"key=KEY&text=a%00b", 403),
        (b"key=KEY&text=%F0%9F%98%80&new_day=x", 422),
        (b"key=KEY&text=" + b"x" * 70_000, 413),
    ],
)
def test_whatever_is_sent_as_a_form_gets_a_clear_answer(
    dispatcher: Person, waiting: str, body: bytes, status: int
) -> None:
    sent = body.replace(b"KEY", dispatcher.key.encode())
    dispatcher.http.follow_redirects = False
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = dispatcher.http.post(f"/staff/items/{waiting}/answer", content=sent, headers=headers)
    assert answer.status_code == status
    dispatcher.http.follow_redirects = True
    stranger = httpx.post(f"{dispatcher.hub.url}/staff/sign-in", content=sent, headers=headers)
    assert stranger.status_code in (401, 403, 413)


def routes() -> list[tuple[str, str]]:
    made: list[Any] = [route for router in ROUTERS for route in router.routes]
    return sorted((method, route.path) for route in made for method in route.methods)


def test_every_route_of_the_staff_says_what_it_needs() -> None:
    assert routes() == sorted(NEEDS)
    assert {needs for needs in NEEDS.values() if isinstance(needs, Act)} >= {Act.READ_ITEM, Act.ANSWER_ITEM}


@pytest.mark.parametrize("post", [None, *Post])
def test_no_route_does_more_for_a_post_than_its_act_allows(
    still: RunningHub, post: Post | None, people: dict[Post | None, Person]
) -> None:
    somebody = people[post]
    for (method, path), needs in NEEDS.items():
        if (method, path) == ("POST", "/staff/sign-out"):
            continue
        there = path.replace("{urge_no}", "CB000").replace("{language}", "zh")
        somebody.http.follow_redirects = False
        with somebody.http.stream(method, there, data={"key": ""} if method == "POST" else None) as answer:
            pass  # a stream has no end to wait for
        somebody.http.follow_redirects = True
        if post is None:
            to_sign_in = answer.headers.get("location") == "/staff/sign-in"
            assert to_sign_in or needs is None, (method, path)
        elif isinstance(needs, Act) and RIGHTS[needs][post] is NO:
            assert answer.status_code == 403, (method, path)


@SQLITE_ALONE
@pytest.mark.parametrize("post", [*Post])
def test_the_navigation_has_the_pages_that_the_posts_reach_and_each_bears_the_reader_s_mark(
    still: RunningHub, post: Post, people: dict[Post | None, Person]
) -> None:
    somebody = people[post]
    reached = {link.path for link in LINKS if RIGHTS[link.act][post] is not NO}
    for link in LINKS:
        answer = somebody.get(link.path)
        shown = set(re.findall(r'href="([^"]*)"', answer.text)) & {each.path for each in LINKS} - {HOME}
        assert shown == (reached - {HOME} if len(reached) > 1 else set()), link
        assert f"<span>测试员 {somebody.staff_no} 2026-11-20 10:00</span>" in answer.text, link
        assert ('aria-current="page"' in answer.text) is (len(reached) > 1 and answer.status_code == 200)
        if link.path != HOME:
            assert answer.status_code == (200 if link.path in reached else 403), link
            assert NEEDS["GET", link.path] is link.act
