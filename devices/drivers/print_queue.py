"""Hands print jobs from any thread to the one that owns the port, and brings their outcome back."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable

from devices.base import PrintOutcome, PrintResult, Reason

REMEMBERED_JOBS = 1000


class Job:
    """Bytes to print until `deadline`, by the queue's clock: taken by the owner or withdrawn by its giver."""

    def __init__(self, data: bytes, deadline: float) -> None:
        self.data = data
        self.deadline = deadline
        self._ended = threading.Event()
        self._result: PrintResult | None = None

    def end(self, outcome: PrintOutcome, reason: Reason | None = None) -> None:
        """The first end counts. What was to be printed is forgotten: it is a customer's."""
        self._result = self._result or PrintResult(outcome, reason)
        self.data = b""
        self._ended.set()

    @property
    def result(self) -> PrintResult | None:
        return self._result

    def wait(self, timeout_s: float | None) -> bool:
        return self._ended.wait(timeout_s)


class PrintQueue:
    """`now` is a monotonic clock in seconds; `wake` tells the owner that there is a job."""

    def __init__(self, now: Callable[[], float], wake: Callable[[], None]) -> None:
        self._now = now
        self._wake = wake
        self._lock = threading.Lock()
        self._waiting: deque[Job] = deque()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._closed: Reason | None = None

    def submit(self, job_id: str, data: bytes, timeout_s: float) -> PrintResult:
        """Blocks until the job has ended. The same id again joins its job, unless that was NOT_SENT."""
        job = self._enter(job_id, data, timeout_s)
        self._wake()
        if not job.wait(max(0.0, job.deadline - self._now())):
            self._withdraw(job)
        job.wait(None)  # the owner ends every job that it has taken
        assert job.result is not None
        return job.result

    def take(self) -> Job | None:
        """For the owner: the next job, which it must end."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def open(self) -> None:
        """Jobs may wait for the owner."""
        with self._lock:
            self._closed = None

    def close(self, reason: Reason) -> None:
        """Nobody will take jobs: those that wait, and those to come, are NOT_SENT for this reason."""
        with self._lock:
            self._closed = reason
            waiting = list(self._waiting)
            self._waiting.clear()
        for job in waiting:
            job.end(PrintOutcome.NOT_SENT, reason)

    def _enter(self, job_id: str, data: bytes, timeout_s: float) -> Job:
        with self._lock:
            known = self._jobs.get(job_id)
            if known and (known.result is None or known.result.outcome is not PrintOutcome.NOT_SENT):
                return known
            job = self._jobs[job_id] = Job(data, self._now() + timeout_s)
            self._jobs.move_to_end(job_id)
            if len(self._jobs) > REMEMBERED_JOBS:
                self._jobs.popitem(last=False)
            if self._closed:
                job.end(PrintOutcome.NOT_SENT, self._closed)
            else:
                self._waiting.append(job)
            return job

    def _withdraw(self, job: Job) -> None:
        with self._lock:
            if job in self._waiting:
                self._waiting.remove(job)
                job.end(PrintOutcome.NOT_SENT, Reason.BUSY)
