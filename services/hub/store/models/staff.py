"""Employees, how they sign in, and their sessions at the staff's pages."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class Employee(Numbered, Base):
    """Who may sign in at the staff's pages, by a real name."""

    __tablename__ = "employees"
    __table_args__ = (UniqueConstraint("company_id", "staff_no"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    staff_no: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    posts: Mapped[str] = mapped_column(String(200))
    """Values of domain.posts.Post, with commas between."""
    active: Mapped[bool] = mapped_column(default=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("halls.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    """argon2id over the password and the pepper, as customers' are."""
    must_change: Mapped[bool]
    """True for a password that somebody else has set."""
    code_nonce: Mapped[str] = mapped_column(String(64))
    """The second factor's secret is made of this and the hub's own: neither says anything alone."""
    code_confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    """None until the employee has shown that their app makes the right codes."""
    code_last_step: Mapped[int | None]
    """The last 30 seconds whose code was taken; no earlier one is taken again."""
    created_at: Mapped[datetime] = mapped_column(Instant)


class RecoveryCode(Numbered, Base):
    """Stands in once for the second factor."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index(None, "employee_id"),)

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class StaffSession(Numbered, Base):
    """An employee at the staff's pages."""

    __tablename__ = "staff_sessions"
    __table_args__ = (Index(None, "employee_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    owed: Mapped[str] = mapped_column(String(16))
    """What is to be done before anything is shown: code, enrolment or new-password; empty for nothing."""
    started_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
