"""May this be urged now? One urge for each stage and working day, and never for what waits for the customer.

An *urge* (催办) asks a handler to move a stage of the company's side. Where the customer's own work is
awaited, or the order is paused, there is nobody to urge; a *check* ("done, please check") tells the company
that the awaited thing is there. An urge stays possible before a stage is late: the planned date is shown
first.

A touch on a rest day belongs to the next working day, on which somebody can act on it; so Saturday, Sunday
and Monday make one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.chinatime import china_date
from services.hub.domain.terms import OrderState, Side, StageState


class UrgeKind(StrEnum):
    """What is asked."""

    URGE = "urge"
    CHECK = "check"


class Channel(StrEnum):
    """How the customer asked."""

    TERMINAL = "terminal"
    PHONE = "phone"
    COUNTER = "counter"


BY_HAND = (Channel.PHONE, Channel.COUNTER)
"""Those by which the staff open one, for a customer who has called or come to the counter."""


class UrgeDecision(StrEnum):
    """What the rule says. The values are stable codes."""

    ALLOWED = "allowed"
    ORDER_ENDED = "order-ended"
    ORDER_PAUSED = "order-paused"
    """No urge while it is paused; a check is possible."""
    STAGE_PASSED = "stage-passed"
    """The stage is not, or no longer, a current one of the order."""
    CUSTOMER_SIDE = "customer-side"
    """No urge: the customer's own work is awaited. A check is possible."""
    COMPANY_SIDE = "company-side"
    """No check: nothing is awaited from the customer. An urge is possible."""
    ALREADY_URGED = "already-urged"


@dataclass(frozen=True, slots=True)
class UrgeableStage:
    """One visit of the order to a stage."""

    stage_id: int
    side: Side
    state: StageState


@dataclass(frozen=True, slots=True)
class PastUrge:
    """An urge or check that was made before, with the working day of its touch."""

    stage_id: int
    kind: UrgeKind
    working_day: date


@dataclass(frozen=True, slots=True)
class UrgeAnswer:
    """The decision, and what goes with it."""

    decision: UrgeDecision
    stage: UrgeableStage | None = None
    in_the_way: PastUrge | None = None
    """The one of the same stage, kind and working day, when already urged."""


def working_day_of(calendar: WorkCalendar, touched_at: datetime) -> date:
    """The working day that a touch belongs to. Raises ValueError for a naive instant."""
    return calendar.next_working(china_date(touched_at))


def possible_kind(order: OrderState, stage: UrgeableStage) -> UrgeKind | None:
    """What could be asked for on this stage, apart from what was asked already; None when nothing."""
    if order in (OrderState.FINISHED, OrderState.CANCELLED) or stage.state is not StageState.CURRENT:
        return None
    if order is OrderState.PAUSED or stage.side is Side.CUSTOMER:
        return UrgeKind.CHECK
    return UrgeKind.URGE


def may_urge(
    order: OrderState,
    stages: Sequence[UrgeableStage],
    chosen: int,
    kind: UrgeKind,
    working_day: date,
    past: Iterable[PastUrge],
) -> UrgeAnswer:
    """Whether `kind` may be asked for on the stage `chosen`, touched on `working_day`.

    `past` are the urges and checks of this order.
    """
    if order in (OrderState.FINISHED, OrderState.CANCELLED):
        return UrgeAnswer(UrgeDecision.ORDER_ENDED)
    stage = next((one for one in stages if one.stage_id == chosen), None)
    if stage is None or stage.state is not StageState.CURRENT:
        return UrgeAnswer(UrgeDecision.STAGE_PASSED)
    if kind is not possible_kind(order, stage):
        return UrgeAnswer(_why_not(order, stage), stage)
    for urge in past:
        if (urge.stage_id, urge.kind, urge.working_day) == (stage.stage_id, kind, working_day):
            return UrgeAnswer(UrgeDecision.ALREADY_URGED, stage, in_the_way=urge)
    return UrgeAnswer(UrgeDecision.ALLOWED, stage)


def _why_not(order: OrderState, stage: UrgeableStage) -> UrgeDecision:
    if order is OrderState.PAUSED:
        return UrgeDecision.ORDER_PAUSED
    return UrgeDecision.CUSTOMER_SIDE if stage.side is Side.CUSTOMER else UrgeDecision.COMPANY_SIDE
