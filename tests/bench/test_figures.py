"""What happens to figures after they were measured."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.figures import Figure, merge, percentile, side_by_side, table


def test_each_side_is_the_median_of_its_repeats() -> None:
    figure = side_by_side("ui.cold_start", "ms", [900, 100, 110], "Chromium", [200, 220, 9000])
    assert (figure.value, figure.peer_value, figure.ratio) == (110, 220, 0.5)


def test_without_a_peer_there_is_no_ratio() -> None:
    assert Figure("x", 3, "ms").ratio is None
    assert Figure("x", 3, "ms", "a peer that needs nothing", 0.0).ratio is None


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_one_of_the_values_and_enough_of_them_lie_at_or_below_it(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values) + 1e-9


def test_the_99th_of_1000() -> None:
    values = list(range(1, 1001))
    random.Random(7).shuffle(values)
    assert percentile(values, 0.99) == 990
    with pytest.raises(ValueError):
        percentile([], 0.99)


def test_parts_of_a_run_meet_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "build" / "bench.json"
    merge(path, [Figure("ui.memory", 130, "MB", "Chromium", 400), Figure("hub.list_rps", 1, "1/s")])
    merge(path, [Figure("hub.list_rps", 2000.0 / 3, "1/s", "floor", 1000)])
    assert json.loads(path.read_text()) == [
        {
            "name": "ui.memory",
            "value": 130.0,
            "unit": "MB",
            "peer": "Chromium",
            "peer_value": 400.0,
            "ratio": 0.325,
        },
        {
            "name": "hub.list_rps",
            "value": 666.7,
            "unit": "1/s",
            "peer": "floor",
            "peer_value": 1000.0,
            "ratio": 0.6667,
        },
    ]
    assert [entry.name for entry in path.parent.iterdir()] == ["bench.json"]


def test_the_table_shows_every_figure_with_its_peer() -> None:
    shown = table([Figure("ui.idle_cpu", 0.34567, "%", "Chromium", 0.2), Figure("x", 12345.6, "1/s")])
    assert shown.splitlines()[1].split() == ["ui.idle_cpu", "0.346", "0.2", "1.73", "%", "Chromium"]
    assert shown.splitlines()[2].split() == ["x", "12346", "1/s"]
