"""The hub's client, before whatever server."""

import contextlib
from collections.abc import Iterator

from services.clients.hub import HttpHub, HubErrors
from services.clients.transport import Line, Transport
from services.contracts.problems import Problem
from tests.services.clients.hostile import Behaviour, Server, serving

SHORT_S = 0.4


class Away(Exception):
    pass


class Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


ERRORS = HubErrors(Away, Refused)


def client(url: str, overall_s: float = SHORT_S, **line: object) -> HttpHub:
    """A client with so much time for each request."""
    known = Line(url, "K1", "key-of-the-terminal", **line)  # type: ignore[arg-type]
    return HttpHub(lambda: known, ERRORS, transport=Transport(overall_s))


@contextlib.contextmanager
def hub_that(behaviour: Behaviour, overall_s: float = SHORT_S) -> Iterator[tuple[HttpHub, Server]]:
    """A client, and the server of this behaviour that it asks."""
    with serving(behaviour) as server:
        yield client(server.url, overall_s), server
