"""Connection orders as their own customer may see them: names, phones and addresses masked."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from services.contracts.base import Instant, Message, Secret, Text, otherwise
from services.contracts.urges import UrgeView

Side = Annotated[Literal["company", "customer"], otherwise("company")]


class Standing(StrEnum):
    """How an order stands, in the order of the customer's list."""

    WAITING_FOR_CUSTOMER = "waiting-for-customer"
    LATE = "late"
    NEARLY_LATE = "nearly-late"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class StageState(StrEnum):
    """Where a stage is in its life."""

    DONE = "done"
    CURRENT = "current"
    LATER = "later"
    SKIPPED = "skipped"
    STOPPED = "stopped"
    """The order was cancelled before the stage was done; amid it, if it has a day on which it began."""


AnyStanding = Annotated[Standing, otherwise(Standing.RUNNING)]
AnyStageState = Annotated[StageState, otherwise(StageState.LATER)]


class Provenance(Message):
    """From when the data are, and from where."""

    as_of: Instant
    source: str


class PlannedDay(Message):
    """A day that is planned, not promised. There is none while an order is paused."""

    day: date
    estimate: bool
    provisional: bool
    """True when the calendar of that year is not yet published."""


class OrderRow(Message):
    """One row of the customer's list."""

    order_no: str
    flow: Text
    address: str
    """Masked: as far as the road."""
    filed_on: date
    standing: AnyStanding
    stages: list[Text]
    """The names of the current stages; empty when the order has ended."""
    planned_finish: PlannedDay | None
    ended_on: date | None


class OrderList(Message):
    """GET /api/v1/orders: waiting for the customer first, then late, running, finished, cancelled."""

    orders: list[OrderRow]
    total: int
    provenance: Provenance


class Handler(Message):
    """Who has a stage. Whole, not masked: the customer is meant to call."""

    name: str
    team: str
    phone: str
    is_team_leader: bool = False
    """True when no handler is named and the team's leader stands in."""


class StageView(Message):
    """One stage of an order's timeline."""

    stage_id: str
    """Names this visit of the stage; a stage that was set back has another one."""
    code: str
    step: int
    """Stages of the same step run side by side."""
    name: Text
    does: Text
    side: Side
    state: AnyStageState
    started_on: date | None
    finished_on: date | None
    planned_start: PlannedDay | None
    planned_finish: PlannedDay | None
    variance_days: int | None
    """Working days between planned and actual finish (or today, for a current stage): positive is late."""
    late: bool
    awaited: Text | None
    """On the customer's side: what is waited for."""
    bring: Text | None
    handler: Handler | None
    urge_kind: Annotated[Literal["urge", "check"] | None, otherwise(None)]
    """What can be asked for on this stage now: an urge, or "done, please check"; None when neither."""
    permit: str | None = Secret
    """Opaque; good for 72 hours, for this terminal, order and stage."""
    urges: list[UrgeView]
    """Newest first."""


class OrderDetail(Message):
    """GET /api/v1/orders/{order_no}."""

    order_no: str
    flow: Text
    customer_name: str
    """Masked."""
    account: str | None
    """The account's number, masked; None before there is an account."""
    address: str
    filed_on: date
    wanted_on: date | None
    standing: AnyStanding
    reason: str | None
    """Why it is paused or cancelled, in the company's words."""
    ended_on: date | None
    planned_finish: PlannedDay | None
    stages: list[StageView]
    refused: list["RefusedUrge"]
    """Kept urges that the hub had to refuse later, newest first, of the last 30 days."""
    provenance: Provenance


class RefusedUrge(Message):
    """An urge that was kept at a terminal and refused when it arrived."""

    stage: Text
    touched_at: Instant
    code: str
    """One of problems.Code."""


class ReceiptLink(Message):
    """POST /api/v1/orders/{order_no}/receipt-links: what a receipt's QR code opens."""

    url: str = Secret
    expires_at: Instant
