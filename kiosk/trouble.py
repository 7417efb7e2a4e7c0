"""Troubles as a customer may be told of them. Each has a page, a sentence and a reference for staff."""

from dataclasses import dataclass
from enum import StrEnum

from services.contracts.problems import Code, LastUrge, Problem


class TroubleKind(StrEnum):
    """What went wrong, by what the customer can do about it."""

    HUB_AWAY = "hub-away"
    BUSY = "busy"
    LOCKED = "locked"
    LOCKED_UNTIL_STAFF = "locked-until-staff"
    SIGN_IN_REFUSED = "sign-in-refused"
    SESSION_ENDED = "session-ended"
    NOT_FOUND = "not-found"
    TERMINAL_REFUSED = "terminal-refused"
    REFUSED = "refused"
    UNEXPECTED = "unexpected"


KIND_OF_CODE: dict[Code, TroubleKind] = {
    Code.BUSY: TroubleKind.BUSY,
    Code.TOO_MANY_ATTEMPTS: TroubleKind.BUSY,
    Code.SIGN_IN_REFUSED: TroubleKind.SIGN_IN_REFUSED,
    Code.SIGN_IN_LOCKED: TroubleKind.LOCKED,
    Code.SIGN_IN_LOCKED_UNTIL_UNLOCKED: TroubleKind.LOCKED_UNTIL_STAFF,
    Code.SESSION_ENDED: TroubleKind.SESSION_ENDED,
    Code.ORDER_NOT_FOUND: TroubleKind.NOT_FOUND,
    Code.UNKNOWN_TERMINAL: TroubleKind.TERMINAL_REFUSED,
    Code.INTERNAL: TroubleKind.UNEXPECTED,
}


@dataclass(frozen=True)
class Trouble:
    """One trouble, ready for a page."""

    kind: TroubleKind
    reference: str
    """Short, for staff to find the matter in the logs."""
    code: Code | None = None
    reason: str | None = None
    retry_after: int | None = None
    """Seconds."""
    last_urge: LastUrge | None = None


def trouble_of(problem: Problem, reference: str) -> Trouble:
    """What a refusal of the hub means to a customer."""
    return Trouble(
        kind=KIND_OF_CODE.get(problem.code, TroubleKind.REFUSED),
        reference=problem.instance or reference,
        code=problem.code,
        reason=problem.reason,
        retry_after=problem.retry_after,
        last_urge=problem.last_urge,
    )
