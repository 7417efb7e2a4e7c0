"""Messages: born with what they tell about, sent by workers, and what becomes of them."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.hub.channels.base import Message as Outgoing
from services.hub.channels.base import Never, NotYet, Outcome, Reason, Sent
from services.hub.channels.posting import Poster
from services.hub.channels.reports import Report
from services.hub.channels.sms import SmsAccount, SmsChannel
from services.hub.cli import main
from services.hub.jobs.outbox import Worker
from services.hub.public.sms_reports import PATH
from services.hub.store.engine import writing
from services.hub.store.models import Customer, Event, Handler, Message
from services.hub.usecases.outbox import note_reports, take
from services.sms_standin.server import Running, serving
from tests.e2e.processes import until
from tests.services.hub.channels.gateways import Noted
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import HandClock, RunningHub, running_hub
from tests.services.hub.urging import ask, count

MOBILE = "14212340002"
KEY_ID, SECRET = "LTAI-test", "a-secret-of-the-account"
Said = pytest.CaptureFixture[str]


@pytest.fixture
def hub(hub: RunningHub) -> RunningHub:
    """Its handler has a mobile telephone."""
    with writing(hub.engine) as connection:
        connection.execute(update(Handler).values(phone=MOBILE))
    return hub


def work(hub: RunningHub, channel: Any, *, ended: bool = False) -> int:
    stop = threading.Event()
    if ended:
        stop.set()
    return Worker(hub.engine, channel, hub.clock.now, lambda: 0.5).work_once(stop)


def messages(hub: RunningHub) -> list[Any]:
    return hub.rows(select(Message).order_by(Message.id))


def answer(hub: RunningHub, number: str, *more: str) -> None:
    assert main(["urges", "answer", number, *more, *hub.options]) == 0


@SQLITE_ALONE
def test_an_urge_tells_its_handler(hub: RunningHub, session: dict[str, str]) -> None:
    number = ask(hub, "running", session).json()["urge_no"]
    noted = Noted()
    assert work(hub, noted) == 1
    (given,) = noted.given
    assert (given.to, given.template) == (MOBILE, "SMS_URGE_HANDLER")
    assert given.parameters == {
        "order": hub.seeded.orders["running"].order_no,
        "stage": "设计文件审核",
        "urge": number,
        "moment": "11月20日10:00",
    }
    (row,) = messages(hub)
    assert (row.state, row.provider_id, row.accepted_at) == ("accepted", "id-1", hub.clock.now())
    assert work(hub, noted) == 0


@SQLITE_ALONE
def test_a_report_that_it_is_done_asks_to_check(hub: RunningHub, session: dict[str, str]) -> None:
    ask(hub, "waiting", session, kind="check")
    assert [row.event for row in messages(hub)] == ["check-to-handler"]


@SQLITE_ALONE
def test_what_is_refused_or_asked_again_tells_nobody(hub: RunningHub, session: dict[str, str]) -> None:
    for _ in range(3):
        ask(hub, "running", session, key="k1")
    ask(hub, "running", session, key="k2")
    ask(hub, "cancelled", session)
    assert (count(hub), len(messages(hub))) == (1, 1)


def test_a_landline_gets_no_text_and_the_record_says_so(hub: RunningHub, session: dict[str, str]) -> None:
    with writing(hub.engine) as connection:
        connection.execute(update(Handler).values(phone="0877-0060002"))
    number = ask(hub, "running", session).json()["urge_no"]
    assert messages(hub) == []
    (event,) = hub.rows(select(Event.details).where(Event.kind == "message-impossible"))
    assert json.loads(event.details) == {
        "event": "urge-to-handler",
        "urge": number,
        "why": "no-mobile-number",
    }


def test_an_answer_tells_the_customer_and_shows_no_whole_number(
    hub: RunningHub, session: dict[str, str], capsys: Said
) -> None:
    number = ask(hub, "late", session).json()["urge_no"]
    answer(hub, number, "--text", "材料已到", "--new-day", "2099-12-01")
    noted = Noted()
    work(hub, noted)
    hub.clock.moment = messages(hub)[1].due_at  # commands have the machine's own clock
    work(hub, noted)
    given = noted.given[1]
    assert (given.to, given.template) == ("14212345678", "SMS_ANSWER_CUSTOMER")
    assert given.parameters["answer"] == "材料已到，新的预计日期12月1日"
    assert given.parameters["order"].startswith("********")
    assert main(["messages", *hub.options]) == 0
    told = capsys.readouterr().out
    assert "材料已到，新的预计日期12月1日" in told
    assert "142****5678" in told
    assert "14212345678" not in told


@SQLITE_ALONE
def test_the_agent_who_looks_after_an_order_gets_its_answer(hub: RunningHub, session: dict[str, str]) -> None:
    with writing(hub.engine) as connection:
        theirs = update(Customer).where(Customer.id == hub.seeded.agent.id)
        connection.execute(theirs.values(phone="142 1111-2222"))
    answer(hub, ask(hub, "running", session).json()["urge_no"], "--text", "明天到场")
    assert messages(hub)[1].phone == "14211112222"


@SQLITE_ALONE
def test_what_fails_is_tried_again_later_each_time_and_as_the_provider_asks(
    hub: RunningHub, session: dict[str, str]
) -> None:
    ask(hub, "running", session)
    noted = Noted(
        NotYet(Reason.UNREACHABLE), NotYet(Reason.UNKNOWN), NotYet(Reason.THROTTLED, "Throttling", 60.0)
    )
    waits = []
    for _ in range(3):
        assert work(hub, noted) == 1
        assert work(hub, noted) == 0
        (row,) = messages(hub)
        waits.append((row.due_at - hub.clock.now()).total_seconds())
        hub.clock.moment = row.due_at
    assert waits == [2.0, 4.0, 60.0]
    assert (row.state, row.reason, row.code, row.tries) == ("waiting", "throttled", "Throttling", 3)
    work(hub, noted)
    assert [given.key for given in noted.given] == [row.key] * 4
    assert messages(hub)[0].state == "accepted"


@SQLITE_ALONE
def test_what_can_never_be_sent_is_kept_and_sent_again_by_hand(
    hub: RunningHub, session: dict[str, str], capsys: Said
) -> None:
    ask(hub, "running", session)
    noted = Noted(Never(Reason.BAD_NUMBER, "isv.MOBILE_NUMBER_ILLEGAL"))
    work(hub, noted)
    (row,) = messages(hub)
    assert (row.state, row.reason, row.code) == ("dead", "bad-number", "isv.MOBILE_NUMBER_ILLEGAL")
    hub.clock.turn(hours=1)
    assert work(hub, noted) == 0
    again = ["messages", "again", str(row.id), "--as", "赵国强", *hub.options]
    assert main(again) == 0
    assert main(again) == 1
    assert "it is waiting" in capsys.readouterr().err
    hub.clock.turn(days=3000)
    assert work(hub, noted) == 0, "by then it was too old"
    assert main(again) == 0
    (event, _) = hub.rows(select(Event.actor).where(Event.kind == "message-sent-again"))
    assert event.actor == "command-line:赵国强"
    assert main(["messages", "again", "999", "--as", "x", *hub.options]) == 1


@SQLITE_ALONE
def test_what_is_sent_again_has_a_key_of_its_own(hub: RunningHub, session: dict[str, str]) -> None:
    ask(hub, "running", session)
    noted = Noted(Never(Reason.REFUSED, "a"), Never(Reason.REFUSED, "b"))
    keys = []
    for _ in range(3):
        hub.clock.moment = max(hub.clock.moment, messages(hub)[0].due_at)
        work(hub, noted)
        keys.append(noted.given[-1].key)
        main(["messages", "again", str(messages(hub)[0].id), "--as", "x", *hub.options])
    assert keys == [keys[0], f"{keys[0]}~2", f"{keys[0]}~3"]


@SQLITE_ALONE
def test_what_has_become_too_old_is_not_sent(hub: RunningHub, session: dict[str, str]) -> None:
    ask(hub, "running", session)
    hub.clock.turn(hours=24)
    noted = Noted()
    assert work(hub, noted) == 0
    (row,) = messages(hub)
    assert (row.state, row.reason, noted.given) == ("dead", "expired", [])


def test_a_worker_that_is_told_to_end_gives_back_what_it_took(
    hub: RunningHub, session: dict[str, str]
) -> None:
    ask(hub, "running", session)
    noted = Noted()
    work(hub, noted, ended=True)
    (row,) = messages(hub)
    assert (row.state, row.tries, row.due_at, noted.given) == ("waiting", 0, hub.clock.now(), [])


class Slow:
    """A channel that takes its time, by the hub's own clock."""

    def __init__(self, clock: HandClock, seconds: float) -> None:
        self.clock, self.seconds, self.given = clock, seconds, list[str]()

    def send(self, message: Outgoing) -> Outcome:
        self.clock.turn(seconds=self.seconds)
        self.given.append(message.key)
        return Sent("id")


def test_nothing_is_begun_that_may_outlast_the_lease(hub: RunningHub, session: dict[str, str]) -> None:
    for name in ("running", "nearly", "late", "leaderless", "waiting", "paused", "parallel"):
        ask(hub, name, session, kind="check" if name in ("waiting", "paused", "parallel") else "urge")
    due = len(messages(hub))
    slow = Slow(hub.clock, 10)
    assert due > 5
    work(hub, slow)
    assert len(slow.given) == 5
    work(hub, slow)
    assert sorted(slow.given) == sorted({row.key for row in messages(hub)})


def test_one_worker_s_late_word_does_not_undo_another_s(hub: RunningHub, session: dict[str, str]) -> None:
    ask(hub, "running", session)

    class Overtaken(Noted):
        def send(self, message: Outgoing) -> Outcome:
            hub.clock.turn(seconds=61)
            if len(self.given) == 0:
                self.given.append(message)
                work(hub, self)
                return NotYet(Reason.UNKNOWN)
            return Sent("by-the-other")

    work(hub, Overtaken())
    (row,) = messages(hub)
    assert (row.state, row.provider_id, row.tries) == ("accepted", "by-the-other", 2)


def test_what_another_has_taken_meanwhile_is_left_to_it(hub: RunningHub, session: dict[str, str]) -> None:
    ask(hub, "running", session)

    class TakenMeanwhile(Noted):
        def send(self, message: Outgoing) -> Outcome:
            hub.clock.turn(seconds=61)
            with writing(hub.engine) as connection:
                self.other = take(connection, hub.clock.now(), 1)
            return Never(Reason.REFUSED)

    channel = TakenMeanwhile()
    work(hub, channel)
    (row,) = messages(hub)
    assert (row.state, row.lease, row.tries) == ("waiting", channel.other.lease, 2)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0, 1)])
def test_of_several_reports_the_later_counts_in_any_order(
    hub: RunningHub, session: dict[str, str], order: tuple[int, ...]
) -> None:
    ask(hub, "running", session)
    key, now = messages(hub)[0].key, hub.clock.now()
    reports = [
        Report(key, "b-1", False, "MK:0001", now),
        Report(key, "b-1", True, "DELIVERED", now + timedelta(seconds=9)),
        Report("somebody-else-s", "b-2", True, "DELIVERED", now),
    ]
    for at in order:
        with writing(hub.engine) as connection:
            note_reports(connection, [reports[at]])
    (row,) = messages(hub)
    assert (row.state, row.code, row.reported_at) == ("delivered", "DELIVERED", reports[1].at)
    assert work(hub, Noted()) == 0


def test_many_workers_at_once_take_each_message_once(hub: RunningHub, session: dict[str, str]) -> None:
    ask(hub, "running", session)
    (row,) = hub.rows(select(Message.__table__))
    values = {name: value for name, value in row._mapping.items() if name != "id"}
    with writing(hub.engine) as connection:
        for number in range(300):
            connection.execute(Message.__table__.insert(), values | {"key": f"more-{number}"})
    noted = Noted()
    ended = threading.Event()
    workers = [Worker(hub.engine, noted, hub.clock.now) for _ in range(4)]
    taken: list[int] = []

    def until_nothing_is_due(worker: Worker) -> None:
        while found := worker.work_once(ended):
            taken.append(found)

    threads = [threading.Thread(target=until_nothing_is_due, args=(each,)) for each in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 301
    assert len({message.key for message in noted.given}) == len(noted.given) == 301
    assert {row.state for row in messages(hub)} == {"accepted"}


@pytest.fixture
def gateway(tmp_path: Path, backend: str) -> Iterator[tuple[RunningHub, Running]]:
    """A hub with an account at a gateway that posts its reports back to it; no worker of its own."""
    clock = HandClock()
    with serving(KEY_ID, SECRET, now=clock.now) as first:
        account = SmsAccount(first.url, KEY_ID, SECRET, "玉溪供电局")
        told = {"sms": account, "outbox_workers": 0}
        with (
            running_hub(tmp_path, clock, backend=backend, wait=False, **told) as hub,
            serving(KEY_ID, SECRET, reports_url=hub.url + PATH, now=clock.now) as running,
        ):
            with writing(hub.engine) as connection:
                connection.execute(update(Handler).values(phone=MOBILE))
            yield hub, running


def over(gateway: Running, clock: HandClock) -> SmsChannel:
    return SmsChannel(SmsAccount(gateway.url, KEY_ID, SECRET, "玉溪供电局"), clock.now, Poster(overall_s=1.0))


def reported(hub: RunningHub) -> Any:
    """The only message, once it has a report."""
    until(lambda: messages(hub)[0].reported_at is not None, 10)
    return messages(hub)[0]


@pytest.mark.parametrize("faults", [{}, {"copies": 3}, {"silent": 1}, {"throttled": 1}, {"failing": 2}])
def test_whatever_the_gateway_does_one_text_goes_out_and_is_delivered(
    gateway: tuple[RunningHub, Running], faults: dict[str, Any]
) -> None:
    hub, running = gateway
    running.gateway.switch(faults)
    ask(hub, "running", hub.session(hub.enrol(), hub.seeded.person.account_no))
    channel = over(running, hub.clock)
    while messages(hub)[0].state == "waiting":
        hub.clock.moment = max(hub.clock.moment, messages(hub)[0].due_at)
        work(hub, channel)
    row = reported(hub)
    assert (row.state, row.code) == ("delivered", "DELIVERED")
    (taken,) = running.gateway.taken()
    assert (taken.number, taken.out_id, taken.biz_id) == (MOBILE, row.key, row.provider_id)


@SQLITE_ALONE
def test_what_does_not_arrive_is_told_and_can_be_sent_again(gateway: tuple[RunningHub, Running]) -> None:
    hub, running = gateway
    running.gateway.switch({"undelivered": "MK:0004"})
    ask(hub, "running", hub.session(hub.enrol(), hub.seeded.person.account_no))
    work(hub, over(running, hub.clock))
    row = reported(hub)
    assert (row.state, row.code) == ("undelivered", "MK:0004")
    running.gateway.switch({"undelivered": ""})
    assert main(["messages", "again", str(row.id), "--as", "x", *hub.options]) == 0
    hub.clock.moment = max(hub.clock.moment, messages(hub)[0].due_at)
    work(hub, over(running, hub.clock))
    assert reported(hub).state == "delivered"
    assert [taken.out_id for taken in running.gateway.taken()] == [row.key, f"{row.key}~2"]


def test_reports_that_nobody_has_signed_change_nothing(gateway: tuple[RunningHub, Running]) -> None:
    hub, _ = gateway
    forged = [{"out_id": "x", "biz_id": "1", "success": True, "err_code": "DELIVERED"}]
    refused = hub.http.post(PATH, json=forged)
    assert (refused.status_code, refused.json()["reason"]) == (401, "unsigned")


def test_a_hub_without_an_account_takes_no_reports(hub: RunningHub) -> None:
    refused = hub.http.post(PATH, json=[])
    assert (refused.status_code, refused.json()["reason"]) == (401, "no-account")


def test_a_hub_sends_by_itself(tmp_path: Path, backend: str) -> None:
    clock = HandClock()
    with serving(KEY_ID, SECRET, now=clock.now) as running:
        account = SmsAccount(running.url, KEY_ID, SECRET, "玉溪供电局")
        with running_hub(tmp_path, clock, backend=backend, sms=account, outbox_workers=2) as hub:
            with writing(hub.engine) as connection:
                connection.execute(update(Handler).values(phone=MOBILE))
            ask(hub, "running", hub.session(hub.enrol(), hub.seeded.person.account_no))
            until(lambda: messages(hub)[0].state == "accepted", 10)
