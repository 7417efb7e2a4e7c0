"""Who is calling: a terminal by its id and key, and a customer by the session that is tied to that
terminal.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from services.contracts.problems import Code
from services.hub.secrets import token_hash
from services.hub.store.queries_visits import CALLER, END
from services.hub.store.types import AnyRow
from services.hub.usecases.events import customer_actor, record
from services.hub.usecases.refusal import Refused
from services.hub.usecases.renewals import Renewals

IDLE_SECONDS = 180
"""A session ends this long after its last request."""

RENEWAL_SECONDS = 5
"""A request renews its session in the database when the last renewal is this old. So that no session ends
early, its end is counted from the renewal and this much more: a session may live 5 seconds longer."""

_NO_KEY = token_hash(secrets.token_urlsafe())

_LIFE = timedelta(seconds=IDLE_SECONDS + RENEWAL_SECONDS)
_RENEWAL = timedelta(seconds=RENEWAL_SECONDS)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request says of its sender; empty where it says nothing."""

    kiosk_id: str
    kiosk_key: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal that has proved who it is."""

    id: int
    kiosk_id: str
    company_id: int


@dataclass(frozen=True, slots=True)
class Visitor:
    """A customer in a session at a terminal."""

    terminal: Terminal
    session_id: int
    customer_id: int
    must_change: bool
    renewal_due: bool


def terminal(connection: Connection, credentials: Credentials) -> Terminal:
    """The terminal. Raises Refused (unknown-terminal) when it is unknown, revoked, or its key is wrong."""
    return _caller(connection, credentials)[0]


def visitor(renewals: Renewals, now: datetime, connection: Connection, credentials: Credentials) -> Visitor:
    """The customer.

    Raises Refused: unknown-terminal; session-ended when there is no session, or none of this terminal.
    """
    at, row = _caller(connection, credentials)
    if row.session_id is None or row.ended_at is not None:
        raise Refused(Code.SESSION_ENDED)
    idle = now - renewals.last_seen(row.session_id, row.seen_at)
    if idle > _LIFE:
        raise Refused(Code.SESSION_ENDED)
    return Visitor(at, row.session_id, row.customer_id, row.must_change, renewal_due=idle >= _RENEWAL)


def settled_visitor(
    renewals: Renewals, now: datetime, connection: Connection, credentials: Credentials
) -> Visitor:
    """The customer, with a password of their own. Raises as `visitor`, and password-change-required."""
    who = visitor(renewals, now, connection, credentials)
    if who.must_change:
        raise Refused(Code.PASSWORD_CHANGE_REQUIRED)
    return who


def end_session(who: Visitor, now: datetime, connection: Connection) -> None:
    """The customer has left."""
    connection.execute(END, {"session": who.session_id, "now": now})
    at = who.terminal
    actor = customer_actor(who.customer_id)
    record(connection, "signed-out", actor, now, company_id=at.company_id, details={"kiosk": at.kiosk_id})


def _caller(connection: Connection, credentials: Credentials) -> tuple[Terminal, AnyRow]:
    bound = {"kiosk_id": credentials.kiosk_id, "token_hash": token_hash(credentials.token)}
    row = CALLER.one_or_none(connection, bound)
    right = hmac.compare_digest(row.key_hash if row else _NO_KEY, token_hash(credentials.kiosk_key))
    if row is None or not right or row.revoked_at is not None:
        raise Refused(Code.UNKNOWN_TERMINAL)
    return Terminal(row.id, credentials.kiosk_id, row.company_id), row
