"""The outbox: messages that wait, and what became of each; and the templates that they are written from."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class MessageTemplate(Numbered, Base):
    """A version of the words for one event in one language: of a data file, or a company's own.

    It is never changed.
    """

    __tablename__ = "message_templates"
    __table_args__ = (
        UniqueConstraint(
            *("company_id", "event", "customer_kind", "language", "version"),
            name="uq_message_templates_which_version",
        ),
    )

    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    """Whose own it is; None for a data file's, which is for every company that has none."""
    event: Mapped[str] = mapped_column(String(40))
    customer_kind: Mapped[str] = mapped_column(String(16), default="")
    """For whom: a value of domain.terms.CustomerKind, empty for everybody. A data file's is for everybody."""
    language: Mapped[str] = mapped_column(String(2), default="zh")
    """A value of domain.terms.Language."""
    version: Mapped[str] = mapped_column(String(32))
    """The file's own word; a company's own count up from 1, for each event, kind of customer and language."""
    provider_code: Mapped[str] = mapped_column(String(64))
    """Under which the provider has approved these words. Empty in a version that is not sent: by which the
    company withdrew its own words, or whose words nobody has had approved.
    """
    text: Mapped[str] = mapped_column(Text)
    """Empty in a version by which the company withdrew its own words."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    written_by: Mapped[str] = mapped_column(String(80), default="")
    """As an event's actor."""
    written_at: Mapped[datetime | None] = mapped_column(Instant)
    data_file_id: Mapped[int | None] = mapped_column(ForeignKey("data_files.id"))


class Message(Numbered, Base):
    """One text to one person. Written in the transaction of what it tells about, then sent by a worker."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "ix_messages_waiting",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_messages_unsent",
            "id",
            sqlite_where=text("state IN ('dead', 'undelivered')"),
            postgresql_where=text("state IN ('dead', 'undelivered')"),
        ),
    )

    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Ours, at the provider too: what is born twice is one row, what is sent twice is recognised there."""
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    event: Mapped[str] = mapped_column(String(40))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    urge_id: Mapped[int | None] = mapped_column(ForeignKey("urges.id"), index=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("message_templates.id"))
    phone: Mapped[str] = mapped_column(String(20))
    parameters: Mapped[str] = mapped_column(Text)
    """JSON: what is filled into the template."""
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    """From here on it is not sent any more."""
    due_at: Mapped[datetime] = mapped_column(Instant)
    """While it waits: not sooner than this. A worker that takes it puts it off by its lease."""
    quiet: Mapped[str] = mapped_column(String(11), default="")
    """The hours in which it is not sent, as 21:00-08:00 (China's time); empty for one that always is."""
    lease: Mapped[str] = mapped_column(String(32), default="")
    """Whose it is: what a worker learns counts only while it has the message."""
    tries: Mapped[int] = mapped_column(default=0)
    rounds: Mapped[int] = mapped_column(default=1)
    """How often it was sent off by the hub, or by hand."""
    provider_id: Mapped[str] = mapped_column(String(128), default="")
    reason: Mapped[str] = mapped_column(String(32), default="")
    """Why the last try failed (channels.base.Reason, or expired)."""
    code: Mapped[str] = mapped_column(String(64), default="")
    """The provider's own word for it."""
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    """The provider's moment of delivery, or of giving up."""
