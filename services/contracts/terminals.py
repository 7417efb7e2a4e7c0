"""A terminal's own dealings with the hub: enrolling and being alive."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from services.contracts.base import Instant, Message, Secret, Text

KIOSK_ID_HEADER = "Kiosk-Id"
KIOSK_KEY_HEADER = "Kiosk-Key"


def whole(number: object) -> object:
    """5.0 as 5: JSON knows no difference."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Word = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,64}$")]


class EnrolRequest(Message):
    """POST /api/v1/kiosks. The code works once, for 15 minutes."""

    code: Word = Secret


class Hall(Message):
    """Where a terminal stands."""

    code: str
    name: Text
    company: Text
    phone: str
    """Whom a customer can call, shown on the glass and on receipts."""


class Enrolled(Message):
    """The answer to an enrolment. The key is shown this once."""

    kiosk_id: str
    key: str = Secret
    hall: Hall


class Heartbeat(Message):
    """POST /api/v1/kiosks/{kiosk_id}/heartbeats."""

    software: Annotated[str, StringConstraints(pattern=r"^[ -~]{0,64}$")] = ""
    outbox_waiting: Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(whole)] = 0


class HeartbeatAnswer(Message):
    """The hub's clock, and where the terminal stands."""

    now: Instant
    hall: Hall
