"""Flows, their stages, limits and the working-day table: data with a version, never code."""

from datetime import date, time

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.store.models.base import Base, Numbered


class DataFile(Numbered, Base):
    """A versioned data file that was loaded."""

    __tablename__ = "data_files"
    __table_args__ = (UniqueConstraint("kind", "code", "version"),)

    kind: Mapped[str] = mapped_column(String(16))
    """flow, limits, message, raising or calendar."""
    code: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))


class Flow(Numbered, Base):
    """A version of a flow."""

    __tablename__ = "flows"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    valid_from: Mapped[date]
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    data_file_id: Mapped[int] = mapped_column(ForeignKey("data_files.id"))


class FlowStage(Numbered, Base):
    """A stage of a flow. Stages of the same step run side by side."""

    __tablename__ = "flow_stages"
    __table_args__ = (UniqueConstraint("flow_id", "code"),)

    flow_id: Mapped[int] = mapped_column(ForeignKey("flows.id"))
    step: Mapped[int]
    code: Mapped[str] = mapped_column(String(64))
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    does_zh: Mapped[str] = mapped_column(Text)
    does_en: Mapped[str] = mapped_column(Text)
    side: Mapped[str] = mapped_column(String(16))
    """company or customer."""
    watched: Mapped[bool]
    joint: Mapped[bool]
    default_days: Mapped[int]
    """Working days that the stage takes where nothing better is known."""
    awaited_zh: Mapped[str] = mapped_column(Text, default="")
    awaited_en: Mapped[str] = mapped_column(Text, default="")
    bring_zh: Mapped[str] = mapped_column(Text, default="")
    bring_en: Mapped[str] = mapped_column(Text, default="")


class LimitRow(Numbered, Base):
    """A time limit of a stage, or of the whole order where `stage_code` is empty."""

    __tablename__ = "limits"
    __table_args__ = (Index(None, "company_id", "flow_code", "stage_code"),)

    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    data_file_id: Mapped[int] = mapped_column(ForeignKey("data_files.id"))
    flow_code: Mapped[str] = mapped_column(String(64))
    stage_code: Mapped[str] = mapped_column(String(64), default="")
    supply: Mapped[str] = mapped_column(String(16))
    days: Mapped[int]
    unit: Mapped[str] = mapped_column(String(16))
    """working or calendar."""
    unit_stated: Mapped[bool] = mapped_column(default=True)
    """False where the source says only 天 and the unit is our reading."""
    counts_from: Mapped[str] = mapped_column(String(64), default="")
    """Code of the stage whose finish starts the clock; empty where it is the entry into this one."""
    valid_from: Mapped[date]


class RaisingRule(Numbered, Base):
    """After how many working hours what is unanswered goes up; of those that fit the first one holds."""

    __tablename__ = "raising_rules"

    data_file_id: Mapped[int] = mapped_column(ForeignKey("data_files.id"))
    kind: Mapped[str] = mapped_column(String(16), default="")
    """urge or check; empty for both."""
    supply: Mapped[str] = mapped_column(String(16), default="")
    """Of the order; empty for any."""
    joint: Mapped[bool]
    """Of the stages that are supervised together, and no others."""
    leader_hours: Mapped[int]
    dispatcher_hours: Mapped[int]


class WorkingHours(Numbered, Base):
    """A span of a working day in which answers are given, China's time."""

    __tablename__ = "working_hours"

    data_file_id: Mapped[int] = mapped_column(ForeignKey("data_files.id"))
    begins: Mapped[time]
    ends: Mapped[time]


class CalendarDay(Base):
    """Whether a day is worked. Days that are not here are provisional."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
