"""Urges and the links printed on receipts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.domain.answering import LONGEST
from services.hub.domain.urging import Channel
from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class Urge(Numbered, Base):
    """An urge, or a "done, please check": from a terminal, or opened by hand for a call or a visit."""

    __tablename__ = "urges"
    __table_args__ = (
        UniqueConstraint("kiosk_id", "key"),
        UniqueConstraint("opened_by_id", "key"),
        UniqueConstraint("order_stage_id", "kind", "working_day"),
        Index(
            "ix_urges_waiting",
            "received_at",
            sqlite_where=text("state <> 'answered'"),
            postgresql_where=text("state <> 'answered'"),
        ),
        Index(
            "ix_urges_open",
            "company_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    urge_no: Mapped[str] = mapped_column(String(40), unique=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    order_stage_id: Mapped[int] = mapped_column(ForeignKey("order_stages.id"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    """received or answered; what else it has come to, its moments tell."""
    kiosk_id: Mapped[int | None] = mapped_column(ForeignKey("kiosks.id"))
    """Where it was touched; None for one that was opened by hand."""
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    """Who opened it by hand."""
    channel: Mapped[str] = mapped_column(String(16), default=Channel.TERMINAL.value)
    note: Mapped[str] = mapped_column(String(LONGEST), default="")
    """What whoever opened it by hand says of it, to the staff alone."""
    key: Mapped[str] = mapped_column(String(64))
    request_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over what was asked: the same key with another request is refused."""
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("handlers.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    """Set when it goes to the team's leader for want of a handler."""
    touched_at: Mapped[datetime] = mapped_column(Instant)
    working_day: Mapped[date]
    received_at: Mapped[datetime] = mapped_column(Instant)
    shown_at: Mapped[datetime | None] = mapped_column(Instant)
    """First in the list on the open page of somebody who has it in hand."""
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    """First opened by somebody who has it in hand."""
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the hub learnt that its stage has been left, or that the order has ended."""


class UrgeAnswer(Numbered, Base):
    """What staff answered; an urge has one at most."""

    __tablename__ = "urge_answers"

    urge_id: Mapped[int] = mapped_column(ForeignKey("urges.id"), unique=True)
    text: Mapped[str] = mapped_column(String(LONGEST))
    verdict: Mapped[str | None] = mapped_column(String(16))
    """Of a check: accepted or missing."""
    new_day: Mapped[date | None]
    answered_by: Mapped[str] = mapped_column(String(80))
    """As an event's actor."""
    answered_at: Mapped[datetime] = mapped_column(Instant)


class UrgeLevel(Numbered, Base):
    """A level that an urge went up to, once: it is there until it is lowered or answered."""

    __tablename__ = "urge_levels"
    __table_args__ = (UniqueConstraint("urge_id", "level"),)

    urge_id: Mapped[int] = mapped_column(ForeignKey("urges.id"))
    level: Mapped[str] = mapped_column(String(16))
    """leader or dispatcher."""
    raised_at: Mapped[datetime] = mapped_column(Instant)
    raised_by: Mapped[str] = mapped_column(String(80))
    """As an event's actor: hub for what went up by the clock."""
    why: Mapped[str] = mapped_column(String(LONGEST), default="")
    """In the words of who raised it; empty by the clock."""
    lowered_at: Mapped[datetime | None] = mapped_column(Instant)
    lowered_by: Mapped[str] = mapped_column(String(80), default="")
    lowered_why: Mapped[str] = mapped_column(String(LONGEST), default="")
    """Empty for what came down because it was answered."""


class RefusedUrge(Numbered, Base):
    """A kept urge that had to be refused when it arrived; the order tells why at the next sign-in."""

    __tablename__ = "refused_urges"
    __table_args__ = (UniqueConstraint("kiosk_id", "key"), Index(None, "order_id"))

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    order_stage_id: Mapped[int] = mapped_column(ForeignKey("order_stages.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosks.id"))
    key: Mapped[str] = mapped_column(String(64))
    request_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over what was asked: the same key with another request is refused."""
    code: Mapped[str] = mapped_column(String(40))
    touched_at: Mapped[datetime] = mapped_column(Instant)
    refused_at: Mapped[datetime] = mapped_column(Instant)


class ReceiptLink(Numbered, Base):
    """What a receipt's QR code opens, for 24 hours."""

    __tablename__ = "receipt_links"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
