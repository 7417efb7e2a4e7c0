"""How far an urge has come: each state is told with its time, and by nobody before it is so."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.contracts.urges import UrgeState
from services.hub.channels.base import Message as Outgoing
from services.hub.channels.base import Outcome, Sent
from services.hub.channels.reports import Report
from services.hub.cli import main
from services.hub.domain.posts import Post
from services.hub.jobs.outbox import Worker
from services.hub.store.engine import writing
from services.hub.store.models import Event, Handler, Message, Urge
from services.hub.usecases.outbox import note_reports
from services.hub.usecases.urge_steps import as_they_came
from tests.e2e.processes import until
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, Person, employ
from tests.services.hub.urging import ask, order

A_MINUTE = timedelta(minutes=1)


class Taking:
    """A channel that takes everything."""

    def send(self, message: Outgoing) -> Outcome:
        return Sent(f"id-of-{message.key}")


@pytest.fixture
def hub(hub: RunningHub) -> RunningHub:
    """Its handler has a mobile telephone."""
    with writing(hub.engine) as connection:
        connection.execute(update(Handler).values(phone="14212340002"))
    return hub


@pytest.fixture
def handler(hub: RunningHub) -> Person:
    return employ(hub, HANDLERS_NUMBER, Post.HANDLER).settle()


def urge_of(hub: RunningHub, session: dict[str, str]) -> Any:
    (urge,) = (each for stage in order(hub, session, "running")["stages"] for each in stage["urges"])
    return urge


def told(hub: RunningHub, session: dict[str, str]) -> list[str]:
    """Its steps, and that the state is the last of them."""
    urge = urge_of(hub, session)
    states = [step["state"] for step in urge["steps"]]
    assert urge["state"] == states[-1]
    return states


def send(hub: RunningHub) -> None:
    Worker(hub.engine, Taking(), hub.clock.now, lambda: 0.5).work_once(threading.Event())


def written(hub: RunningHub, moment: Any) -> None:
    """Wait until it is on record: whoever looked did not wait for that."""
    until(lambda: hub.rows(select(moment))[0][0] is not None, 20)


def report(hub: RunningHub, *, delivered: bool) -> None:
    (row,) = hub.rows(select(Message.key, Message.provider_id))
    said = Report(row.key, row.provider_id, delivered, "DELIVERED" if delivered else "MK:1", hub.clock.now())
    with writing(hub.engine) as connection:
        note_reports(connection, [said])


def bring_in(hub: RunningHub, folder: Path, row: str) -> None:
    file = folder / "stages.csv"
    file.write_text(f"工单编号,环节,动作,实际开始,实际完成\n{row}\n", encoding="utf-8")
    assert (
        main(["import", str(file), "--as-of", "2026-11-20 11:30", "--company", "seeded", *hub.options]) == 0
    )


def done(hub: RunningHub, folder: Path) -> None:
    number = hub.seeded.orders["running"].order_no
    bring_in(hub, folder, f"{number},设计文件审核,完成,2026-11-16,2026-11-20 11:00")


def test_the_whole_way(hub: RunningHub, session: dict[str, str], handler: Person, tmp_path: Path) -> None:
    number = ask(hub, "running", session).json()["urge_no"]
    begun = hub.clock.now()
    assert told(hub, session) == ["received"]
    hub.clock.turn(minutes=1)
    send(hub)
    assert told(hub, session) == ["received", "texted"]
    hub.clock.turn(minutes=1)
    report(hub, delivered=True)
    assert told(hub, session) == ["received", "texted", "delivered"]
    hub.clock.turn(minutes=1)
    handler.get("/staff")
    written(hub, Urge.shown_at)
    assert told(hub, session)[3:] == ["shown"]
    hub.clock.turn(minutes=1)
    handler.get(f"/staff/items/{number}")
    written(hub, Urge.seen_at)
    assert told(hub, session)[4:] == ["seen"]
    hub.clock.turn(minutes=1)
    handler.post(f"/staff/items/{number}/answer", text="明天到场")
    assert told(hub, session)[5:] == ["answered"]
    moments = [datetime.fromisoformat(step["at"]) for step in urge_of(hub, session)["steps"]]
    assert moments == [begun + n * A_MINUTE for n in range(6)]
    done(hub, tmp_path)
    assert told(hub, session)[6:] == ["closed"]
    assert [UrgeState(word) for word in told(hub, session)] == list(UrgeState)


@SQLITE_ALONE
def test_the_page_tells_the_steps_as_they_came_about(
    hub: RunningHub, session: dict[str, str], handler: Person
) -> None:
    """The handler had opened it long before the gateway could be reached."""
    number = ask(hub, "running", session).json()["urge_no"]
    handler.get("/staff")
    written(hub, Urge.shown_at)
    hub.clock.turn(minutes=9)
    send(hub)
    page = handler.get(f"/staff/items/{number}").text
    assert page.index("已显示在办理人的列表") < page.index("短信已发出")


def test_a_gateways_clock_that_is_behind_turns_nothing_round() -> None:
    began = datetime(2026, 11, 20, 2, 0, 30, tzinfo=UTC)
    steps = dict.fromkeys((UrgeState.RECEIVED, UrgeState.TEXTED, UrgeState.DELIVERED), began)
    steps[UrgeState.DELIVERED] -= timedelta(seconds=9)
    assert list(as_they_came(steps)) == list(steps)


@SQLITE_ALONE
def test_a_text_that_did_not_arrive_is_not_told_as_sent(hub: RunningHub, session: dict[str, str]) -> None:
    ask(hub, "running", session)
    send(hub)
    report(hub, delivered=False)
    assert told(hub, session) == ["received"]


@SQLITE_ALONE
def test_who_only_looks_on_has_not_seen_it(hub: RunningHub, session: dict[str, str]) -> None:
    number = ask(hub, "running", session).json()["urge_no"]
    onlooker = employ(hub, "9", Post.DISPATCHER).settle()
    assert number in onlooker.get("/staff").text
    assert onlooker.get(f"/staff/items/{number}").status_code == 200
    hub.settled()
    assert told(hub, session) == ["received"]


def test_the_first_look_counts(hub: RunningHub, session: dict[str, str], handler: Person) -> None:
    number = ask(hub, "running", session).json()["urge_no"]
    for _ in range(2):
        handler.get("/staff")
        handler.get(f"/staff/items/{number}")
        written(hub, Urge.seen_at)
        hub.clock.turn(minutes=1)
    (row,) = hub.rows(select(Urge.shown_at, Urge.seen_at))
    assert (row.shown_at, row.seen_at) == (hub.clock.now() - 2 * A_MINUTE,) * 2


@SQLITE_ALONE
def test_what_is_over_waits_for_nobody_and_does_not_go_up(
    hub: RunningHub, session: dict[str, str], handler: Person, tmp_path: Path
) -> None:
    number = ask(hub, "running", session).json()["urge_no"]
    handler.post(f"/staff/items/{number}/raise", why="要停电计划")
    done(hub, tmp_path)
    assert told(hub, session)[-1] == "closed"
    page = handler.get("/staff").text
    assert "现在没有待答复的事项" in page
    assert "环节已结束" in page
    refused = handler.post(f"/staff/items/{number}/raise", why="还没有完")
    assert (refused.status_code, "环节已经结束" in refused.text) == (422, True)
    kinds = [
        row.kind for row in hub.rows(select(Event.kind).order_by(Event.id)) if row.kind.startswith("urge")
    ]
    assert kinds == ["urge-received", "urge-raised", "urge-lowered", "urge-closed"]


def test_a_file_that_is_taken_in_again_closes_it_once(
    hub: RunningHub, session: dict[str, str], tmp_path: Path
) -> None:
    ask(hub, "running", session)
    done(hub, tmp_path)
    closed = hub.rows(select(Urge.closed_at))
    number = hub.seeded.orders["running"].order_no
    bring_in(hub, tmp_path, f"{number},设计文件审核,完成,2026-11-16,2026-11-20 11:10")
    assert hub.rows(select(Urge.closed_at)) == closed
    assert sum(row.kind == "urge-closed" for row in hub.rows(select(Event.kind))) == 1


@SQLITE_ALONE
def test_a_stage_that_goes_on_keeps_it_open(hub: RunningHub, session: dict[str, str], tmp_path: Path) -> None:
    ask(hub, "running", session)
    number = hub.seeded.orders["running"].order_no
    bring_in(hub, tmp_path, f"{number},设计文件审核,在办,2026-11-16,")
    assert told(hub, session) == ["received"]
