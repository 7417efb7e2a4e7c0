"""What is said to be delivered was delivered."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.machine import Failure
from tests.bench.outbox import rounds
from tests.bench.outbox.rounds import delivered_per_second
from tests.bench.outbox.sides import hub_on_postgresql, hub_on_sqlite
from tests.postgres.server import server

JOBS = 250


def test_all_that_waits_in_a_file_is_delivered_and_another_round_finds_it_waiting(tmp_path: Path) -> None:
    hub = hub_on_sqlite(tmp_path, JOBS)
    assert [delivered_per_second(hub, 1) > 0 for _ in range(2)] == [True, True]
    with hub.store() as store:
        assert store.watched.execute(hub.done).fetchone() == (0,)
        assert store.watched.execute(hub.left).fetchone() == (1,)


def test_all_that_waits_in_postgresql_is_delivered_by_two(tmp_path: Path) -> None:
    assert delivered_per_second(hub_on_postgresql(server(), JOBS), 2) > 0


@pytest.mark.parametrize("program", ["print('ready'); input()", "print('no')", "raise SystemExit"])
def test_a_worker_that_does_not_work_is_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(rounds, "LONGEST_S", 0.1)
    idle = replace(hub_on_sqlite(tmp_path, JOBS), worker=[sys.executable, "-c", program])
    with pytest.raises(Failure, match=r"0 of 250 done|did not start"):
        delivered_per_second(idle, 1)
