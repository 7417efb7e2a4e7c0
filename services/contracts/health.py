"""GET /healthz: whether the hub can work, and what time it is there; /healthz/alive: whether it answers."""

from typing import Literal

from services.contracts.base import Instant, Message


class Health(Message):
    """The answer of a hub that is ready: database, schema and data files are there, and it is not about to
    end; otherwise it is the problem `busy` with status 503. /healthz/alive answers whenever the process does.
    """

    status: Literal["ok"]
    now: Instant
