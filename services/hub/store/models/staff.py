"""Employees, how they sign in, and their sessions at the staff's pages."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.domain.answering import LONGEST_SHORT
from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class Employee(Numbered, Base):
    """Who may sign in at the staff's pages, by a real name."""

    __tablename__ = "employees"
    __table_args__ = (UniqueConstraint("company_id", "staff_no"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    staff_no: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    """Where texts for them go; where it is empty, a handler's of the marketing system."""
    posts: Mapped[str] = mapped_column(String(200))
    """Values of domain.posts.Post, with commas between."""
    active: Mapped[bool] = mapped_column(default=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("halls.id"))
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
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


class ShortText(Numbered, Base):
    """A sentence that a team often answers with, kept by its leader."""

    __tablename__ = "short_texts"
    __table_args__ = (UniqueConstraint("team_id", "text"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    place: Mapped[int]
    """In the team's list, the smallest first."""
    text: Mapped[str] = mapped_column(String(LONGEST_SHORT))


class Substitute(Numbered, Base):
    """Who stands in for an absent employee (代班), from the first day to the last, days in China."""

    __tablename__ = "substitutes"
    __table_args__ = (Index(None, "absent_id"), Index(None, "substitute_id"))

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    absent_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    substitute_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    first: Mapped[date]
    last: Mapped[date]
    kept_by: Mapped[str] = mapped_column(String(80))
    """As an event's actor."""
    kept_at: Mapped[datetime] = mapped_column(Instant)
    handed_over_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the substitute was told of what the absent one had in hand; None until the first day."""
