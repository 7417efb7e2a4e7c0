"""What nobody answers goes up, once to each level, and comes down when it is answered or brought down."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, select, update

from services.hub.cli import main
from services.hub.domain.posts import Post
from services.hub.jobs.rounds import go_round
from services.hub.secrets import load_secrets
from services.hub.store.engine import make_engine, writing
from services.hub.store.models import Employee, Event, Message, Order, Team, Urge, UrgeLevel
from services.hub.usecases.context import Hub
from services.hub.usecases.raising import CannotMove, NotMoved, lower_item, raise_item
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import Person, employ
from tests.services.hub.urging import ask, china

LEADERS, DISPATCHERS = "14212340007", "14212340009"


def with_phone(hub: RunningHub, staff_no: str, phone: str, *posts: Post) -> Person:
    person = employ(hub, staff_no, *posts, name=f"员工{staff_no}")
    with writing(hub.engine) as connection:
        connection.execute(update(Employee).where(Employee.staff_no == staff_no).values(phone=phone))
    return person


@pytest.fixture
def leader(hub: RunningHub) -> Person:
    return with_phone(hub, "L1", LEADERS, Post.TEAM_LEADER)


@pytest.fixture
def dispatcher(hub: RunningHub) -> Person:
    return with_phone(hub, "D1", DISPATCHERS, Post.DISPATCHER)


@pytest.fixture
def urge_no(hub: RunningHub, session: dict[str, str], leader: Person, dispatcher: Person) -> str:
    """Touched on Friday at 10, on a stage that is supervised jointly: four hours for each level."""
    return str(ask(hub, "nearly", session).json()["urge_no"])


def levels(hub: RunningHub) -> list[Any]:
    return hub.rows(select(UrgeLevel).order_by(UrgeLevel.id))


def told(hub: RunningHub) -> list[tuple[str, str]]:
    rows = hub.rows(select(Message.event, Message.phone).order_by(Message.id))
    return [(row.event, row.phone) for row in rows if row.event.startswith("raised")]


def events(hub: RunningHub) -> list[tuple[str, Any]]:
    moves = Event.kind.in_(("urge-raised", "urge-lowered"))
    rows = hub.rows(select(Event.kind, Event.details).where(moves).order_by(Event.id))
    return [(row.kind, json.loads(row.details)) for row in rows]


def urge_id(hub: RunningHub) -> int:
    return int(hub.rows(select(Urge.id))[0].id)


def test_it_goes_up_after_working_hours_to_leader_and_dispatcher_once_each(
    hub: RunningHub, urge_no: str
) -> None:
    hub.clock.moment = china(20, 15)  # three hours of work later
    assert go_round(hub.hub) == 0
    hub.clock.moment = china(20, 16)
    assert go_round(hub.hub) == 1
    assert [(row.level, row.raised_by, row.raised_at) for row in levels(hub)] == [
        ("leader", "hub", hub.clock.now())
    ]
    assert told(hub) == [("raised-to-leader", LEADERS)]
    assert go_round(hub.hub) == 0
    hub.clock.moment = china(23, 10)  # Monday: an hour and a half of Friday, and as much of today
    assert go_round(hub.hub) == 0
    hub.clock.turn(hours=1)
    assert go_round(hub.hub) == 1
    hub.clock.turn(days=30)
    assert go_round(hub.hub) == 0
    assert told(hub) == [("raised-to-leader", LEADERS), ("raised-to-dispatcher", DISPATCHERS)]
    assert events(hub) == [
        ("urge-raised", {"level": "leader", "urge": urge_no}),
        ("urge-raised", {"level": "dispatcher", "urge": urge_no}),
    ]


@SQLITE_ALONE
def test_after_a_long_night_of_the_hub_the_leader_still_has_their_time(hub: RunningHub, urge_no: str) -> None:
    hub.clock.moment = china(27, 10)
    assert (go_round(hub.hub), go_round(hub.hub)) == (1, 0)
    hub.clock.moment = china(27, 16)
    assert go_round(hub.hub) == 1
    assert [row.level for row in levels(hub)] == ["leader", "dispatcher"]


@SQLITE_ALONE
def test_an_answer_brings_it_down_and_nothing_answered_goes_up(hub: RunningHub, urge_no: str) -> None:
    hub.clock.moment = china(20, 16)
    go_round(hub.hub)
    assert main(["urges", "answer", urge_no, "--text", "明天到场", *hub.options]) == 0
    (row,) = levels(hub)
    assert row.lowered_at is not None
    assert row.lowered_by == "command-line"
    assert events(hub)[-1] == ("urge-lowered", {"answered": True, "urge": urge_no})
    hub.clock.turn(days=10)
    assert go_round(hub.hub) == 0


@SQLITE_ALONE
def test_what_hangs_on_the_order_decides_how_soon(
    hub: RunningHub, session: dict[str, str], leader: Person
) -> None:
    ask(hub, "late", session)
    hub.clock.moment = china(20, 16)
    assert go_round(hub.hub) == 0
    with writing(hub.engine) as connection:
        connection.execute(update(Order).values(supply="high-two"))
    assert go_round(hub.hub) == 1


@SQLITE_ALONE
def test_without_a_handler_it_is_the_leaders_and_goes_on_to_the_dispatcher(
    hub: RunningHub, session: dict[str, str], dispatcher: Person
) -> None:
    ask(hub, "leaderless", session)
    hub.clock.moment = china(23, 10)
    assert go_round(hub.hub) == 1
    assert told(hub) == [("raised-to-dispatcher", DISPATCHERS)]


@SQLITE_ALONE
def test_a_team_whose_leader_is_no_employee_has_the_number_of_the_marketing_system(
    hub: RunningHub, session: dict[str, str]
) -> None:
    with_phone(hub, "H2", "14212340099", Post.HANDLER)
    with writing(hub.engine) as connection:
        connection.execute(update(Team).values(leader_phone=LEADERS))
    ask(hub, "nearly", session)
    hub.clock.moment = china(20, 16)
    go_round(hub.hub)
    assert told(hub) == [("raised-to-leader", LEADERS)]


def test_several_hubs_at_once_send_it_up_once(hub: RunningHub, session: dict[str, str], urge_no: str) -> None:
    for name in ("late", "running", "leaderless"):
        ask(hub, name, session)
    hub.clock.moment = china(24, 12)
    hubs = [
        Hub.over(
            make_engine(hub.database_url),
            hub.hub.settings,
            load_secrets(hub.database_url, hub.secret_file),
            hub.clock,
        )
        for _ in range(3)
    ]
    together = Barrier(len(hubs))

    def one(other: Hub) -> int:
        together.wait(20)
        return go_round(other)

    with ThreadPoolExecutor(len(hubs)) as threads:
        done = list(threads.map(one, hubs))
    for other in hubs:
        other.work.close()
        other.engine.dispose()
    assert sum(done) == 4
    assert sorted(row.level for row in levels(hub)) == ["dispatcher", "leader", "leader", "leader"]
    assert len(told(hub)) == 4


@SQLITE_ALONE
def test_whichever_statement_it_dies_at_it_goes_up_whole_and_once(hub: RunningHub, urge_no: str) -> None:
    hub.clock.moment = china(20, 16)
    left = 0

    def dies(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise ConnectionAbortedError("killed")

    event.listen(hub.engine, "before_cursor_execute", dies)
    deaths = 0
    for left_at_first in range(50):
        left = left_at_first
        try:
            done = go_round(hub.hub)
        except ConnectionAbortedError:
            deaths += 1
            left = 10**6
            assert (levels(hub), told(hub), events(hub)) == ([], [], [])
            continue
        break
    event.remove(hub.engine, "before_cursor_execute", dies)
    assert deaths >= 6
    assert done == 1
    assert (len(levels(hub)), len(told(hub)), len(events(hub))) == (1, 1, 1)
    assert go_round(hub.hub) == 0


@SQLITE_ALONE
def test_by_hand_it_goes_up_before_its_time_and_comes_down_and_both_say_why(
    hub: RunningHub, urge_no: str
) -> None:
    number = urge_id(hub)
    with writing(hub.engine) as connection:
        assert raise_item(connection, number, "employee:1", "设备缺货", hub.clock.now()) == "leader"
    with writing(hub.engine) as connection:
        lower_item(connection, number, "employee:2", "已协调，请今天答复", hub.clock.now())
    (row,) = levels(hub)
    assert (row.why, row.lowered_why, row.lowered_by) == ("设备缺货", "已协调，请今天答复", "employee:2")
    assert [kind for kind, _ in events(hub)] == ["urge-raised", "urge-lowered"]
    hub.clock.moment = china(20, 16)  # four hours of work since it came down: now past the leader
    assert go_round(hub.hub) == 1
    assert [row.level for row in levels(hub)] == ["leader", "dispatcher"]
    with writing(hub.engine) as connection, pytest.raises(CannotMove) as refused:
        raise_item(connection, number, "employee:1", "再报", hub.clock.now())
    assert refused.value.problem is NotMoved.ALREADY_UP


@SQLITE_ALONE
def test_nothing_is_brought_down_without_a_line_of_why_or_that_is_not_up(
    hub: RunningHub, urge_no: str
) -> None:
    for why, problem in {
        "  ": NotMoved.NO_WHY,
        "字" * 201: NotMoved.WHY_TOO_LONG,
        "一行\n两行": NotMoved.STRANGE_WHY,
        "好": NotMoved.NOT_UP,
    }.items():
        with writing(hub.engine) as connection, pytest.raises(CannotMove) as refused:
            lower_item(connection, urge_id(hub), "employee:1", why, hub.clock.now())
        assert refused.value.problem is problem
