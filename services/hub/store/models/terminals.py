"""Terminals, their sessions and the counters of wrong guesses."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class Kiosk(Numbered, Base):
    """An enrolled terminal."""

    __tablename__ = "kiosks"

    kiosk_id: Mapped[str] = mapped_column(String(40), unique=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    key_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256, hexadecimal."""
    enrolled_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    software: Mapped[str] = mapped_column(String(64), default="")
    """Its version, as its last heartbeat said."""
    outbox_waiting: Mapped[int] = mapped_column(default=0)
    """Urges that it keeps and could not send yet, as its last heartbeat said."""


class EnrolmentCode(Numbered, Base):
    """A code that enrols one terminal, once."""

    __tablename__ = "enrolment_codes"

    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Session(Numbered, Base):
    """A customer at a terminal."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "customer_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosks.id"))
    must_change: Mapped[bool]
    started_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class GuessCounter(Base):
    """Failures by what was typed (existing or not), by terminal, and of enrolment codes by address."""

    __tablename__ = "guess_counters"

    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    """number, card, kiosk or enrolment."""
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A keyed hash of what was typed: a password typed into the wrong field must not be kept."""
    recent: Mapped[int]
    day: Mapped[date | None]
    today: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
    locked_until_unlocked: Mapped[bool]
    last_failure_at: Mapped[datetime | None] = mapped_column(Instant)
