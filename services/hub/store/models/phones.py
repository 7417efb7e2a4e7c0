"""Phones that were bound to orders at a hall, and the codes that were sent to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class OrderPhone(Base):
    """The phone that is bound to an order; without a row the marketing system's number holds."""

    __tablename__ = "order_phones"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    phone: Mapped[str] = mapped_column(String(20))
    imported: Mapped[str] = mapped_column(String(40))
    """What the marketing system said when it was bound: another number from there takes its place."""
    how: Mapped[str] = mapped_column(String(16))
    """code or papers."""
    bound_at: Mapped[datetime] = mapped_column(Instant)


class PhoneCode(Numbered, Base):
    """A code that was sent to a number to bind it to an order. The code is nowhere (domain.binding)."""

    __tablename__ = "phone_codes"
    __table_args__ = (Index(None, "order_id", "employee_id"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    """Who had it sent, and alone can type it."""
    phone: Mapped[str] = mapped_column(String(20))
    word: Mapped[str] = mapped_column(String(32))
    """Random: the code is made of this and the hub's own secret."""
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
