"""The hub's outbox as a process: `python -m tests.bench.outbox.on_hub ADDRESS`.

One worker, as a hub has it, over a channel to nothing; the rest of the hub is not there. Works from the word
on until it is killed.
"""

import sys
from datetime import UTC, datetime

from services.hub.channels.base import Message, Outcome, Sent
from services.hub.jobs.outbox import Worker, Workers
from services.hub.store.engine import make_engine, reading
from services.hub.usecases.outbox import some_due
from tests.bench.outbox.jobs import wait_for_the_word


class Nothing:
    """A channel that takes everything at once."""

    def send(self, message: Message) -> Outcome:
        """Where the provider would be asked."""
        return Sent(message.key)


def main(address: str) -> None:
    """Deliver."""
    engine = make_engine(address)
    with reading(engine) as connection:
        some_due(connection, _now())  # whoever is ready is connected
    workers = Workers([Worker(engine, Nothing(), _now)])
    wait_for_the_word()
    workers.start()


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main(sys.argv[1])
