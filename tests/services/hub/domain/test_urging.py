"""What may be urged, and why not."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.calendar_seed import seed_days
from services.hub.domain.terms import OrderState, Side, StageState
from services.hub.domain.urging import (
    PastUrge,
    UrgeableStage,
    UrgeAnswer,
    UrgeDecision,
    UrgeKind,
    may_urge,
    possible_kind,
    working_day_of,
)

CALENDAR = WorkCalendar.from_days(seed_days())
MONDAY = date(2026, 11, 23)
SURVEY = UrgeableStage(1, Side.COMPANY, StageState.DONE)
CONTRACT = UrgeableStage(2, Side.COMPANY, StageState.CURRENT)
WORKS = UrgeableStage(3, Side.CUSTOMER, StageState.CURRENT)
BESIDE = UrgeableStage(4, Side.COMPANY, StageState.CURRENT)


def ask(
    stages: list[UrgeableStage],
    chosen: int = CONTRACT.stage_id,
    kind: UrgeKind = UrgeKind.URGE,
    order: OrderState = OrderState.RUNNING,
    past: tuple[PastUrge, ...] = (),
) -> UrgeAnswer:
    return may_urge(order, stages, chosen, kind, MONDAY, past)


def test_of_stages_side_by_side_it_is_the_chosen_one() -> None:
    assert ask([CONTRACT, BESIDE], 4) == UrgeAnswer(UrgeDecision.ALLOWED, BESIDE)


@pytest.mark.parametrize(
    ("stages", "chosen", "kind", "order", "decision"),
    [
        ([CONTRACT, BESIDE], 2, UrgeKind.URGE, OrderState.RUNNING, UrgeDecision.ALLOWED),
        ([SURVEY, CONTRACT], 1, UrgeKind.URGE, OrderState.RUNNING, UrgeDecision.STAGE_PASSED),
        ([SURVEY, CONTRACT], 99, UrgeKind.URGE, OrderState.RUNNING, UrgeDecision.STAGE_PASSED),
        ([WORKS], 3, UrgeKind.URGE, OrderState.RUNNING, UrgeDecision.CUSTOMER_SIDE),
        ([WORKS], 3, UrgeKind.CHECK, OrderState.RUNNING, UrgeDecision.ALLOWED),
        ([CONTRACT], 2, UrgeKind.CHECK, OrderState.RUNNING, UrgeDecision.COMPANY_SIDE),
        ([CONTRACT], 2, UrgeKind.URGE, OrderState.PAUSED, UrgeDecision.ORDER_PAUSED),
        ([CONTRACT], 2, UrgeKind.CHECK, OrderState.PAUSED, UrgeDecision.ALLOWED),
        ([CONTRACT], 2, UrgeKind.URGE, OrderState.FINISHED, UrgeDecision.ORDER_ENDED),
        ([WORKS], 3, UrgeKind.CHECK, OrderState.CANCELLED, UrgeDecision.ORDER_ENDED),
    ],
)
def test_decisions(
    stages: list[UrgeableStage],
    chosen: int,
    kind: UrgeKind,
    order: OrderState,
    decision: UrgeDecision,
) -> None:
    assert ask(stages, chosen, kind, order).decision is decision


def test_one_for_each_stage_kind_and_working_day() -> None:
    today = PastUrge(2, UrgeKind.URGE, MONDAY)
    answer = ask([CONTRACT], past=(today,))
    assert (answer.decision, answer.in_the_way) == (UrgeDecision.ALREADY_URGED, today)
    yesterday = PastUrge(2, UrgeKind.URGE, date(2026, 11, 20))
    other_stage = PastUrge(1, UrgeKind.URGE, MONDAY)
    other_kind = PastUrge(2, UrgeKind.CHECK, MONDAY)
    assert ask([CONTRACT], past=(yesterday, other_stage, other_kind)).decision is UrgeDecision.ALLOWED


def test_a_kept_urge_of_an_earlier_day_is_not_stopped_by_a_later_one() -> None:
    later = PastUrge(2, UrgeKind.URGE, date(2026, 11, 24))
    assert ask([CONTRACT], past=(later,)).decision is UrgeDecision.ALLOWED


@given(
    st.sampled_from(OrderState),
    st.builds(UrgeableStage, st.just(1), st.sampled_from(Side), st.sampled_from(StageState)),
    st.sampled_from(UrgeKind),
)
def test_what_is_offered_is_what_is_allowed(order: OrderState, stage: UrgeableStage, kind: UrgeKind) -> None:
    allowed = ask([stage], 1, kind, order).decision is UrgeDecision.ALLOWED
    assert allowed is (possible_kind(order, stage) is kind)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 20, 15, 59, tzinfo=UTC), date(2026, 11, 20)),  # 23:59 on Friday in China
        (datetime(2026, 11, 20, 16, 0, tzinfo=UTC), MONDAY),  # midnight: Saturday
        (datetime(2026, 11, 22, 3, 0, tzinfo=UTC), MONDAY),
        (datetime(2026, 10, 10, 3, 0, tzinfo=UTC), date(2026, 10, 10)),  # a Saturday that is worked
        (datetime(2026, 10, 2, 3, 0, tzinfo=UTC), date(2026, 10, 8)),
    ],
)
def test_a_touch_on_a_rest_day_belongs_to_the_next_working_day(instant: datetime, day: date) -> None:
    assert working_day_of(CALENDAR, instant) == day


def test_a_touch_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        working_day_of(CALENDAR, datetime(2026, 11, 20, 15, 0))
