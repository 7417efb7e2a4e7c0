"""The limit files that ship against the field's own table, and the company's choice among them."""

from datetime import date
from pathlib import Path

import pytest

from services.hub.domain.datafile import DataFileError
from services.hub.domain.flowfiles import parse_flow
from services.hub.domain.limitfiles import LimitSet, parse_company, parse_limits
from services.hub.domain.limits import WHOLE_ORDER, DayUnit, choose_limit
from services.hub.domain.messages import MessageEvent
from services.hub.domain.terms import SupplyKind

FLOWS = Path(__file__).parents[4] / "assets" / "flows"
SETS = {
    path.stem: parse_limits(path.read_text("utf-8"), path.name)
    for path in sorted((FLOWS / "limits").glob("*.toml"))
}
HOME, LOW, ONE, TWO = SupplyKind
KINDS = (HOME, LOW, ONE, TWO)
TODAY = date(2026, 11, 22)

GOOD = """
code = "tiny"
version = "1"
valid_from = 2026-01-01
source = "test"
confirmed = true

[[limits]]
stage = "metering"
supply = ["home", "low"]
days = 3
unit = "working"
"""


def days(limits: LimitSet, stage: str, flow: str = "high-voltage") -> tuple[int | None, ...]:
    found = [choose_limit(limits.rows, flow, stage, kind, TODAY) for kind in KINDS]
    return tuple(row.limit.days if row else None for row in found)


@pytest.mark.parametrize(
    ("code", "stage", "expected"),
    [
        ("regulator", "plan-reply", (3, 8, 20, 45)),
        ("regulator", "design-review", (None, 8, 20, 20)),
        ("regulator", "intermediate-inspection", (None, 3, 5, 5)),
        ("regulator", "completion-acceptance", (None, 5, 7, 7)),
        ("regulator", "metering", (3, 5, 7, 7)),
        ("state-grid-older", "plan-reply", (3, 7, 15, 30)),
        ("state-grid-older", "design-review", (None, 10, 10, 10)),
        ("state-grid-older", "intermediate-inspection", (None, 5, 5, 5)),
        ("state-grid-older", "completion-acceptance", (None, 5, 5, 5)),
        ("state-grid-older", "metering", (3, 5, 5, 5)),
        ("southern-grid", "acceptance", (None, None, 1, 1)),
        ("southern-grid", "plan-reply", (None, None, 10, 20)),
        ("southern-grid", "design-review", (None, None, 3, 3)),
        ("southern-grid", "intermediate-inspection", (None, None, 2, 2)),
        ("southern-grid", "metering", (None, None, 6, 6)),
        ("southern-grid", WHOLE_ORDER, (None, None, 22, 32)),
        ("yuxi", WHOLE_ORDER, (None, None, 70, 90)),
    ],
)
def test_the_table_of_limits(code: str, stage: str, expected: tuple[int | None, ...]) -> None:
    assert days(SETS[code], stage) == expected


def test_southern_low_voltage_depends_on_the_flow() -> None:
    assert days(SETS["southern-grid"], WHOLE_ORDER, "low-voltage-direct")[:2] == (5, 5)
    assert days(SETS["southern-grid"], WHOLE_ORDER, "low-voltage")[:2] == (15, 15)


def test_what_is_not_confirmed_or_not_stated_says_so() -> None:
    assert {code for code, limits in SETS.items() if not limits.confirmed} == {
        "regulator",
        "state-grid-older",
    }
    unstated = {code for code, limits in SETS.items() if not all(row.unit_stated for row in limits.rows)}
    assert unstated == {"southern-grid", "yuxi"}
    assert {row.limit.unit for row in SETS["yuxi"].rows} == {DayUnit.CALENDAR}


def test_a_plan_reply_counts_from_acceptance_and_the_others_from_their_own_entry() -> None:
    triggers = {(row.stage_code, row.counts_from) for row in SETS["state-grid-older"].rows}
    assert triggers == {
        ("plan-reply", "acceptance"),
        ("design-review", ""),
        ("intermediate-inspection", ""),
        ("completion-acceptance", ""),
        ("metering", ""),
    }


def test_every_limit_speaks_of_stages_and_flows_that_exist() -> None:
    flows = [parse_flow(path.read_text("utf-8"), path.name) for path in FLOWS.glob("*.toml")]
    stages = {stage.code for flow in flows for stage in flow.stages} | {""}
    for limits in SETS.values():
        for row in limits.rows:
            assert {row.stage_code, row.counts_from} <= stages
            assert row.flow_code in {flow.code for flow in flows} | {""}


def test_the_demonstrations_company_works_by_sets_that_exist() -> None:
    company = parse_company((FLOWS / "companies" / "demo.toml").read_text("utf-8"), "demo.toml")
    assert company.code == "demo"
    assert set(company.limits) <= set(SETS)
    assert company.nearly_late_days == 2


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('["home", "low"]', '["home", "home"]', "limits[1].supply", "already"),
        ('["home", "low"]', '["house"]', "limits[1].supply", "none of home, low, high-one, high-two"),
        ('["home", "low"]', "[]", "limits[1].supply", "not empty"),
        ("days = 3", "days = 3.5", "limits[1].days", "whole number"),
        ('unit = "working"', 'unit = "hours"', "limits[1].unit", "none of working, calendar"),
        ('unit = "working"', "", "limits[1].unit", "missing"),
        ("days = 3", "days = 3\nhours = 3", "limits[1].hours", "unknown key"),
        ("confirmed = true", "", "confirmed", "missing"),
    ],
)
def test_a_bad_file_is_refused_with_file_key_and_reason(old: str, new: str, key: str, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(DataFileError) as caught:
        parse_limits(GOOD.replace(old, new, 1), "tiny.toml")
    assert caught.value.key == key
    assert reason in caught.value.reason


def test_a_company_names_at_least_one_set_by_its_code() -> None:
    good = 'code = "one"\nlimits = ["yuxi"]\nnearly_late_days = 2\nname = { zh = "一", en = "One" }\n'
    assert parse_company(good, "one.toml").limits == ("yuxi",)
    for bad in ("[]", '["Yu xi"]', '"yuxi"', "[1]"):
        with pytest.raises(DataFileError, match=r"^one.toml: limits: "):
            parse_company(good.replace('["yuxi"]', bad), "one.toml")


COMPANY = """
code = "one"
limits = ["yuxi"]
nearly_late_days = 2
name = { zh = "一", en = "One" }
"""


def test_a_company_that_says_no_more_goes_by_the_standard_and_rests_at_no_hour() -> None:
    rules = parse_company(COMPANY, "one.toml")
    assert (rules.raising, rules.stage_news_days) == ("standard", 1)
    assert (rules.quiet, rules.told_at_night) == (None, ())


def test_a_company_says_when_nobody_is_woken_and_by_what_all_the_same() -> None:
    night = '[quiet_hours]\nfrom = 22:30:00\nuntil = 07:00:00\nbut_not = ["urge-to-handler"]\n'
    rules = parse_company(f'{COMPANY}raising = "own"\nstage_news_days = 0\n{night}', "one.toml")
    assert (rules.raising, rules.stage_news_days, str(rules.quiet)) == ("own", 0, "22:30-07:00")
    assert rules.told_at_night == (MessageEvent.URGE_TO_HANDLER,)


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("stage_news_days = -1", "stage_news_days"),
        ('raising = "The Own"', "raising"),
        ("[quiet_hours]\nfrom = 22:00:00", "quiet_hours.until"),
        ("[quiet_hours]\nfrom = 22:00:00\nuntil = 22:00:00", "quiet_hours.until"),
        ('[quiet_hours]\nfrom = "22:00"\nuntil = 07:00:00', "quiet_hours.from"),
        ('[quiet_hours]\nfrom = 22:00:00\nuntil = 07:00:00\nbut_not = ["birthday"]', "quiet_hours.but_not"),
        ("quiet_hours = 3", "quiet_hours"),
    ],
)
def test_what_is_wrong_with_a_companys_hours_is_named(more: str, key: str) -> None:
    with pytest.raises(DataFileError) as told:
        parse_company(COMPANY + more, "one.toml")
    assert told.value.key == key
