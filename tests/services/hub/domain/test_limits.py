"""Which limit holds."""

from datetime import date

from services.hub.domain.limits import (
    ANY_FLOW,
    OWN_ENTRY,
    WHOLE_ORDER,
    DayUnit,
    Limit,
    LimitRow,
    choose_limit,
)
from services.hub.domain.terms import SupplyKind

HIGH = SupplyKind.HIGH_ONE


def row(
    days: int, flow: str = ANY_FLOW, stage: str = "plan-reply", since: date = date(2010, 1, 1)
) -> LimitRow:
    return LimitRow(flow, stage, HIGH, Limit(days, DayUnit.WORKING), OWN_ENTRY, since)


def chosen_days(
    rows: list[LimitRow], day: date, flow: str = "high-voltage", stage: str = "plan-reply"
) -> int | None:
    found = choose_limit(rows, flow, stage, HIGH, day)
    return found.limit.days if found else None


def test_a_newer_limit_holds_from_its_day_on() -> None:
    rows = [row(15, since=date(2026, 7, 1)), row(20)]
    assert chosen_days(rows, date(2026, 6, 30)) == 20
    assert chosen_days(rows, date(2026, 7, 1)) == 15


def test_before_the_first_limit_there_is_none() -> None:
    assert chosen_days([row(20)], date(2009, 12, 31)) is None


def test_a_row_for_the_flow_goes_before_a_newer_one_for_any() -> None:
    rows = [row(30, flow="high-voltage"), row(15, since=date(2026, 7, 1))]
    assert chosen_days(rows, date(2026, 8, 1)) == 30
    assert chosen_days(rows, date(2026, 8, 1), flow="capacity-decrease") == 15


def test_stage_supply_and_whole_order_are_kept_apart() -> None:
    rows = [row(20), row(70, stage=WHOLE_ORDER)]
    assert chosen_days(rows, date(2026, 8, 1), stage=WHOLE_ORDER) == 70
    assert chosen_days(rows, date(2026, 8, 1), stage="metering") is None
    assert choose_limit(rows, "high-voltage", "plan-reply", SupplyKind.HOME, date(2026, 8, 1)) is None


def test_of_two_that_tie_the_later_given_holds() -> None:
    assert chosen_days([row(20), row(18)], date(2026, 8, 1)) == 18
