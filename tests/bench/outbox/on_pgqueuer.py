"""pgqueuer as its own documents advise it for many short jobs.

One asyncpg connection a worker, uvloop as `pgq run` has it, batches of 100, its own settings for autovacuum,
and tables that are all logged, which is its default.
"""

import json

import asyncpg
import uvloop
from pgqueuer import PgQueuer, Queries
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job

from tests.bench.outbox.jobs import parameters, phone, wait_for_the_word

BATCH = 100

run = uvloop.run


async def fill(address: str, count: int) -> None:
    """Make its tables, and put in the jobs."""
    connection = await asyncpg.connect(address)
    queries = Queries(AsyncpgDriver(connection))
    await queries.install()
    await queries.optimize_autovacuum()
    payloads = [json.dumps({"to": phone(number), **parameters(number)}).encode() for number in range(count)]
    await queries.enqueue(["deliver"] * count, payloads, [0] * count)
    await connection.close()


async def work(address: str) -> None:
    """Do them."""
    connection = await asyncpg.connect(address)
    manager = PgQueuer(AsyncpgDriver(connection))

    @manager.entrypoint("deliver")
    async def deliver(job: Job) -> None:
        """Nothing."""

    wait_for_the_word()
    await manager.run(batch_size=BATCH)
