"""Where the hub's work runs: reading, writing and hashing each in a place of its own.

On SQLite a read takes some tenths of a millisecond and never waits, so it runs where it is asked for, on
the event loop (measured: a thread costs more than the read). Writes wait for the disk and for each other:
they run on one thread, which is also the order they come in. On PostgreSQL both go to threads. Hashing has
threads of its own behind a short queue, so that many who sign in at once cannot slow those who read.
"""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from services.contracts.problems import Code
from services.hub.store.engine import reading, writing
from services.hub.usecases.refusal import Refused

_T = TypeVar("_T")
_POSTGRESQL_THREADS = 8
_NICENESS = 10
_RACES = 3
"""How often a write that lost a race for a unique value looks again."""


def _stand_back() -> None:
    """Let this thread have a core only when nobody who reads wants it. On Linux each thread has its own
    niceness.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


class Work:
    """Runs reads, writes and hashes for the hub's apps."""

    def __init__(self, engine: Engine, *, hashes_at_once: int, hashes_waiting: int) -> None:
        self._engine = engine
        self._inline = engine.dialect.name == "sqlite"
        threads = 1 if self._inline else _POSTGRESQL_THREADS
        self._database = ThreadPoolExecutor(threads, thread_name_prefix="hub-db")
        self._hashing = ThreadPoolExecutor(
            hashes_at_once, thread_name_prefix="hub-hash", initializer=_stand_back
        )
        self._places = hashes_at_once + hashes_waiting

    async def read(self, job: Callable[[Connection], _T]) -> _T:
        """The job's answer, from one moment of the database."""
        if self._inline:
            return self._read(job)
        return await asyncio.get_running_loop().run_in_executor(self._database, self._read, job)

    async def write(self, job: Callable[[Connection], _T]) -> _T:
        """The job's answer, committed.

        The job may run again from the start when another writer took a unique value first, so it looks before
        it writes. Raises what the job raises, and sqlalchemy's OperationalError when the database is busy or
        its disk is full; then nothing of the job is kept.
        """
        return await asyncio.get_running_loop().run_in_executor(self._database, self._write, job)

    def write_later(self, job: Callable[[Connection], _T]) -> Future[_T]:
        """As `write`, for who does not wait for it."""
        return self._database.submit(self._write, job)

    @asynccontextmanager
    async def hashing_place(self) -> AsyncIterator[None]:
        """A place in the queue for hashing. Raises Refused (busy) when it is full."""
        if self._places <= 0:
            raise Refused(Code.BUSY, retry_after=2)
        self._places -= 1
        try:
            yield
        finally:
            self._places += 1

    async def hash(self, job: Callable[[], _T]) -> _T:
        """The job's answer, on a thread for hashing. Take a place first."""
        return await asyncio.get_running_loop().run_in_executor(self._hashing, job)

    def close(self) -> None:
        """Let what is running end, and take no more."""
        self._hashing.shutdown()
        self._database.shutdown()

    def _read(self, job: Callable[[Connection], _T]) -> _T:
        with reading(self._engine) as connection:
            return job(connection)

    def _write(self, job: Callable[[Connection], _T]) -> _T:
        for _ in range(_RACES - 1):
            try:
                return self._write_once(job)
            except IntegrityError:
                continue
        return self._write_once(job)

    def _write_once(self, job: Callable[[Connection], _T]) -> _T:
        with writing(self._engine) as connection:
            return job(connection)
