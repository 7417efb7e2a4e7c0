"""From millimetres to pixels, on panels of several sizes."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.brand import load
from screens.metrics import Metrics, Panel

PANELS = st.builds(
    Panel,
    width_px=st.integers(720, 4000),
    height_px=st.integers(720, 4000),
    width_mm=st.floats(200, 700, allow_nan=False),
)


@given(PANELS)
def test_nothing_is_smaller_than_its_least_on_any_panel(panel):
    metrics = Metrics(panel, load())
    assert metrics.touch / panel.px_per_mm >= 12.7
    assert metrics.touch_gap / panel.px_per_mm >= 2.5
    assert min(metrics.em.values()) * 0.89 / panel.px_per_mm >= 4.8
    assert list(metrics.em.values()) == sorted(metrics.em.values())


@given(PANELS, st.integers(480, 6000), st.integers(480, 6000))
def test_a_window_is_never_cut_off_and_keeps_its_shape(panel, width_px, height_px):
    shown = panel.in_window(width_px, height_px)
    assert shown.width_px <= width_px
    assert shown.height_px <= height_px
    assert diagonal_mm(shown) == pytest.approx(diagonal_mm(panel))
    assert max(shown.width_px, shown.height_px) / min(shown.width_px, shown.height_px) == pytest.approx(
        max(panel.width_px, panel.height_px) / min(panel.width_px, panel.height_px), rel=0.02
    )


@pytest.mark.parametrize(
    ("width_px", "height_px", "shown"),
    [
        (1080, 1920, (1080, 1920)),
        (3840, 2160, (1080, 1920)),
        (1920, 1080, (1728, 972)),
        (1366, 768, (1228, 691)),
        (1000, 1800, (900, 1600)),
    ],
)
def test_the_default_panel_in_a_window(width_px, height_px, shown):
    panel = Panel().in_window(width_px, height_px)
    assert (panel.width_px, panel.height_px) == shown


@given(PANELS, st.integers(480, 6000), st.integers(480, 6000))
def test_a_full_screen_is_all_of_the_display(panel, width_px, height_px):
    shown = panel.filling(width_px, height_px)
    assert (shown.width_px, shown.height_px) == (width_px, height_px)
    assert diagonal_mm(shown) == pytest.approx(diagonal_mm(panel))
    assert panel.filling(panel.width_px, panel.height_px) == panel


def diagonal_mm(panel):
    return hypot(panel.width_px, panel.height_px) / panel.px_per_mm


def test_the_default_panel():
    metrics = Metrics(Panel(), load())
    assert not Panel().landscape
    assert metrics.margin == 65
    assert metrics.unit == 8
    assert 14 <= metrics.content.width / metrics.em["body"] <= 30
    assert metrics.header.y + metrics.header.height == 1920
    assert metrics.content.y + metrics.content.height < metrics.header.y
    assert metrics.content.y > metrics.bar.height


@pytest.mark.parametrize(
    ("mm", "nearest", "least"), [(1.0, 4, 5), (0.0, 0, 0), (2.48, 10, 10), (12.7, 51, 52)]
)
def test_rounding(mm, nearest, least):
    metrics = Metrics(Panel(), load())
    assert metrics.px(mm) == nearest
    assert metrics.least_px(mm) == least
