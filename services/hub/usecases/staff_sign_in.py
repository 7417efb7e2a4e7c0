"""Signing in of the staff: password, then the second factor, then whatever is still owed.

A session begins with the right password and opens nothing yet: it owes the code, or at the first sign-in the
enrolment of an app. Each step that is done gives it a new token, so that one which somebody saw before is
worth nothing. Wrong passwords and wrong codes are counted like customers'.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from sqlalchemy import Connection, delete, insert, update

from services.contracts.problems import Code
from services.hub.domain.posts import Employee as Standing
from services.hub.domain.posts import StandIn
from services.hub.domain.staff_passwords import StaffPasswordProblem, normalized, staff_password_problem
from services.hub.domain.totp import (
    accepted_step,
    new_recovery_codes,
    provisioning_uri,
    recovery_hash,
    secret_of,
    spent_recovery,
)
from services.hub.secrets import token_hash
from services.hub.store.models import Employee, RecoveryCode, StaffSession
from services.hub.store.queries_staff import (
    BY_STAFF_NO,
    END_STAFF_SESSIONS,
    OF_SESSION,
    STANDS_IN,
    THIS_EMPLOYEE,
    UNUSED_RECOVERY_CODES,
)
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.employees import standing_of
from services.hub.usecases.events import SOMEBODY, employee_actor, record
from services.hub.usecases.guesses import Guess, reserve, take_back
from services.hub.usecases.refusal import Refused

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
RENEWED_EVERY = timedelta(seconds=30)
_LONGEST_TYPED = 256


class Owed(StrEnum):
    """What a session has still to do. The values are stored."""

    CODE = "code"
    ENROLMENT = "enrolment"
    NEW_PASSWORD = "new-password"  # noqa: S105 - a step, not a secret
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class StaffVisitor:
    """Who asks, by a session that holds."""

    standing: Standing
    session_id: int
    token: str
    owed: Owed
    staff_no: str
    name: str
    company_code: str
    company_zh: str
    company_en: str
    seen_at: datetime

    @property
    def actor(self) -> str:
        """As an event's actor."""
        return employee_actor(self.standing.number)

    def form_key(self, hub: Hub) -> str:
        """What this session's forms carry, and nobody else's can."""
        return hmac.digest(hub.secrets.staff, f"form\x1f{token_hash(self.token)}".encode(), "sha256").hex()


class WeakPassword(ValueError):
    """This password may not be chosen; `problem` says why."""

    def __init__(self, problem: StaffPasswordProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class _Attempt:
    guess: Guess
    if_wrong: Refused
    row: AnyRow | None


async def sign_in_staff(hub: Hub, typed: str, password: str) -> str:
    """The token of a new session, which owes what comes next.

    `typed` is a staff number, with @ and the company's code where several have it. Raises Refused: busy,
    sign-in-refused, sign-in-locked, sign-in-locked-until-unlocked.
    """
    async with hub.work.hashing_place():
        attempt = await hub.work.write(partial(_reserve, hub, typed))
        known = attempt.row.password_hash if attempt.row and attempt.row.active else None
        right = len(password) <= _LONGEST_TYPED and await hub.work.hash(
            partial(hub.passwords.matches, known, normalized(password))
        )
        answer = await hub.work.write(partial(_conclude, hub, attempt, right))
    if isinstance(answer, Refused):
        raise answer
    return answer


def staff_guesses(hub: Hub, company_code: str, staff_no: str, number: int) -> list[Guess]:
    """All that an employee's wrong passwords and codes are counted against, whichever way the number is
    typed.
    """
    return [
        _password_guess(hub, "", staff_no),
        _password_guess(hub, company_code, staff_no),
        _code_guess(hub, number),
    ]


def _password_guess(hub: Hub, company: str, staff_no: str) -> Guess:
    return Guess("staff", hub.secrets.guess_subject("staff", company, staff_no))


def _code_guess(hub: Hub, number: int) -> Guess:
    return Guess("staff-code", hub.secrets.guess_subject("staff-code", str(number)))


def _reserve(hub: Hub, typed: str, connection: Connection) -> _Attempt:
    number, _, company = typed.strip()[:_LONGEST_TYPED].partition("@")
    guess = _password_guess(hub, company, number)
    locked = reserve(connection, [guess], hub.now())
    rows = connection.execute(BY_STAFF_NO, {"staff_no": number, "company": company}).all()
    return _Attempt(guess, locked or Refused(Code.SIGN_IN_REFUSED), rows[0] if len(rows) == 1 else None)


def _conclude(hub: Hub, attempt: _Attempt, right: bool, connection: Connection) -> str | Refused:
    row, now = attempt.row, hub.now()
    if row is None or not right:
        company = row.company_id if row else None
        tried = {"staff_no": row.staff_no} if row else {}  # what else was typed may be a password
        record(connection, "staff-sign-in-refused", SOMEBODY, now, company_id=company, details=tried)
        return attempt.if_wrong
    take_back(connection, [attempt.guess])
    token = secrets.token_urlsafe(32)
    owed = Owed.CODE if row.code_confirmed_at else Owed.ENROLMENT
    values = {
        "token_hash": token_hash(token),
        "employee_id": row.id,
        "owed": owed.value,
        "started_at": now,
        "seen_at": now,
    }
    connection.execute(insert(StaffSession), values)
    return token


def staff_visitor(hub: Hub, connection: Connection, token: str) -> StaffVisitor | None:
    """Whose session this is; None when it has ended, or nobody's ever was."""
    row = connection.execute(OF_SESSION, {"token_hash": token_hash(token)}).one_or_none()
    now = hub.now()
    if row is None or not row.active or now - row.seen_at > IDLE or now - row.started_at > LONGEST:
        return None
    stands_in = frozenset(
        StandIn(one.absent_id, one.first, one.last) for one in STANDS_IN.all(connection, {"employee": row.id})
    )
    return StaffVisitor(
        standing=standing_of(row, stands_in),
        session_id=row.session_id,
        token=token,
        owed=Owed(row.owed),
        staff_no=row.staff_no,
        name=row.name,
        company_code=row.company_code,
        company_zh=row.company_zh,
        company_en=row.company_en,
        seen_at=row.seen_at,
    )


def renew(hub: Hub, who: StaffVisitor) -> None:
    """Note that the session is used, now and then."""
    now = hub.now()
    if now - who.seen_at > RENEWED_EVERY:
        seen = update(StaffSession).where(StaffSession.id == who.session_id).values(seen_at=now)
        hub.work.write_later(lambda connection: connection.execute(seen))


def enrolment_uri(hub: Hub, connection: Connection, who: StaffVisitor) -> str:
    """What an app is shown at the first sign-in. It holds the secret."""
    row = connection.execute(THIS_EMPLOYEE, {"employee": who.standing.number}).one()
    return provisioning_uri(secret_of(hub.secrets.staff, row.code_nonce), who.company_zh, who.staff_no)


async def enrol_code(hub: Hub, who: StaffVisitor, typed: str) -> tuple[str, list[str]]:
    """The app makes the right codes: from now on it is asked for. A new token, and codes for a lost phone.

    Raises Refused (sign-in-refused, or a lock) for a wrong code.
    """
    answer = await hub.work.write(partial(_enrol, hub, who, typed))
    if isinstance(answer, Refused):
        raise answer
    return answer


async def give_code(hub: Hub, who: StaffVisitor, typed: str) -> str:
    """The second factor, or a recovery code; a new token. Raises Refused (sign-in-refused, or a lock)."""
    answer = await hub.work.write(partial(_give, hub, who, typed))
    if isinstance(answer, Refused):
        raise answer
    return answer


async def choose_password(hub: Hub, who: StaffVisitor, password: str) -> str:
    """A new password and a new token; every other session ends. Raises WeakPassword, and Refused (busy)."""
    own_words = (who.staff_no, who.name, who.company_zh, who.company_en, who.company_code)
    problem = staff_password_problem(password, own_words)
    if problem is not None:
        raise WeakPassword(problem)
    async with hub.work.hashing_place():
        hashed = await hub.work.hash(partial(hub.passwords.hash, normalized(password)))
    return await hub.work.write(partial(_choose, hub, who, hashed))


async def sign_out(hub: Hub, who: StaffVisitor) -> None:
    """End the session."""
    await hub.work.write(partial(_sign_out, hub, who))


def _sign_out(hub: Hub, who: StaffVisitor, connection: Connection) -> None:
    now = hub.now()
    connection.execute(update(StaffSession).where(StaffSession.id == who.session_id).values(ended_at=now))
    record(connection, "staff-signed-out", who.actor, now, company_id=who.standing.company)


def _enrol(
    hub: Hub, who: StaffVisitor, typed: str, connection: Connection
) -> tuple[str, list[str]] | Refused:
    row = _checked(hub, connection, who, typed)
    if isinstance(row, Refused):
        return row
    codes, number = new_recovery_codes(), who.standing.number
    hashes = [recovery_hash(hub.secrets.staff, number, code) for code in codes]
    connection.execute(delete(RecoveryCode).where(RecoveryCode.employee_id == number))
    connection.execute(insert(RecoveryCode), [{"employee_id": number, "code_hash": each} for each in hashes])
    connection.execute(update(Employee).where(Employee.id == number).values(code_confirmed_at=hub.now()))
    record(connection, "second-factor-enrolled", who.actor, hub.now(), company_id=who.standing.company)
    return _step_on(hub, connection, who, must_change=row.must_change), codes


def _give(hub: Hub, who: StaffVisitor, typed: str, connection: Connection) -> str | Refused:
    row = _checked(hub, connection, who, typed)
    return row if isinstance(row, Refused) else _step_on(hub, connection, who, must_change=row.must_change)


def _choose(hub: Hub, who: StaffVisitor, hashed: str, connection: Connection) -> str:
    number, now = who.standing.number, hub.now()
    changed = update(Employee).where(Employee.id == number).values(password_hash=hashed, must_change=False)
    connection.execute(changed)
    connection.execute(END_STAFF_SESSIONS, {"employee": number, "but": who.session_id, "now": now})
    record(connection, "staff-password-changed", who.actor, now, company_id=who.standing.company)
    return _step_on(hub, connection, who, must_change=False)


def _checked(hub: Hub, connection: Connection, who: StaffVisitor, typed: str) -> AnyRow | Refused:
    """The employee's row, when the code is theirs and was never taken before. A wrong one is counted, so what
    refuses it is returned: raising it would undo the count.
    """
    number, now = who.standing.number, hub.now()
    guess = _code_guess(hub, number)
    row = connection.execute(THIS_EMPLOYEE, {"employee": number}).one()
    try:
        locked = reserve(connection, [guess], now)
    except Refused as refused:
        return refused
    secret = secret_of(hub.secrets.staff, row.code_nonce)
    step = accepted_step(secret, typed, now, row.code_last_step)
    if step is not None:
        connection.execute(update(Employee).where(Employee.id == number).values(code_last_step=step))
    elif who.owed is Owed.ENROLMENT or not _recovered(hub, connection, who, typed, now):
        record(connection, "second-factor-refused", who.actor, now, company_id=who.standing.company)
        return locked or Refused(Code.SIGN_IN_REFUSED)
    take_back(connection, [guess])
    return row


def _recovered(hub: Hub, connection: Connection, who: StaffVisitor, typed: str, now: datetime) -> bool:
    number = who.standing.number
    unused = {
        row.code_hash: row.id for row in connection.execute(UNUSED_RECOVERY_CODES, {"employee": number})
    }
    spent = spent_recovery(hub.secrets.staff, number, typed, unused)
    if spent is None:
        return False
    connection.execute(update(RecoveryCode).where(RecoveryCode.id == unused[spent]).values(used_at=now))
    record(connection, "recovery-code-used", who.actor, now, company_id=who.standing.company)
    return True


def _step_on(hub: Hub, connection: Connection, who: StaffVisitor, *, must_change: bool) -> str:
    """The same session under a new token, owing what is left."""
    token, owed = secrets.token_urlsafe(32), Owed.NEW_PASSWORD if must_change else Owed.NOTHING
    values = {"token_hash": token_hash(token), "owed": owed.value, "seen_at": hub.now()}
    connection.execute(update(StaffSession).where(StaffSession.id == who.session_id).values(values))
    if owed is Owed.NOTHING:
        record(connection, "staff-signed-in", who.actor, hub.now(), company_id=who.standing.company)
    return token
