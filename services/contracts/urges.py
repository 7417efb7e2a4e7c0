"""Urging: POST /api/v1/orders/{order_no}/urges with an Idempotency-Key, GET /api/v1/urges/{urge_no}."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from services.contracts.base import Instant, Message, otherwise

IDEMPOTENCY_HEADER = "Idempotency-Key"
PERMIT_HEADER = "Urge-Permit"


class UrgeKind(StrEnum):
    """An urge asks the handler to move; a check says "done, please check"."""

    URGE = "urge"
    CHECK = "check"


class UrgeState(StrEnum):
    """Shown nowhere before it is so."""

    RECEIVED = "received"
    """The hub has it."""
    TEXTED = "texted"
    """The provider has taken the text to whoever has it in hand."""
    DELIVERED = "delivered"
    """That text is on their phone, as the provider reports."""
    SHOWN = "shown"
    """It is in the list on their open page."""
    SEEN = "seen"
    """They have opened it."""
    ANSWERED = "answered"
    CLOSED = "closed"
    """Its stage has been left, or the order has ended."""


class Verdict(StrEnum):
    """Of a check: what was reported as done is accepted, or something is still missing."""

    ACCEPTED = "accepted"
    MISSING = "missing"


class UrgeStep(Message):
    """A state that an urge has come to."""

    state: Annotated[UrgeState, otherwise(UrgeState.RECEIVED)]
    at: Instant


class UrgeRequest(Message):
    """What the customer touched. `stage_id` as the order's answer gave it."""

    kind: UrgeKind = UrgeKind.URGE
    stage_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,64}$")]
    touched_at: Instant | None = None
    """The moment of the touch, when it is sent later; the working day is that of the touch. Default: now."""
    kept: bool = False
    """The customer was told that it is kept and will be sent: if it is refused, the order says why later."""


class UrgeAnswer(Message):
    """What staff answered."""

    text: str
    """On one line, 200 characters at most; may be empty where a check is accepted."""
    verdict: Annotated[Verdict | None, otherwise(None)] = None
    new_day: date | None = None
    """By when the stage is done now, in place of the day that was planned."""
    answered_at: Instant


class UrgeView(Message):
    """An urge as the hub holds it."""

    urge_no: str
    kind: Annotated[UrgeKind, otherwise(UrgeKind.URGE)]
    stage_id: str
    state: Annotated[UrgeState, otherwise(UrgeState.RECEIVED)]
    """The last of `steps`."""
    steps: tuple[UrgeStep, ...] = ()
    """What it has come to so far, in the order of UrgeState: a text may be delivered after it was seen."""
    touched_at: Instant
    received_at: Instant
    working_day: date
    addressed_to: str
    """Name of the handler, or of the team's leader where no handler is named."""
    to_team_leader: bool
    answer: UrgeAnswer | None = None
