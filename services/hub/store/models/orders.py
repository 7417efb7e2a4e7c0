"""Connection orders and the stages they went through."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class Order(Numbered, Base):
    """A connection order (业扩工单)."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("company_id", "order_no"),
        Index(None, "customer_id"),
        Index(None, "agent_id"),
    )

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    order_no: Mapped[str] = mapped_column(String(40))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    """The agent (经办人) who looks after it, and so may see it."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("halls.id"))
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    flow_id: Mapped[int] = mapped_column(ForeignKey("flows.id"))
    supply: Mapped[str] = mapped_column(String(16))
    """home, low, high-one or high-two: which limits apply."""
    address: Mapped[str] = mapped_column(String(400), default="")
    filed_on: Mapped[date]
    wanted_on: Mapped[date | None]
    planned_finish: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(16))
    """running, paused, finished or cancelled."""
    reason: Mapped[str] = mapped_column(String(400), default="")
    ended_on: Mapped[date | None]
    as_of: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(String(120))


class OrderStage(Numbered, Base):
    """One visit of an order to a stage. A stage that was set back and entered again has a second visit."""

    __tablename__ = "order_stages"
    __table_args__ = (
        UniqueConstraint("order_id", "flow_stage_id", "visit"),
        Index(
            "ix_order_stages_due",
            *("planned_finish", "id"),
            sqlite_where=text("state = 'current'"),
            postgresql_where=text("state = 'current'"),
        ),
        Index(
            "ix_order_stages_in_hand",
            *("handler_id", "team_id"),
            sqlite_where=text("state = 'current'"),
            postgresql_where=text("state = 'current'"),
        ),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    flow_stage_id: Mapped[int] = mapped_column(ForeignKey("flow_stages.id"))
    visit: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16))
    """later, current, done, skipped or set-back (a visit that a later set-back made void)."""
    entered_on: Mapped[date | None]
    entered_at: Mapped[datetime | None] = mapped_column(Instant)
    """The moment itself, which tells visits of one day apart; midnight in China if only the day is known."""
    finished_on: Mapped[date | None]
    planned_start: Mapped[date | None]
    planned_finish: Mapped[date | None]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("handlers.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    """The team that has it, where no handler is named."""
    as_of: Mapped[datetime | None] = mapped_column(Instant)
    """The moment of the data that this row was last written from; None while nothing was said of it."""


OF_STAFF = text(
    "substr(actor, 1, 9) = 'employee:' OR substr(actor, 1, 12) = 'command-line' "
    "OR actor = 'somebody' OR kind = 'terminal-enrolled' OR kind = 'data-loaded'"
)
"""The log that auditors read: what the staff did, or somebody who tried to sign in as one of them; terminals
that enrolled; versions of rules and texts that came into use.
"""


class Event(Numbered, Base):
    """Everything that happens, with its actor. Holds no secret and no whole identity. The database refuses to
    change or to delete one (migration 0006).
    """

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "order_id"),
        Index(None, "recorded_at"),
        Index(
            "ix_events_of_staff",
            *("id", "kind", "actor", "recorded_at"),
            sqlite_where=OF_STAFF,
            postgresql_where=OF_STAFF,
        ),
    )

    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    kind: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(120))
    """Who did it: kiosk:ID, customer:ID, employee:ID, import:FILE, command-line, somebody or hub."""
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    details: Mapped[str] = mapped_column(default="{}")
    """JSON."""
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
