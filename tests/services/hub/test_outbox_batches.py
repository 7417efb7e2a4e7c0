"""More messages than a worker takes at once."""

import threading
from datetime import timedelta

from sqlalchemy import insert, select

from services.hub.channels.base import Message as Outgoing
from services.hub.channels.base import Never, NotYet, Outcome, Reason, Sent
from services.hub.jobs.outbox import AT_ONCE, Worker
from services.hub.store.engine import writing
from services.hub.store.models import Message, MessageTemplate
from tests.services.hub.running import RunningHub

COUNT = 2 * AT_ONCE + 50


def waiting(hub: RunningHub, too_old: range = range(0, COUNT, 10)) -> None:
    """Some have become too old."""
    now = hub.clock.now()
    with writing(hub.engine) as connection:
        template = connection.execute(select(MessageTemplate.id)).scalars().first()
        rows = [
            {
                "key": f"key-{number}",
                "company_id": hub.seeded.company_id,
                "event": "answer-to-customer",
                "order_id": hub.seeded.orders["running"].id,
                "template_id": template,
                "phone": "14212345678",
                "parameters": "{}",
                "state": "waiting",
                "created_at": now,
                "expires_at": now + timedelta(hours=-1 if number in too_old else 1),
                "due_at": now - timedelta(seconds=COUNT - number),
            }
            for number in range(COUNT)
        ]
        connection.execute(insert(Message), rows)


def number_of(key: str) -> int:
    return int(key.removeprefix("key-"))


class Mixed:
    """A provider that takes most, some of them later and some never."""

    def __init__(self) -> None:
        self.given: list[int] = []

    def send(self, message: Outgoing) -> Outcome:
        number = number_of(message.key)
        self.given.append(number)
        if number % 10 == 1:
            return NotYet(Reason.THROTTLED, f"wait-{number}", 60.0)
        return Never(Reason.REFUSED, f"no-{number}") if number % 10 == 2 else Sent(f'"{number}".x')


def test_all_that_is_due_is_sent_in_order_and_each_has_its_own_fate(hub: RunningHub) -> None:
    waiting(hub)
    channel = Mixed()
    worker = Worker(hub.engine, channel, hub.clock.now, lambda: 0.5)
    while worker.work_once(threading.Event()):
        pass
    assert channel.given == [number for number in range(COUNT) if number % 10]
    for row in hub.rows(select(Message)):
        number = number_of(row.key)
        found = (row.state, row.reason, row.code, row.provider_id, row.lease)
        assert found == {
            0: ("dead", "expired", "", "", ""),
            1: ("waiting", "throttled", f"wait-{number}", "", ""),
            2: ("dead", "refused", f"no-{number}", "", ""),
        }.get(number % 10, ("accepted", "", "", f'"{number}".x', ""))


def test_one_turn_goes_on_while_there_is_as_much_as_a_worker_takes_at_once(hub: RunningHub) -> None:
    waiting(hub, too_old=range(0))
    assert Worker(hub.engine, Mixed(), hub.clock.now).work_once(threading.Event()) == COUNT


class Ending(Mixed):
    """Somebody asks the worker to end while it sends."""

    def __init__(self, ended: threading.Event) -> None:
        super().__init__()
        self.ended = ended

    def send(self, message: Outgoing) -> Outcome:
        self.ended.set()
        return super().send(message)


def test_a_worker_that_is_told_to_end_takes_no_more(hub: RunningHub) -> None:
    waiting(hub)
    ended = threading.Event()
    channel = Ending(ended)
    Worker(hub.engine, channel, hub.clock.now).work_once(ended)
    assert channel.given == [1]
    assert {row.lease for row in hub.rows(select(Message))} == {""}
    untouched = [row for row in hub.rows(select(Message)) if number_of(row.key) > AT_ONCE]
    assert {row.tries for row in untouched} == {0}


def test_nor_does_it_when_what_it_took_was_as_much_as_it_takes_at_once(hub: RunningHub) -> None:
    waiting(hub, too_old=range(0))
    ended = threading.Event()
    assert Worker(hub.engine, Ending(ended), hub.clock.now).work_once(ended) == AT_ONCE


class Slow(Mixed):
    """Takes a second for each, by the hub's own clock, and looks at what is written down by then."""

    def __init__(self, hub: RunningHub) -> None:
        super().__init__()
        self.hub, self.settled = hub, list[int]()

    def send(self, message: Outgoing) -> Outcome:
        self.settled.append(len(self.hub.rows(select(Message.id).where(Message.state == "accepted"))))
        self.hub.clock.turn(seconds=1)
        return super().send(message)


def test_what_was_sent_is_written_down_while_others_are_sent(hub: RunningHub) -> None:
    waiting(hub, too_old=range(COUNT - 6, -1, -1))
    slow = Slow(hub)
    Worker(hub.engine, slow, hub.clock.now).work_once(threading.Event())
    assert slow.settled == [0, 1, 2, 3, 4]
