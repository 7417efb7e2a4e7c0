"""Customers, the accounts they hold, their cards and their passwords."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class Customer(Numbered, Base):
    """A person or firm; also an agent, who looks after the orders of others."""

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("company_id", "customer_no"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    customer_no: Mapped[str] = mapped_column(String(40))
    """The marketing system's own number of the customer."""
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    """person or company."""
    phone: Mapped[str] = mapped_column(String(40), default="")
    language: Mapped[str] = mapped_column(String(2), default="")
    """In which they last used a terminal, or asked for at a hall; a value of domain.terms.Language, empty for
    not known. No import changes it.
    """
    as_of: Mapped[datetime] = mapped_column(Instant)
    """The moment of the data that this row was last written from."""
    source: Mapped[str] = mapped_column(String(120), default="")
    """Where those data are from, as customers are told."""


class Account(Numbered, Base):
    """An account (户号) at one address."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("company_id", "account_no"), Index(None, "customer_id"))

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    account_no: Mapped[str] = mapped_column(String(32))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    address: Mapped[str] = mapped_column(String(400), default="")
    card_no: Mapped[str | None] = mapped_column(String(32), index=True)
    """Value of the membership card, as a reader gives it; None without a card."""
    as_of: Mapped[datetime] = mapped_column(Instant)


class Credential(Base):
    """A customer's password. One for all of the customer's numbers."""

    __tablename__ = "credentials"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    """argon2id over the password and a pepper that is kept outside the database."""
    must_change: Mapped[bool]
    """True for a first password from staff, which works once."""
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    """When a first password was used up."""
    changed_at: Mapped[datetime] = mapped_column(Instant)
