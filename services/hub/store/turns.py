"""Work of several transactions that one process at a time may do over a database; others wait their turn."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from sqlalchemy import Engine, func, select, text


@contextmanager
def turn(engine: Engine, work: str) -> Iterator[None]:
    """Hold the turn for `work`, a word such as demo. It ends with the process, however that ends.

    On SQLite it is a lock on a file beside the database, on PostgreSQL an advisory lock.
    """
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_xact_lock(crc32(work.encode()))))
            yield
        return
    descriptor = os.open(f"{engine.url.database}.{work}-turn", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
