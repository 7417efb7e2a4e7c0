"""procrastinate with its own settings, but for as many jobs at a time as make it fast."""

import asyncio

from procrastinate import App, PsycopgConnector

from tests.bench.outbox.jobs import parameters, phone, wait_for_the_word

AT_ONCE = 10
"""Its default, 1, was half as fast; 100 was hardly faster."""

run = asyncio.run


async def fill(address: str, count: int) -> None:
    """Make its tables, and put in the jobs."""
    app = _app(address)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        jobs = ({"to": phone(number), **parameters(number)} for number in range(count))
        await app.configure_task("deliver").batch_defer_async(*jobs)


async def work(address: str) -> None:
    """Do them."""
    app = _app(address)
    async with app.open_async():
        wait_for_the_word()
        await app.run_worker_async(concurrency=AT_ONCE)


def _app(address: str) -> App:
    """With its one task."""
    app = App(connector=PsycopgConnector(conninfo=address))

    @app.task(name="deliver")
    async def deliver(**_: str) -> None:
        """Nothing."""

    return app
