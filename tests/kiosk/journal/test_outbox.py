"""The outbox: committed before it is promised, sent until the hub has spoken, and never twice."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.journal import outbox as module
from kiosk.journal.database import KEEP, Journal
from kiosk.journal.outbox import JournalOutbox
from kiosk.ports import HubAway, JournalBroken, UrgeItem, UrgeKept, UrgeReceived, UrgeRefused
from kiosk.reference import local_number
from services.contracts.problems import Code
from services.contracts.urges import UrgeRequest, UrgeView
from tests.kiosk.world import HandClock, MemoryHub, new_world, refused

DEADLINE_S = 20.0
PERMIT = "permit-YKQJIA0000-QJIA-s0"


class Desk:
    """A hub's desk in front of a hub in memory. `calls` are keys in the order of their coming."""

    def __init__(self, hub: MemoryHub) -> None:
        self.hub = hub
        self.calls: list[str] = []
        self.requests: list[UrgeRequest] = []
        self.trouble: Callable[[str], Exception | None] = lambda _key: None
        self.changed = threading.Condition()

    def urge(self, order_no: str, request: UrgeRequest, key: str, permit: str) -> UrgeView:
        with self.changed:
            self.calls.append(key)
            self.requests.append(request)
            self.changed.notify_all()
        error = self.trouble(key)
        if error is not None:
            raise error
        return self.hub.urge(order_no, request, key, permit)

    def await_calls(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.calls) >= count, DEADLINE_S), self.calls


class Bench:
    """An outbox over a real file, with a sender that can be started and stopped."""

    def __init__(self, path: Path) -> None:
        self.world = new_world()
        self.clock = HandClock()
        self.desk = Desk(self.world.hub)
        self.path = path
        self.open()

    def open(self) -> None:
        self.journal = Journal(self.path, self.clock.now)
        self.outbox = JournalOutbox(self.journal, self.desk, self.clock)

    def rows(self, columns: str = "key, state, permit") -> list[tuple[object, ...]]:
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as rows:
            return rows.execute(f"SELECT {columns} FROM outbox ORDER BY kept_at, key").fetchall()

    def await_state(self, key: str, state: str) -> None:
        """The sender commits a moment after it has told the customer."""
        ticker = threading.Event()
        for _ in range(int(DEADLINE_S * 100)):
            if (key, state) in [(row[0], row[1]) for row in self.rows()]:
                return
            ticker.wait(0.01)
        raise AssertionError(self.rows())

    @contextmanager
    def sending(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self.outbox.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            self.outbox.wake()
            thread.join(DEADLINE_S)
            assert not thread.is_alive()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "journal.db")
    yield bench
    bench.journal.close()


def item(bench: Bench, key: str = "k1", stage: str = "QJIA-s0", permit: str = PERMIT) -> UrgeItem:
    request = UrgeRequest(stage_id=stage, touched_at=bench.clock.now())
    return UrgeItem(key, "YKQJIA0000", request, permit)


def away(_key: str) -> Exception:
    return HubAway("no connection")


def test_what_the_hub_takes_is_told_with_its_number(bench: Bench) -> None:
    with bench.sending():
        outcome = bench.outbox.send(item(bench), DEADLINE_S)
    assert isinstance(outcome, UrgeReceived)
    assert outcome.urge.urge_no == "CB000001"
    assert outcome.urge.addressed_to == "刘建华"
    assert bench.rows() == [("k1", "sent", None)]


def test_the_row_is_on_the_disk_before_the_hub_is_asked(bench: Bench) -> None:
    seen: list[list[tuple[object, ...]]] = []
    bench.desk.trouble = lambda _key: seen.append(bench.rows())
    with bench.sending():
        bench.outbox.send(item(bench), DEADLINE_S)
    assert seen == [[("k1", "pending", PERMIT)]]


def test_what_the_hub_refuses_is_told_and_ends(bench: Bench) -> None:
    with bench.sending():
        outcome = bench.outbox.send(item(bench, permit="forged"), DEADLINE_S)
    assert isinstance(outcome, UrgeRefused)
    assert outcome.problem.code is Code.PERMIT_REFUSED
    assert bench.rows() == [("k1", "refused", None)]
    assert bench.desk.calls == ["k1"]


def test_a_hub_that_is_away_means_kept_at_once(bench: Bench) -> None:
    bench.desk.trouble = away
    with bench.sending():
        assert bench.outbox.send(item(bench), DEADLINE_S) == UrgeKept(local_number("k1"))
    assert bench.rows() == [("k1", "pending", PERMIT)]
    assert bench.outbox.waiting() == 1


def test_a_hub_that_says_nothing_means_kept_when_patience_is_over(bench: Bench) -> None:
    go_on = threading.Event()

    def silent(_key: str) -> None:
        go_on.wait(DEADLINE_S)

    bench.desk.trouble = silent
    with bench.sending():
        assert bench.outbox.send(item(bench), 0.05) == UrgeKept(local_number("k1"))
        go_on.set()
        bench.await_state("k1", "sent")


def test_without_a_sender_it_is_kept(bench: Bench) -> None:
    assert isinstance(bench.outbox.send(item(bench), 0.01), UrgeKept)
    assert bench.rows() == [("k1", "pending", PERMIT)]


def test_kept_urges_are_sent_when_the_hub_is_back_as_they_were_touched(bench: Bench) -> None:
    bench.desk.trouble = away
    touched_at = bench.clock.now()
    with bench.sending():
        bench.outbox.send(item(bench), DEADLINE_S)
        bench.clock.turn(86_400)
        bench.desk.trouble = lambda _key: None
        bench.outbox.hub_is_back()
        bench.await_state("k1", "sent")
    assert [request.touched_at for request in bench.desk.requests] == [touched_at] * 2
    assert bench.world.hub.urges["k1"].touched_at == touched_at


def test_the_hub_is_told_that_an_urge_was_kept(bench: Bench) -> None:
    bench.desk.trouble = away
    with bench.sending():
        bench.outbox.send(item(bench), DEADLINE_S)
        bench.desk.trouble = lambda _key: None
        bench.outbox.hub_is_back()
        bench.await_state("k1", "sent")
    assert [request.kept for request in bench.desk.requests] == [False, True]


def test_a_no_that_comes_after_kept_was_told_is_asked_for_again(bench: Bench) -> None:
    go_on = threading.Event()

    def slow(_key: str) -> Exception:
        go_on.wait(DEADLINE_S)
        return refused(Code.STAGE_PASSED)

    bench.desk.trouble = slow
    with bench.sending():
        assert isinstance(bench.outbox.send(item(bench), 0.05), UrgeKept)
        go_on.set()
        bench.await_state("k1", "refused")
    assert [request.kept for request in bench.desk.requests] == [False, True]


def test_kept_urges_are_sent_after_a_crash(bench: Bench) -> None:
    for key in ("k1", "k2", "k3"):
        bench.outbox.send(item(bench, key, f"QJIA-{key}", f"permit-YKQJIA0000-QJIA-{key}"), 0)
        bench.clock.turn(1)
    bench.open()  # without closing: as after a power cut
    with bench.sending():
        bench.await_state("k3", "sent")
    assert bench.desk.calls == ["k1", "k2", "k3"]
    assert list(bench.world.hub.urges) == ["k1", "k2", "k3"]


def test_rests_grow_and_end(bench: Bench) -> None:
    rests = [module._rest(times) for times in range(1, 12)]
    assert rests[:4] == [1.0, 2.0, 4.0, 8.0]
    assert rests[-1] == module.LONGEST_REST_S
    assert rests == sorted(rests)


def test_a_hub_that_is_away_is_left_alone_for_a_while(bench: Bench) -> None:
    bench.desk.trouble = away
    bench.outbox.send(item(bench), 0)
    assert bench.outbox._next() is not None
    bench.outbox._try(item(bench))
    assert bench.outbox._next() is None
    assert bench.outbox._pause() == 1.0
    bench.clock.turn(1.0)
    assert bench.outbox._next() == item_of_start(bench)


def item_of_start(bench: Bench) -> UrgeItem:
    fresh = HandClock()
    return UrgeItem("k1", "YKQJIA0000", UrgeRequest(stage_id="QJIA-s0", touched_at=fresh.now()), PERMIT)


def test_a_fresh_urge_does_not_wait_for_that(bench: Bench) -> None:
    bench.desk.trouble = away
    with bench.sending():
        bench.outbox.send(item(bench), DEADLINE_S)
        bench.desk.trouble = lambda _key: None
        other = item(bench, "k2", "QJIA-x", "permit-YKQJIA0000-QJIA-x")
        assert isinstance(bench.outbox.send(other, DEADLINE_S), UrgeReceived)
        bench.await_state("k1", "sent")


@pytest.mark.parametrize("code", sorted(module.NOT_YET))
def test_a_refusal_that_says_nothing_about_the_urge_keeps_it(bench: Bench, code: Code) -> None:
    bench.desk.trouble = lambda _key: refused(code, retry_after=7)
    with bench.sending():
        assert isinstance(bench.outbox.send(item(bench), DEADLINE_S), UrgeKept)
    assert bench.rows() == [("k1", "pending", PERMIT)]
    assert bench.outbox._next() is None
    bench.clock.turn(6.9)
    assert bench.outbox._next() is None
    bench.clock.turn(0.1)
    assert bench.outbox._next() is not None


def test_one_urge_that_must_wait_does_not_hold_up_another(bench: Bench) -> None:
    bench.desk.trouble = lambda key: refused(Code.INTERNAL) if key == "k1" else None
    with bench.sending():
        bench.outbox.send(item(bench), DEADLINE_S)
        other = item(bench, "k2", "QJIA-x", "permit-YKQJIA0000-QJIA-x")
        assert isinstance(bench.outbox.send(other, DEADLINE_S), UrgeReceived)


def test_an_expired_permit_is_told_to_the_hub_whose_no_ends_it(bench: Bench) -> None:
    bench.outbox.send(item(bench), 0)
    bench.clock.turn(73 * 3600)
    bench.desk.trouble = lambda _key: refused(Code.PERMIT_EXPIRED)
    with bench.sending():
        bench.await_state("k1", "refused")
    assert bench.desk.calls == ["k1"]


def test_the_same_key_again_is_the_same_item(bench: Bench) -> None:
    with bench.sending():
        first = bench.outbox.send(item(bench), DEADLINE_S)
        bench.await_state("k1", "sent")
        again = bench.outbox.send(item(bench), DEADLINE_S)
    assert isinstance(first, UrgeReceived)
    assert isinstance(again, UrgeReceived)
    assert again.urge.urge_no == first.urge.urge_no
    assert bench.desk.calls == ["k1"]


def test_the_same_refused_key_again_gets_the_same_no(bench: Bench) -> None:
    with bench.sending():
        first = bench.outbox.send(item(bench, permit="forged"), DEADLINE_S)
        bench.await_state("k1", "refused")
        again = bench.outbox.send(item(bench, permit="forged"), DEADLINE_S)
    assert isinstance(first, UrgeRefused)
    assert isinstance(again, UrgeRefused)
    assert first.problem.code is again.problem.code


def test_fifty_threads_with_one_key_are_one_urge(bench: Bench) -> None:
    outcomes: list[object] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(bench.outbox.send(item(bench), DEADLINE_S)))
        for _ in range(50)
    ]
    with bench.sending():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(DEADLINE_S)
    assert len(outcomes) == 50
    assert all(isinstance(outcome, UrgeReceived) for outcome in outcomes)
    assert len(bench.world.hub.urges) == 1
    assert bench.desk.calls == ["k1"]


def test_without_a_journal_nothing_is_promised(bench: Bench) -> None:
    bench.journal.close()
    with bench.sending(), pytest.raises(JournalBroken):
        bench.outbox.send(item(bench), DEADLINE_S)
    assert bench.desk.calls == []


def test_what_the_hub_said_is_told_even_if_it_can_not_be_written_down(bench: Bench) -> None:
    bench.desk.trouble = lambda _key: bench.journal.close()
    with bench.sending():
        assert isinstance(bench.outbox.send(item(bench), DEADLINE_S), UrgeReceived)
    assert bench.rows() == [("k1", "pending", PERMIT)]
    bench.desk.trouble = lambda _key: None
    bench.open()
    with bench.sending():
        bench.await_state("k1", "sent")
    assert len(bench.world.hub.urges) == 1


def test_neither_permit_nor_any_name_stays_in_the_file(bench: Bench) -> None:
    with bench.sending():
        bench.outbox.send(item(bench), DEADLINE_S)
        bench.outbox.send(item(bench, "k2", "QJIA-s1", "permit-forged"), DEADLINE_S)
        bench.await_state("k2", "refused")
    bench.journal.close()
    for file in bench.path.parent.iterdir():
        content = file.read_bytes()
        assert PERMIT.encode() not in content
        assert b"permit-forged" not in content
        assert "刘建华".encode() not in content


def test_what_has_ended_is_forgotten_after_a_while_and_what_waits_never(bench: Bench) -> None:
    with bench.sending():
        bench.outbox.send(item(bench), DEADLINE_S)
        bench.await_state("k1", "sent")
    bench.outbox.send(item(bench, "k2"), 0)
    bench.clock.turn(KEEP.total_seconds() + 86_400)
    bench.journal.clean()
    assert [row[0] for row in bench.rows()] == ["k2"]


@pytest.mark.parametrize("damage", ["touched_at = CAST(x'ff00' AS TEXT)", "permit = NULL", "kind = 'urg?'"])
def test_a_row_that_can_not_be_read_any_more_does_not_hold_up_the_others(bench: Bench, damage: str) -> None:
    for key in ("k1", "k2"):
        bench.outbox.send(item(bench, key), 0)
        bench.clock.turn(1)
    with bench.journal.transaction() as rows:
        rows.execute(f"UPDATE outbox SET {damage} WHERE key = 'k1'")
    with bench.sending():
        bench.await_state("k2", "sent")
    assert bench.rows("key, state, outcome")[0] == ("k1", "refused", None)


def test_rows_that_went_with_a_broken_journal_make_nobody_spin(bench: Bench) -> None:
    bench.desk.trouble = lambda _key: refused(Code.BUSY)
    with bench.sending():
        bench.outbox.send(item(bench), DEADLINE_S)
    with bench.journal.transaction() as rows:
        rows.execute("DELETE FROM outbox")
    bench.clock.turn(100)
    assert bench.outbox._next() is None
    assert bench.outbox._pause() is None
