"""Urges that the terminal keeps: what the hub makes of them later, whatever has happened in between.

Everything is real but the window; the hub runs in this process, so that its clock can be turned.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.moves import LeaveReason
from services.contracts.problems import Code
from services.hub.server import HubServer
from services.hub.settings import Settings
from tests.e2e.exports import moved_on
from tests.e2e.hub import today
from tests.e2e.processes import until
from tests.e2e.windowless import PATIENCE_S, WindowlessHall, windowless_hall
from tests.services.hub.running import HandClock

FIRST_PAGE = 4096


@pytest.fixture
def clock() -> HandClock:
    """The hub's, and so the terminal's."""
    return HandClock(datetime.now(UTC))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[WindowlessHall]:
    with windowless_hall(tmp_path, orders=2) as it:
        yield it


@contextmanager
def served(hall: WindowlessHall, clock: HandClock) -> Iterator[None]:
    """The hall's hub at work, with a clock of the test's."""
    server = HubServer(Settings(hall.hub.database_url, port=hall.hub.port), clock)
    thread = server.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()


def looks_at(hall: WindowlessHall, order_no: str, *, anew: bool = False) -> tuple[str, ...]:
    """The order is opened; the refusals that it tells of."""
    hall.wish(order_no, urges=False, anew=anew)
    return hall.until(lambda shown: shown.state == "OrderShown" and shown.order_no == order_no).refused


def urges_while_the_hub_is_away(hall: WindowlessHall, clock: HandClock) -> str:
    """The number of the order; its urge is kept."""
    order_no = hall.firm.order_no()
    with served(hall, clock):
        hall.start_terminal()
        looks_at(hall, order_no)
    hall.wish(order_no)
    hall.until(lambda shown: shown.state == "UrgeKeptHere")
    return order_no


def test_it_is_sent_once_after_the_customer_has_gone(hall: WindowlessHall, clock: HandClock) -> None:
    order_no = urges_while_the_hub_is_away(hall, clock)
    hall.leave()
    hall.until(lambda shown: shown.state == "Leaving")
    with served(hall, clock):
        hall.until_rows(lambda rows: rows == {order_no: "sent"})
        hall.kill_terminal()
        hall.start_terminal()
        assert looks_at(hall, order_no) == ()
    assert hall.hub.urged() == [order_no]


def test_it_survives_a_journal_that_is_damaged(hall: WindowlessHall, clock: HandClock) -> None:
    order_no = urges_while_the_hub_is_away(hall, clock)
    hall.kill_terminal()
    with closing(sqlite3.connect(hall.journal)) as journal:
        journal.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with hall.journal.open("r+b") as file:
        file.write(os.urandom(FIRST_PAGE))
    with served(hall, clock):
        hall.start_terminal()
        until(lambda: "urges taken over: 1\n" in hall.log.read_text(), PATIENCE_S)
        hall.until_rows(lambda rows: rows == {order_no: "sent"})
    assert hall.hub.urged() == [order_no]
    (broken,) = hall.journal.parent.glob("journal.db.broken-*")
    assert f"set aside as {broken.name};" in hall.log.read_text()


@pytest.mark.parametrize("seconds_away", [1, 300])
def test_the_order_says_why_it_was_refused(
    hall: WindowlessHall, clock: HandClock, tmp_path: Path, seconds_away: int
) -> None:
    order_no = urges_while_the_hub_is_away(hall, clock)
    clock.turn(seconds=seconds_away)
    hall.hub.take_in(moved_on(tmp_path / "stages.csv", order_no, today()))
    with served(hall, clock):
        hall.until_rows(lambda rows: rows == {order_no: "refused"})
        assert looks_at(hall, order_no, anew=True) == (Code.STAGE_PASSED,)
    assert hall.hub.urged() == []


@pytest.mark.parametrize(
    ("days", "refused"), [(1, ()), (-1, (Code.TOUCH_TIME_REFUSED,)), (4, (Code.PERMIT_EXPIRED,))]
)
def test_a_clock_that_jumps_meanwhile(
    hall: WindowlessHall, clock: HandClock, days: int, refused: tuple[Code, ...]
) -> None:
    """A moment of a touch may be a day old. One that is yet to come, or is past a permit's life, is not."""
    order_no = urges_while_the_hub_is_away(hall, clock)
    clock.turn(days=days)
    with served(hall, clock):
        hall.until_rows(lambda rows: rows == {order_no: "refused" if refused else "sent"})
        assert looks_at(hall, order_no, anew=True) == refused
    assert hall.hub.urged() == ([] if refused else [order_no])


def test_a_clock_that_jumps_ahead_ends_the_session_and_says_so(
    hall: WindowlessHall, clock: HandClock
) -> None:
    with served(hall, clock):
        hall.start_terminal()
        looks_at(hall, hall.firm.order_no(0))
        clock.turn(days=1)
        looks_at(hall, hall.firm.order_no(1))
        assert LeaveReason.SESSION_ENDED in [shown.why for shown in hall.shown]
        hall.wish(hall.firm.order_no(1))
        hall.until(lambda shown: shown.state == "UrgeDone")
    assert hall.hub.urged() == [hall.firm.order_no(1)]


def test_a_clock_that_jumps_back_is_told_and_learnt(hall: WindowlessHall, clock: HandClock) -> None:
    order_no = hall.firm.order_no()
    with served(hall, clock):
        hall.start_terminal()
        looks_at(hall, order_no)
        clock.turn(days=-1)
        hall.wish(order_no)
        told = hall.until(lambda shown: shown.state in ("UrgeNotTaken", "UrgeDone"))
        assert (told.state, told.number) == ("UrgeNotTaken", Code.TOUCH_TIME_REFUSED)
        assert hall.hub.urged() == []
        looks_at(hall, order_no, anew=True)  # signing in, the terminal hears what time it is
        hall.wish(order_no)
        hall.until(lambda shown: shown.state == "UrgeDone")
    assert hall.hub.urged() == [order_no]
