"""At night nothing is sent but what the company names; it waits for the morning, and nobody looks for it."""

import threading
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select, update

from services.hub.channels.base import NotYet, Reason
from services.hub.jobs.outbox import Worker
from services.hub.store.engine import reading, writing
from services.hub.store.models import Company, Handler, Message
from services.hub.usecases.outbox import some_due
from tests.services.hub.channels.gateways import Noted
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.urging import ask, china

MOBILE = "14212340002"


@pytest.fixture
def hub(hub: RunningHub) -> RunningHub:
    """Its company rests from nine to eight; it is 20:30."""
    night = {"quiet_from": time(21), "quiet_until": time(8)}
    with writing(hub.engine) as connection:
        connection.execute(update(Company).values(**night))
        connection.execute(update(Handler).values(phone=MOBILE))
    hub.clock.moment = china(20, 20)
    hub.clock.turn(minutes=30)
    return hub


def work(hub: RunningHub, gateway: Noted) -> int:
    Worker(hub.engine, gateway, hub.clock.now, lambda: 0.5).work_once(threading.Event())
    return len(gateway.given)


def looked_for(hub: RunningHub) -> bool:
    with reading(hub.engine) as connection:
        return some_due(connection, hub.clock.now())


def message(hub: RunningHub) -> Any:
    (row,) = hub.rows(select(Message))
    return row


@SQLITE_ALONE
def test_what_is_born_at_night_is_due_in_the_morning_and_good_for_a_day_from_then(
    hub: RunningHub, session: dict[str, str]
) -> None:
    hub.clock.moment = china(20, 21)
    again = hub.session(hub.enrol(), hub.seeded.person.account_no)
    ask(hub, "running", again)
    row, gateway = message(hub), Noted()
    assert (row.due_at, row.expires_at) == (china(21, 8), china(22, 8))
    for hour in (22, 23):
        hub.clock.moment = china(20, hour)
        assert (looked_for(hub), work(hub, gateway)) == (False, 0)
    hub.clock.moment = china(21, 8)
    assert work(hub, gateway) == 1


def test_what_fell_due_in_the_evening_and_was_not_sent_by_night_waits_too(
    hub: RunningHub, session: dict[str, str]
) -> None:
    ask(hub, "running", session)
    gateway = Noted(NotYet(Reason.UNKNOWN, ""))
    hub.clock.turn(minutes=29)
    assert work(hub, gateway) == 1  # 20:59: to be tried again in some seconds
    hub.clock.turn(minutes=2)
    assert looked_for(hub)
    assert work(hub, gateway) == 1
    row = message(hub)
    assert (row.state, row.due_at, row.tries, row.lease) == ("waiting", china(21, 8), 1, "")
    assert not looked_for(hub)
    hub.clock.moment = china(21, 8)
    assert work(hub, gateway) == 2
    assert message(hub).state == "accepted"


@SQLITE_ALONE
def test_what_the_company_wants_told_at_night_goes_out_at_once(
    hub: RunningHub, session: dict[str, str]
) -> None:
    with writing(hub.engine) as connection:
        connection.execute(update(Company).values(told_at_night="check-to-handler,urge-to-handler"))
    ask(hub, "running", session)
    hub.clock.moment = china(20, 23)
    assert work(hub, Noted()) == 1


@SQLITE_ALONE
def test_what_is_too_old_by_night_is_dead_and_not_put_off(hub: RunningHub, session: dict[str, str]) -> None:
    ask(hub, "running", session)
    hub.clock.moment = china(21, 22)
    assert work(hub, Noted()) == 0
    assert (message(hub).state, message(hub).reason) == ("dead", "expired")
