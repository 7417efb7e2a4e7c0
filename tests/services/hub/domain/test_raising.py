"""What goes up where, and the files that say after how many hours."""

from datetime import datetime
from itertools import combinations

import pytest

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.calendar_seed import seed_days
from services.hub.domain.chinatime import CHINA
from services.hub.domain.datafile import DataFileError
from services.hub.domain.raising import Level, Raising, next_level
from services.hub.domain.raisingfiles import parse_raising
from services.hub.domain.terms import SupplyKind
from services.hub.domain.urging import UrgeKind
from services.hub.usecases.load_data import DATA_DIRECTORY

FILE = DATA_DIRECTORY / "raising" / "standard.toml"
LEADER, DISPATCHER = Level
URGE, CHECK = UrgeKind
GOOD = """
code = "x"
version = "1"
source = "test"
[[working_hours]]
from = 09:00:00
until = 17:00:00
[[rules]]
leader_hours = 1
dispatcher_hours = 2
"""


@pytest.fixture(scope="module")
def standard() -> Raising:
    return parse_raising(FILE.read_text("utf-8"), FILE.name).raising


@pytest.mark.parametrize(
    ("been", "to_leader", "has_team", "level"),
    [
        ([], False, True, LEADER),
        ([LEADER], False, True, DISPATCHER),
        ([LEADER, DISPATCHER], False, True, None),
        ([DISPATCHER], False, True, None),
        ([], True, True, DISPATCHER),
        ([], False, False, DISPATCHER),
        ([DISPATCHER], True, True, None),
    ],
)
def test_once_to_each_level_and_never_back(
    been: list[Level], to_leader: bool, has_team: bool, level: Level | None
) -> None:
    assert next_level(been, to_leader=to_leader, has_team=has_team) is level


def test_whatever_it_went_through_it_ends_at_the_top() -> None:
    for count in range(3):
        for been in map(list, combinations(Level, count)):
            for to_leader in (True, False):
                while level := next_level(been, to_leader=to_leader, has_team=True):
                    assert level not in been
                    been.append(level)
                assert DISPATCHER in been


@pytest.mark.parametrize(
    ("kind", "supply", "joint", "hours"),
    [
        (URGE, SupplyKind.HOME, False, (7, 7)),
        (CHECK, SupplyKind.LOW, False, (14, 7)),
        (URGE, SupplyKind.LOW, True, (4, 4)),
        (CHECK, SupplyKind.HIGH_ONE, True, (4, 4)),
        (URGE, SupplyKind.HIGH_TWO, False, (2, 2)),
        (CHECK, SupplyKind.HIGH_TWO, True, (2, 2)),
    ],
)
def test_what_is_important_goes_up_sooner(
    standard: Raising, kind: UrgeKind, supply: SupplyKind, joint: bool, hours: tuple[int, int]
) -> None:
    rule = standard.rule(kind, supply, joint=joint)
    assert rule is not None
    assert (rule.hours(LEADER), rule.hours(DISPATCHER)) == hours


def test_the_hours_are_working_ones(standard: Raising) -> None:
    rule = standard.rule(URGE, SupplyKind.HOME, joint=False)
    assert rule is not None
    friday = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)
    up = standard.goes_up_at(WorkCalendar.from_days(seed_days()), rule, LEADER, friday)
    assert up == datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)


def test_what_no_rule_fits_never_goes_up() -> None:
    told = parse_raising(GOOD.replace("leader_hours", 'kind = "check"\nleader_hours', 1), "x.toml")
    assert told.raising.rule(URGE, SupplyKind.HOME, joint=False) is None
    assert told.raising.rule(CHECK, SupplyKind.HOME, joint=False) is not None


@pytest.mark.parametrize(
    ("was", "now", "key"),
    [
        ("17:00:00", "08:00:00", "working_hours"),
        ("17:00:00", "17:00:30", "working_hours[1].until"),
        ("17:00:00", '"17:00"', "working_hours[1].until"),
        ("leader_hours = 1", "leader_hours = 0", "rules[1].leader_hours"),
        ("leader_hours = 1", 'leader_hours = 1\nsupply = ["huge"]', "rules[1].supply"),
        ("leader_hours = 1", "leader_hours = 1\nafter = 2", "rules[1].after"),
        ('source = "test"', 'source = "test"\nmore = 1', "more"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(was: str, now: str, key: str) -> None:
    assert was in GOOD
    with pytest.raises(DataFileError) as told:
        parse_raising(GOOD.replace(was, now, 1), "x.toml")
    assert told.value.key == key
