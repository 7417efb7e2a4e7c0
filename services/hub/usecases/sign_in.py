"""Signing in. An unknown number, a wrong password and a used-up first password give the same answer, after
the same work: the same statements, the same hash, the same event.
"""

import secrets
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, insert

from services.contracts.problems import Code
from services.contracts.sessions import NumberKind, SignInRequest
from services.hub.domain.masking import mask_company, mask_person
from services.hub.domain.terms import Language
from services.hub.secrets import token_hash
from services.hub.store.models import Session
from services.hub.store.queries_visits import HOLDER_OF_CARD, HOLDER_OF_NUMBER, USE_PASSWORD
from services.hub.usecases.authenticate import IDLE_SECONDS, Terminal
from services.hub.usecases.context import Hub
from services.hub.usecases.events import customer_actor, kiosk_actor, record
from services.hub.usecases.guesses import Guess, reserve, take_back
from services.hub.usecases.refusal import Refused


@dataclass(frozen=True, slots=True)
class _Attempt:
    guesses: tuple[Guess, ...]
    if_wrong: Refused
    customer_id: int | None
    name: str
    kind: str
    language: str
    password_hash: str | None
    is_first: bool


async def sign_in(hub: Hub, at: Terminal, request: SignInRequest) -> dict[str, Any]:
    """A session (contracts.sessions.SignedIn).

    Raises Refused: busy when too many are at it or the data are still being made; sign-in-refused; sign-in-
    locked with the seconds to wait; sign-in-locked-until-unlocked. The last two say in `reason` whether the
    number or the terminal is locked.
    """
    if hub.preparing.is_set():
        raise Refused(Code.BUSY, retry_after=2)
    async with hub.work.hashing_place():
        attempt = await hub.work.write(partial(_reserve, hub, at, request))
        right = await hub.work.hash(partial(hub.passwords.matches, attempt.password_hash, request.password))
        answer = await hub.work.write(partial(_conclude, hub, at, attempt, right))
    if isinstance(answer, Refused):
        raise answer
    return answer


def number_guess(hub: Hub, company_id: int, kind: NumberKind, number: str) -> Guess:
    """What guesses of this number's password count against."""
    return Guess(kind.value, hub.secrets.guess_subject(kind.value, str(company_id), number))


def kiosk_guess(hub: Hub, kiosk_id: str) -> Guess:
    """What guesses at this terminal count against."""
    return Guess("kiosk", hub.secrets.guess_subject("kiosk", kiosk_id))


@lru_cache(maxsize=20_000)
def masked_name(name: str, kind: str) -> str:
    """A customer's name as a terminal may show it."""
    return mask_company(name) if kind == "company" else mask_person(name)


def _reserve(hub: Hub, at: Terminal, request: SignInRequest, connection: Connection) -> _Attempt:
    guesses = (
        number_guess(hub, at.company_id, request.kind, request.number),
        kiosk_guess(hub, at.kiosk_id),
    )
    locked = reserve(connection, guesses, hub.now())
    statement = HOLDER_OF_CARD if request.kind is NumberKind.CARD else HOLDER_OF_NUMBER
    bound = {"company": at.company_id, "number": request.number}
    row = connection.execute(statement, bound).one_or_none()
    return _Attempt(
        guesses=guesses,
        if_wrong=locked or Refused(Code.SIGN_IN_REFUSED),
        customer_id=row.id if row else None,
        name=row.name if row else "",
        kind=row.kind if row else "",
        language=row.language if row else "",
        password_hash=row.password_hash if row and row.used_at is None else None,
        is_first=bool(row and row.must_change),
    )


def _conclude(
    hub: Hub, at: Terminal, attempt: _Attempt, right: bool, connection: Connection
) -> dict[str, Any] | Refused:
    now = hub.now()
    if not right or not _still_holds(attempt, connection, hub):
        details = {"code": attempt.if_wrong.code.value}
        actor = kiosk_actor(at.kiosk_id)
        record(connection, "sign-in-refused", actor, now, company_id=at.company_id, details=details)
        return attempt.if_wrong
    take_back(connection, attempt.guesses)
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(Session),
        {
            "token_hash": token_hash(token),
            "customer_id": attempt.customer_id,
            "kiosk_id": at.id,
            "must_change": attempt.is_first,
            "started_at": now,
            "seen_at": now,
        },
    )
    actor = customer_actor(attempt.customer_id or 0)
    record(connection, "signed-in", actor, now, company_id=at.company_id, details={"kiosk": at.kiosk_id})
    return {
        "token": token,
        "idle_seconds": IDLE_SECONDS,
        "customer_name": masked_name(attempt.name, attempt.kind),
        "customer_kind": attempt.kind,
        "customer_language": attempt.language or Language.CHINESE.value,
        "must_change_password": attempt.is_first,
        "now": now,
        "features": hub.features(),
    }


def _still_holds(attempt: _Attempt, connection: Connection, hub: Hub) -> bool:
    """Whether the password is still that one; a first password is used up by the asking."""
    bound = {
        "customer": attempt.customer_id,
        "hash": attempt.password_hash,
        "now": hub.now() if attempt.is_first else None,
    }
    return connection.execute(USE_PASSWORD, bound).rowcount == 1
