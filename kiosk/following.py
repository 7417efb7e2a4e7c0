"""What comes after the stages that an order is in, and when: one rule for the glass and for paper."""

from dataclasses import dataclass
from datetime import date

from kiosk.i18n import day_of
from services.contracts.orders import OrderDetail, StageState, StageView


@dataclass(frozen=True)
class Following:
    """The next step of an order."""

    stages: tuple[StageView, ...]
    """Those that will run side by side; none when the order is in its last step."""
    begins: date | None
    """The planned day in China; None when nobody can know it, as while the order is paused."""
    overdue: bool
    """That day had passed when the data were taken."""


def current_stages(order: OrderDetail) -> tuple[StageView, ...]:
    """The stages that the order is in."""
    return tuple(stage for stage in order.stages if stage.state is StageState.CURRENT)


def today_of(order: OrderDetail) -> date:
    """The data's own day in China: what was planned for an earlier one has not come true."""
    return day_of(order.provenance.as_of)


def following(order: OrderDetail) -> Following | None:
    """None for an order that has ended, or is in no stage."""
    current = current_stages(order)
    if not current or order.ended_on is not None:
        return None
    last = max(stage.step for stage in current)
    later = [stage for stage in order.stages if stage.state is StageState.LATER and stage.step > last]
    stages = tuple(stage for stage in later if stage.step == min(each.step for each in later))
    planned = stages[0].planned_start if stages else None
    begins = planned.day if planned else None
    return Following(stages, begins, overdue=begins is not None and begins < today_of(order))
