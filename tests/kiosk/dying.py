"""Processes that are made to die, born in milliseconds: forked from one that has imported everything."""

import multiprocessing
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kiosk.clock import HubClock
from kiosk.journal.database import Journal
from kiosk.journal.outbox import JournalOutbox
from kiosk.ports import HubAway, HubRefused, UrgeItem
from services.clients.hub import HttpHub, HubErrors
from services.clients.transport import Line
from services.contracts.urges import UrgeRequest
from services.hub.server import HubServer
from services.hub.settings import Settings

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.kiosk.dying", "pytest"])  # each child looks at what runs the tests


class Dying:
    """A process that runs `function` and says things."""

    def __init__(self, function: Callable[..., None], *arguments: Any) -> None:
        self._ear, mouth = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=function, args=(mouth, *arguments), daemon=True)
        self._process.start()
        mouth.close()

    def hear(self) -> Any:
        """The next word; None when it has died."""
        try:
            return self._ear.recv()
        except (EOFError, OSError):
            return None

    def hear_the_rest(self) -> list[Any]:
        """All that it says until it dies."""
        words = []
        while (word := self.hear()) is not None:
            words.append(word)
        self._process.join()
        return words

    def kill(self) -> list[Any]:
        """kill -9; what it had said before."""
        self._process.kill()
        return self.hear_the_rest()


def terminal(
    say: "Connection[Any, Any]", data: Path, line: Line, items: list[tuple[str, str, str, str]]
) -> None:
    """Urges what it is told to, keeps its urges in `data`, and ends when none waits any more.

    Says "begun", then the key of each urge that a customer was told of.
    """
    say.send("begun")
    clock = HubClock()
    journal = Journal(data / "journal.db", clock.now)
    outbox = JournalOutbox(journal, HttpHub(lambda: line, HubErrors(HubAway, HubRefused)), clock)
    stop = threading.Event()
    sender = threading.Thread(target=outbox.run, args=(stop,), daemon=True)
    sender.start()
    for key, order_no, stage_id, permit in items:
        request = UrgeRequest(stage_id=stage_id, touched_at=datetime.now(UTC))
        outbox.send(UrgeItem(key, order_no, request, permit), 5.0)
        say.send(key)
    while outbox.waiting():
        outbox.hub_is_back()
        stop.wait(0.01)
    stop.set()
    outbox.wake()
    sender.join()
    journal.close()


def hub(say: "Connection[Any, Any]", database_url: str, port: int) -> None:
    """A real hub. Says its address when it answers."""
    server = HubServer(Settings(database_url=database_url, port=port))
    server.serve(lambda: say.send(server.url))
