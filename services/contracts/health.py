"""GET /healthz: whether the hub can work, and what time it is there."""

from typing import Literal

from services.contracts.base import Instant, Message


class Health(Message):
    """The answer of a hub whose database answers; otherwise it is the problem `busy` with status 503."""

    status: Literal["ok"]
    now: Instant
