"""Every state of a visit has a screen, and every screen can be read and touched by everybody."""

import re
from functools import partial
from importlib import import_module

import pytest

from kiosk.visit import STATES
from screens.registry import SCREENS
from services.contracts.orders import OrderDetail, StageState
from tests.screens.harness import BRANDS, PANELS, assert_fit
from tests.screens.journeys import orders as data
from tests.screens.journeys.examples import all_examples

EXAMPLES = all_examples()
DATA = (
    *(
        data.LONG_NAME,
        data.LONG_ADDRESS,
        data.LONG_REASON,
        data.ANSWER,
        data.LONG_ANSWER,
        data.HANDLER.name,
        data.HANDLER.team,
    ),
    *(data.LONG_HANDLER.name, data.LONG_HANDLER.team, data.LONG_HANDLER.phone, data.LEADER.name),
    *(
        data.LEADER.team,
        data.PROVENANCE.source,
        data.LONG_HALL.phone,
        "蓝河市****食品有限公司",
        "客户撤回申请",
    ),
    *("蓝河市青岚区向阳路", "𠮷祥村三组", "张*", "欧阳*", "买买提·**", "𠮷*", "号"),
)
"""What stays Chinese for an English customer: names, places, the company's own words."""


def test_every_state_has_a_screen_and_no_screen_waits_for_a_state_that_never_comes():
    states = {f"{state.__module__}:{state.__qualname__}" for state in STATES}
    assert states == {state for state in SCREENS if not state.startswith("tests.")}  # the kit's own pages


def test_every_state_has_an_example():
    assert {type(example.state) for example in EXAMPLES.values()} == set(STATES)


def test_every_screen_shows_a_state_of_the_journey_that_it_is_named_after():
    for name in SCREENS.values():
        module, screen = name.split(":")
        assert hasattr(import_module(module), screen), name


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("orientation", PANELS)
def test_every_example_can_be_read_and_touched_and_is_all_of_one_language(show, orientation, language):
    wrong = {}
    for name, example in EXAMPLES.items():
        stage = show(example, orientation, language)
        try:
            assert_fit(stage, may_shorten=partial(may_shorten, example.state), seen=False)
            for text in stage.words():
                assert_chinese(text) if language == "zh" else assert_english(text)
        except AssertionError as error:
            wrong[name] = str(error)
    assert not wrong


def assert_chinese(text):
    """No English is left, but for the button that leads to it, and numbers such as U261124-0031."""
    for word in re.findall(r"[0-9A-Za-z][0-9A-Za-z-]*", text):
        assert any(char.isdigit() for char in word) or word == "English", f"{word!r} in {text!r}"


def assert_english(text):
    """No Chinese is left, but for the button that leads to it, and the customer's own data."""
    left = text
    for known in sorted(DATA, key=len, reverse=True):
        left = left.replace(known, "")
    assert left == "中文" or not re.search(r"[\u4e00-\u9fff]", left), text


@pytest.mark.parametrize("orientation", PANELS)
@pytest.mark.parametrize("company", [brand for brand in BRANDS if brand != "default"])
def test_another_company_s_colours_and_sizes_fit_as_well(show, company, orientation):
    wrong = {}
    mine = list(EXAMPLES.items())[[*PANELS].index(orientation) :: len(PANELS)]
    for turn, (name, example) in enumerate(mine):
        stage = show(example, orientation, ("zh", "en")[turn % 2], company)
        try:
            assert_fit(stage, may_shorten=partial(may_shorten, example.state), seen=False)
        except AssertionError as error:
            wrong[name] = str(error)
    assert not wrong


def may_shorten(state, text):
    """Names and addresses may end in an ellipsis, since one touch shows them whole; so may what stands on the
    rows of a list, which is told in full on the page that the row opens; and the hall's name in the header.
    """
    whole = getattr(state, "whole", False)
    long = (
        data.LONG_NAME,
        data.LONG_ADDRESS,
        data.LONG_ANSWER[:9],
        *data.LONG_HALL.name.model_dump().values(),
    )
    return (not whole and any(part in text for part in long)) or is_row(state)


def is_row(state):
    return type(state).__name__ in ("Orders", "UrgeChoose")


def test_more_stages_than_fit_stand_on_pages_and_the_first_shown_is_that_of_now(show):
    order = EXAMPLES["order-set-back-whole"].state.order
    now = next(stage for stage in order.stages if stage.state is StageState.CURRENT)
    stage = show(EXAMPLES["order-set-back-whole"], "landscape", "zh")
    titles = [node.title for node in stage.glass.screen.ids.all_nodes.nodes]
    assert now.name.zh in stage.words()
    assert titles[-1] == order.stages[-1].name.zh
    stage.tap_word("上一页")
    before = [node.title for node in stage.glass.screen.ids.all_nodes.nodes]
    assert before + titles == [each.name.zh for each in order.stages]
    assert set(before) <= set(stage.words())
    assert_fit(stage, seen=False)
    stage.tap_word("下一页")
    assert [node.title for node in stage.glass.screen.ids.all_nodes.nodes] == titles


def test_the_whole_of_what_was_shortened_is_one_touch_away(show):
    for language in ("zh", "en"):
        for orientation in PANELS:
            words = "\n".join(show(EXAMPLES["order-longest-whole"], orientation, language).words())
            order = EXAMPLES["order-longest-whole"].state.order
            assert isinstance(order, OrderDetail)
            assert data.LONG_NAME in words
            assert data.LONG_ADDRESS in words
            assert all(getattr(stage.name, language) in words for stage in order.stages)
