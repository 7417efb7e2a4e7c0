"""Signing in: POST /api/v1/sessions, PUT .../current/password or .../language, GET and DELETE .../current."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.contracts.base import Instant, Language, Message, Secret, SixDigits, otherwise

RECEIPT_LINK = "receipt-link"
"""A feature: the hub has a public address, so a receipt can have a code."""


class NumberKind(StrEnum):
    """What the customer identifies themselves by: typed digits, or what a card said."""

    NUMBER = "number"
    """An account number or an order number; the hub tells which."""
    CARD = "card"
    """The value of a membership card as its reader gave it."""


class SignInRequest(Message):
    """The password is asked for whatever the number came from."""

    kind: NumberKind = NumberKind.NUMBER
    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4,32}$")] = Secret
    password: SixDigits = Secret


class SignedIn(Message):
    """A session. The token is tied to the terminal and ends three minutes after its last request."""

    token: str = Secret
    idle_seconds: int
    customer_name: str
    """Masked."""
    customer_kind: Annotated[Literal["person", "company"], otherwise("person")]
    customer_language: Annotated[Language | None, otherwise(None)] = None
    """In which the hub sends them texts; None where it does not know, or is too old to be told."""
    must_change_password: bool
    """True after a first password: nothing is shown before a new one is set."""
    now: Instant
    features: list[str]
    """What this hub can do and another cannot; a terminal leaves alone what it does not know."""


class SessionState(Message):
    """GET /api/v1/sessions/current; asking renews the session."""

    idle_seconds: int
    must_change_password: bool
    now: Instant


class CustomerLanguage(Message):
    """PUT /api/v1/sessions/current/language: in which the customer reads, and gets texts from now on."""

    language: Language


class NewPassword(Message):
    """PUT /api/v1/sessions/current/password. Other sessions of the customer end."""

    new_password: SixDigits = Secret
    current_password: SixDigits | None = Field(default=None, repr=False)
    """Asked for once more, except in a session that must change its first password."""
