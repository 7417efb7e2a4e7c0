"""Jobs from many threads to the one that owns the port."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from devices.base import PrintOutcome, PrintResult, Reason
from devices.drivers.print_queue import REMEMBERED_JOBS, PrintQueue
from tests.devices.fakes import Clock

CONFIRMED = PrintResult(PrintOutcome.CONFIRMED)


@pytest.fixture
def pool():
    with ThreadPoolExecutor(60) as pool:
        yield pool


@pytest.fixture
def woken():
    return threading.Semaphore(0)


@pytest.fixture
def queue(woken):
    return PrintQueue(Clock(), woken.release)


@pytest.fixture
def take(queue, woken):
    """Takes the next job once the owner is woken so many times."""

    def take(wakes=1):
        for _ in range(wakes):
            assert woken.acquire(timeout=5)
        return queue.take()

    return take


def test_a_job_comes_through_and_its_outcome_back(queue, pool, take):
    result = pool.submit(queue.submit, "a", b"bytes", 10)
    job = take()
    assert job.data == b"bytes"
    job.end(PrintOutcome.CONFIRMED)
    assert result.result(5) == CONFIRMED


def test_the_first_end_counts(queue, pool, take):
    result = pool.submit(queue.submit, "a", b"", 10)
    job = take()
    job.end(PrintOutcome.UNKNOWN, Reason.PORT_LOST)
    job.end(PrintOutcome.CONFIRMED)
    assert result.result(5) == PrintResult(PrintOutcome.UNKNOWN, Reason.PORT_LOST)


def test_a_job_that_nobody_takes_in_time_was_not_sent(queue):
    assert queue.submit("a", b"", 0.0) == PrintResult(PrintOutcome.NOT_SENT, Reason.BUSY)
    assert queue.take() is None


def test_a_taken_job_is_waited_for_however_long_it_lasts():
    def take_it_and_end_it_late():
        threading.Timer(0.1, queue.take().end, [PrintOutcome.CONFIRMED]).start()

    queue = PrintQueue(Clock(), take_it_and_end_it_late)
    assert queue.submit("a", b"", 0.01) == CONFIRMED


@pytest.mark.parametrize("outcome", [PrintOutcome.CONFIRMED, PrintOutcome.UNKNOWN])
def test_fifty_touches_are_one_job_and_later_ones_print_nothing(queue, pool, take, outcome):
    touches = [pool.submit(queue.submit, "a", b"", 10) for _ in range(50)]
    take(wakes=50).end(outcome, Reason.SILENT)
    assert {touch.result(5).outcome for touch in touches} == {outcome}
    assert queue.take() is None
    assert queue.submit("a", b"", 10).outcome is outcome
    assert queue.take() is None


def test_what_was_not_sent_may_be_tried_again(queue, pool, take):
    queue.close(Reason.NO_DEVICE)
    assert queue.submit("a", b"", 10) == PrintResult(PrintOutcome.NOT_SENT, Reason.NO_DEVICE)
    queue.open()
    again = pool.submit(queue.submit, "a", b"", 10)
    take(wakes=2).end(PrintOutcome.CONFIRMED)
    assert again.result(5) == CONFIRMED


def test_closing_ends_what_waits_and_nothing_that_is_taken(queue, pool, take):
    first, second = (pool.submit(queue.submit, name, b"", 10) for name in "ab")
    job = take(wakes=2)
    queue.close(Reason.PORT_LOST)
    job.end(PrintOutcome.UNKNOWN, Reason.PORT_LOST)
    assert {first.result(5).outcome, second.result(5).outcome} == {
        PrintOutcome.UNKNOWN,
        PrintOutcome.NOT_SENT,
    }


def test_of_a_job_that_has_ended_only_the_outcome_is_remembered(queue, pool, take):
    printed = pool.submit(queue.submit, "a", b"a customer's", 10)
    job = take()
    job.end(PrintOutcome.CONFIRMED)
    assert printed.result(5) == CONFIRMED
    queue.submit("b", b"another's", 0.0)
    assert [job.data for job in queue._jobs.values()] == [b"", b""]


def test_it_remembers_a_bounded_number_of_jobs(queue):
    queue.close(Reason.NO_DEVICE)
    for number in range(REMEMBERED_JOBS + 10):
        queue.submit(str(number), b"", 1)
    assert len(queue._jobs) == REMEMBERED_JOBS
