"""Errors: RFC 9457 problem details with a code that never changes its meaning."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from services.contracts.base import Instant, Message, otherwise
from services.contracts.urges import UrgeState

MEDIA_TYPE = "application/problem+json"


class Code(StrEnum):
    """Stable codes. Texts may change, these may not."""

    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    BUSY = "busy"
    INTERNAL = "internal"

    UNKNOWN_TERMINAL = "unknown-terminal"
    ENROLMENT_REFUSED = "enrolment-refused"
    TOO_MANY_ATTEMPTS = "too-many-attempts"

    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_IN_LOCKED = "sign-in-locked"
    SIGN_IN_LOCKED_UNTIL_UNLOCKED = "sign-in-locked-until-unlocked"
    SESSION_ENDED = "session-ended"
    PASSWORD_CHANGE_REQUIRED = "password-change-required"  # noqa: S105 - a code, not a secret
    PASSWORD_WEAK = "password-weak"  # noqa: S105 - a code, not a secret

    ORDER_NOT_FOUND = "order-not-found"
    URGE_NOT_FOUND = "urge-not-found"
    LINK_NOT_FOUND = "link-not-found"
    NO_PUBLIC_ADDRESS = "no-public-address"
    REPORTS_REFUSED = "reports-refused"

    PERMIT_REFUSED = "permit-refused"
    PERMIT_EXPIRED = "permit-expired"
    KEY_MISSING = "idempotency-key-missing"
    KEY_REUSED = "idempotency-key-reused"
    ALREADY_URGED = "already-urged"
    STAGE_PASSED = "stage-passed"
    CUSTOMER_SIDE = "customer-side"
    COMPANY_SIDE = "company-side"
    ORDER_PAUSED = "order-paused"
    ORDER_ENDED = "order-ended"
    TOUCH_TIME_REFUSED = "touch-time-refused"


class LastUrge(Message):
    """The urge that stands in the way of another one."""

    urge_no: str
    received_at: Instant
    working_day: date
    state: Annotated[UrgeState, otherwise(UrgeState.RECEIVED)]


class Problem(Message):
    """The body of every answer that is not a success."""

    type: str
    title: str
    status: int
    code: Code
    detail: str | None = None
    instance: str | None = None
    """A reference number that staff can find in the hub's log."""
    retry_after: int | None = None
    """Seconds after which another try makes sense."""
    reason: str | None = None
    """For `password-weak` the rule that refused it; for `malformed` the field; for a locked sign-in whether
    the `number` or the `terminal` is locked; for `reports-refused` what is wrong with them; for
    `touch-time-refused` `future`, `too-old` or `no-such-moment`; for a hub that is not ready `stopping`,
    `schema` or `data`."""
    last_urge: LastUrge | None = None
