"""The hub's time on a machine whose own clock is not to be trusted."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from kiosk.clock import HubClock

TRUE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class Machine:
    """A monotonic clock, and a system clock that can be set to anything."""

    def __init__(self) -> None:
        self.seconds = 50.0
        self.system = datetime(2001, 1, 1, tzinfo=UTC)

    def clock(self) -> HubClock:
        return HubClock(lambda: self.seconds, lambda: self.system)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_before_the_hub_was_heard_the_systems_time_has_to_do(machine: Machine) -> None:
    clock = machine.clock()
    machine.seconds += 10
    assert clock.now() == machine.system + timedelta(seconds=10)


def test_the_hubs_time_is_learnt_with_half_the_way(machine: Machine) -> None:
    clock = machine.clock()
    clock.learn(TRUE, 0.5)
    assert clock.now() == TRUE + timedelta(seconds=0.25)
    machine.seconds += 3600
    assert clock.now() == TRUE + timedelta(seconds=3600.25)


def test_setting_the_systems_clock_changes_nothing(machine: Machine) -> None:
    clock = machine.clock()
    clock.learn(TRUE, 0)
    machine.system = datetime(2099, 1, 1, tzinfo=UTC)
    assert clock.now() == TRUE


def test_a_slow_answer_does_not_spoil_a_good_one(machine: Machine) -> None:
    clock = machine.clock()
    clock.learn(TRUE, 7.0)
    assert clock.now() == TRUE + timedelta(seconds=3.5)
    clock.learn(TRUE, 0)
    clock.learn(TRUE + timedelta(seconds=9), 7.0)
    assert clock.now() == TRUE


def test_whatever_zone_it_is_told_in(machine: Machine) -> None:
    clock = machine.clock()
    clock.learn(TRUE.astimezone(timezone(timedelta(hours=8))), 0)
    assert clock.now() == TRUE
    assert clock.now().tzinfo is UTC


def test_the_real_ones_go_on() -> None:
    clock = HubClock()
    before = clock.monotonic()
    assert clock.monotonic() >= before
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
