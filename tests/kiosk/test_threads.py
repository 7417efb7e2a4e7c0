"""The terminal's threads: few, named, never stuck, never dead for good."""

import re
import threading
from pathlib import Path

import pytest

from kiosk.threads import Alarm, Service, Workers, join, keep_running, spawn
from tests.kiosk.world import HandClock

DEADLINE_S = 20.0
ROOT = Path(__file__).parents[2]


class Heard:
    """Reports, and a way to wait for them."""

    def __init__(self) -> None:
        self.reports: list[tuple[str, Exception]] = []
        self.changed = threading.Condition()

    def __call__(self, place: str, error: Exception) -> None:
        with self.changed:
            self.reports.append((place, error))
            self.changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.reports) >= count, DEADLINE_S)


@pytest.fixture
def heard() -> Heard:
    return Heard()


class TestWorkers:
    def test_tasks_are_done_side_by_side_up_to_the_number_of_workers(self, heard: Heard) -> None:
        workers = Workers("w", 3, heard)
        together = threading.Barrier(3)
        done = threading.Semaphore(0)

        def task() -> None:
            together.wait(DEADLINE_S)
            done.release()

        for _ in range(6):
            workers.do(task)
        assert all(done.acquire(timeout=DEADLINE_S) for _ in range(6))
        threads = workers.close()
        assert len(threads) == 3
        assert join(threads, DEADLINE_S) == []

    def test_no_thread_is_made_before_it_is_needed(self, heard: Heard) -> None:
        workers = Workers("w", 5, heard)
        assert workers.close() == ()
        workers = Workers("w", 5, heard)
        for _ in range(20):
            done = threading.Event()
            workers.do(done.set)
            assert done.wait(DEADLINE_S)
        assert 1 <= len(workers.close()) <= 5

    def test_what_a_task_raises_is_reported_and_the_worker_goes_on(self, heard: Heard) -> None:
        workers = Workers("w", 1, heard)
        done = threading.Event()
        workers.do(lambda: 1 // 0)  # type: ignore[arg-type, return-value]
        workers.do(done.set)
        assert done.wait(DEADLINE_S)
        heard.wait_for(1)
        assert [(place, type(error)) for place, error in heard.reports] == [("w", ZeroDivisionError)]
        assert join(workers.close(), DEADLINE_S) == []

    def test_after_closing_what_was_taken_is_done_and_nothing_more_is_taken(self, heard: Heard) -> None:
        workers = Workers("w", 1, heard)
        go_on, done = threading.Event(), []
        workers.do(lambda: go_on.wait(DEADLINE_S) and None)
        workers.do(lambda: done.append("taken"))
        threads = workers.close()
        workers.do(lambda: done.append("too late"))
        go_on.set()
        assert join(threads, DEADLINE_S) == []
        assert done == ["taken"]

    def test_who_does_not_end_in_time_is_named(self, heard: Heard) -> None:
        workers = Workers("w", 1, heard)
        go_on = threading.Event()
        workers.do(lambda: go_on.wait(DEADLINE_S) and None)
        threads = workers.close()
        assert join(threads, 0.01) == ["w-1"]
        go_on.set()
        assert join(threads, DEADLINE_S) == []


class TestAlarm:
    def test_it_rings_once_at_its_time(self) -> None:
        clock = HandClock()
        rung = threading.Semaphore(0)
        alarm = Alarm(rung.release, clock.monotonic)
        thread = spawn("alarm", alarm.run)
        alarm.set(clock.at - 1)
        assert rung.acquire(timeout=DEADLINE_S)
        alarm.set(clock.at + 1000)
        assert not rung.acquire(blocking=False)
        alarm.set(clock.at)
        assert rung.acquire(timeout=DEADLINE_S)
        alarm.close()
        assert join([thread], DEADLINE_S) == []
        assert not rung.acquire(blocking=False)

    def test_an_earlier_time_takes_the_place_of_a_later_one(self) -> None:
        import time

        rung = threading.Event()
        alarm = Alarm(rung.set, time.monotonic)
        thread = spawn("alarm", alarm.run)
        alarm.set(time.monotonic() + 3600)
        alarm.set(time.monotonic() + 0.05)
        assert rung.wait(DEADLINE_S)
        alarm.close()
        assert join([thread], DEADLINE_S) == []


class TestServices:
    def test_a_service_that_breaks_is_begun_anew_after_a_rest(
        self, heard: Heard, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("kiosk.threads.FIRST_REST_S", 0.01)
        stop = threading.Event()

        def breaks(_stop: threading.Event) -> None:
            raise OSError("no such device")

        thread = spawn("s", lambda: keep_running(Service("s", breaks), stop, heard))
        heard.wait_for(3)
        stop.set()
        assert join([thread], DEADLINE_S) == []
        assert {place for place, _ in heard.reports} == {"s"}

    def test_a_service_that_never_breaks_is_never_begun_anew(self, heard: Heard) -> None:
        stop = threading.Event()
        begun: list[int] = []

        def serves(stop: threading.Event) -> None:
            begun.append(1)
            stop.wait(DEADLINE_S)

        thread = spawn("s", lambda: keep_running(Service("s", serves), stop, heard))
        stop.set()
        assert join([thread], DEADLINE_S) == []
        assert len(begun) <= 1
        assert heard.reports == []


def test_nothing_else_makes_a_thread() -> None:
    makes = re.compile(r"\bThread\(|ThreadPool|threading\.Timer|\b_thread\.")
    rooms = [*(ROOT / "kiosk").rglob("*.py"), *(ROOT / "screens").rglob("*.py")]
    rooms += [
        ROOT / "services" / "deadline.py",
        *(ROOT / "services" / "clients").rglob("*.py"),
        *(ROOT / "services" / "contracts").rglob("*.py"),
    ]
    rooms += [path for path in (ROOT / "devices").rglob("*.py") if "emulators" not in path.parts]
    rooms = [path for path in rooms if "tour" not in path.parts]  # a program of its own
    makers = {path.relative_to(ROOT).as_posix() for path in rooms if makes.search(path.read_text("utf-8"))}
    a_lookup_that_nothing_can_end = "services/deadline.py"
    assert makers == {"kiosk/threads.py", a_lookup_that_nothing_can_end}
