"""Terminals: enrolling one with a code that works once, and ending it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from services.contracts.problems import Code
from services.contracts.terminals import Heartbeat
from services.hub.secrets import token_hash
from services.hub.store.models import Company, EnrolmentCode, Hall, Kiosk
from services.hub.store.queries_visits import END_KIOSKS, HALL_OF_KIOSK
from services.hub.store.types import AnyRow
from services.hub.usecases.authenticate import Terminal
from services.hub.usecases.context import Hub
from services.hub.usecases.events import COMMAND_LINE, HUB, kiosk_actor, record
from services.hub.usecases.guesses import Guess, reserve, take_back, unlock
from services.hub.usecases.refusal import Refused
from services.hub.usecases.sign_in import kiosk_guess

CODE_LIFE = timedelta(minutes=15)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: none that is taken for another. Twelve of them are 60 bits."""
_TAKEN_FOR = str.maketrans("OIL", "011", "-")


class UnknownHall(LookupError):
    """There is no such hall, or several and none was named."""


class UnknownKiosk(LookupError):
    """No terminal has this id."""


def find_hall(connection: Connection, company_id: int, code: str | None) -> int:
    """The company's hall with this code, or its only one. Raises UnknownHall."""
    rows = connection.execute(
        select(Hall.id, Hall.code).where(Hall.company_id == company_id).order_by(Hall.code)
    ).all()
    known = ", ".join(row.code for row in rows) or "none yet"
    chosen = [row.id for row in rows if code in (None, row.code)]
    if len(chosen) != 1:
        raise UnknownHall(f"say which hall with --hall ({known})")
    return int(chosen[0])


def new_enrolment_code(connection: Connection, hall_id: int, now: datetime, actor: str = HUB) -> str:
    """A code that enrols one terminal in this hall, once, within 15 minutes."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    values = {"code_hash": token_hash(letters), "hall_id": hall_id, "expires_at": now + CODE_LIFE}
    connection.execute(insert(EnrolmentCode), values)
    hall = connection.execute(select(Hall.company_id, Hall.code).where(Hall.id == hall_id)).one()
    details = {"hall": hall.code}
    record(connection, "enrolment-code-issued", actor, now, company_id=hall.company_id, details=details)
    return "-".join(letters[at : at + 4] for at in range(0, 12, 4))


def enrol(hub: Hub, code: str, address: str, connection: Connection) -> dict[str, Any] | Refused:
    """A new terminal (contracts.terminals.Enrolled), or why not: enrolment-refused.

    A wrong code is counted by the sender's address, which is why it is answered rather than raised. Raises
    Refused (too-many-attempts) when that address is locked.
    """
    now = hub.now()
    guess = Guess("enrolment", hub.secrets.guess_subject("enrolment", address))
    locked = reserve(connection, [guess], now)
    code_hash = token_hash(code.upper().translate(_TAKEN_FOR))
    used = connection.execute(
        update(EnrolmentCode)
        .where(
            EnrolmentCode.code_hash == code_hash,
            EnrolmentCode.used_at.is_(None),
            EnrolmentCode.expires_at > now,
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:
        return locked or Refused(Code.ENROLMENT_REFUSED)
    take_back(connection, [guess])
    kiosk_id, key = f"kiosk-{secrets.token_hex(5)}", secrets.token_urlsafe(32)
    pk = _insert(connection, code_hash, kiosk_id, key, now)
    hall = hall_of(connection, pk)
    return {"kiosk_id": kiosk_id, "key": key, "hall": hall}


def hall_of(connection: Connection, kiosk: int) -> dict[str, Any]:
    """Where a terminal stands (contracts.terminals.Hall)."""
    hall = connection.execute(HALL_OF_KIOSK, {"kiosk": kiosk}).one()
    return {
        "code": hall.code,
        "name": {"zh": hall.name_zh, "en": hall.name_en},
        "company": {"zh": hall.company_zh, "en": hall.company_en},
        "phone": hall.phone,
    }


def heartbeat(hub: Hub, at: Terminal, beat: Heartbeat, connection: Connection) -> dict[str, Any]:
    """The terminal is alive; it learns the hub's time (contracts.terminals.HeartbeatAnswer)."""
    now = hub.now()
    connection.execute(
        update(Kiosk)
        .where(Kiosk.id == at.id)
        .values(seen_at=now, software=beat.software, outbox_waiting=beat.outbox_waiting)
    )
    return {"now": now, "hall": hall_of(connection, at.id)}


def revoke(connection: Connection, kiosk_id: str, now: datetime, actor: str = COMMAND_LINE) -> bool:
    """End a terminal and its sessions at once. Whether it was not ended before. Raises UnknownKiosk."""
    kiosk = _find(connection, kiosk_id)
    if kiosk.revoked_at is not None:
        return False
    connection.execute(update(Kiosk).where(Kiosk.id == kiosk.id).values(revoked_at=now))
    connection.execute(END_KIOSKS, {"kiosk": kiosk.id, "now": now})
    details = {"kiosk": kiosk_id}
    record(connection, "terminal-revoked", actor, now, company_id=kiosk.company_id, details=details)
    return True


def unlock_kiosk(hub: Hub, connection: Connection, kiosk_id: str, actor: str = COMMAND_LINE) -> bool:
    """End the lock on signing in at a terminal. Whether there was one. Raises UnknownKiosk."""
    kiosk = _find(connection, kiosk_id)
    had_any = unlock(connection, kiosk_guess(hub, kiosk_id))
    details = {"kiosk": kiosk_id}
    record(connection, "terminal-unlocked", actor, hub.now(), company_id=kiosk.company_id, details=details)
    return had_any


KIOSKS = (
    select(
        Kiosk.kiosk_id,
        Kiosk.company_id,
        Kiosk.hall_id,
        Company.code.label("company"),
        Hall.code.label("hall"),
        Hall.name_zh.label("hall_zh"),
        Hall.name_en.label("hall_en"),
        Kiosk.enrolled_at,
        Kiosk.seen_at,
        Kiosk.revoked_at,
        Kiosk.software,
        Kiosk.outbox_waiting,
    )
    .join(Company, Company.id == Kiosk.company_id)
    .join(Hall, Hall.id == Kiosk.hall_id)
    .order_by(Kiosk.id.desc())
)
"""Terminals with their company and hall, newest first."""


def list_kiosks(connection: Connection) -> Sequence[AnyRow]:
    """All of them."""
    return connection.execute(KIOSKS).all()


def _insert(connection: Connection, code_hash: str, kiosk_id: str, key: str, now: datetime) -> int:
    hall = connection.execute(
        select(Hall.id, Hall.company_id)
        .join(EnrolmentCode, EnrolmentCode.hall_id == Hall.id)
        .where(EnrolmentCode.code_hash == code_hash)
    ).one()
    values = {
        "kiosk_id": kiosk_id,
        "company_id": hall.company_id,
        "hall_id": hall.id,
        "key_hash": token_hash(key),
        "enrolled_at": now,
        "seen_at": now,
    }
    added = connection.execute(insert(Kiosk).returning(Kiosk.id), values).scalar_one()
    record(connection, "terminal-enrolled", kiosk_actor(kiosk_id), now, company_id=hall.company_id)
    return added


def _find(connection: Connection, kiosk_id: str) -> AnyRow:
    kiosk = connection.execute(
        select(Kiosk.id, Kiosk.company_id, Kiosk.revoked_at).where(Kiosk.kiosk_id == kiosk_id)
    ).one_or_none()
    if kiosk is None:
        raise UnknownKiosk(kiosk_id)
    return kiosk
