"""Companies, their halls, teams and handlers."""

from datetime import datetime, time

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class Company(Numbered, Base):
    """A power supply company. Everything below belongs to one."""

    __tablename__ = "companies"

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    nearly_late_days: Mapped[int] = mapped_column(default=2)
    """A stage is nearly late when so many working days, or fewer, are left."""
    raising: Mapped[str] = mapped_column(String(64), default="standard")
    """Code of the raising file by which what is unanswered goes up."""
    quiet_from: Mapped[time | None]
    """Time of China from which no message goes out but those of `told_at_night`; None: at any hour."""
    quiet_until: Mapped[time | None]
    told_at_night: Mapped[str] = mapped_column(String(400), default="")
    """Values of domain.messages.MessageEvent, with commas between."""
    stage_news_days: Mapped[int] = mapped_column(default=1)
    """A stage that an order entered more days ago is no news to its customer any more."""


class Hall(Numbered, Base):
    """A business hall."""

    __tablename__ = "halls"
    __table_args__ = (UniqueConstraint("company_id", "code"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    code: Mapped[str] = mapped_column(String(32))
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40))


class Grid(Numbered, Base):
    """A service grid (网格): a district in which members of the community follow how orders stand."""

    __tablename__ = "grids"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    name: Mapped[str] = mapped_column(String(60))


class Team(Numbered, Base):
    """A team of handlers and its leader."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    name: Mapped[str] = mapped_column(String(120))
    leader_name: Mapped[str] = mapped_column(String(120), default="")
    leader_phone: Mapped[str] = mapped_column(String(40), default="")
    as_of: Mapped[datetime | None] = mapped_column(Instant)
    """The moment of the data that this row was last written from."""


class Handler(Numbered, Base):
    """A person who handles stages, as the marketing system names them."""

    __tablename__ = "handlers"
    __table_args__ = (UniqueConstraint("company_id", "staff_no"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    staff_no: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    as_of: Mapped[datetime | None] = mapped_column(Instant)
