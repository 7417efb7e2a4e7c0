"""The rule of void visits and the gathering of rows, for whatever way an order takes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.hub.usecases.take_in_records import Action, HandlerRecord, StageRecord
from services.hub.usecases.take_in_visits import gather, void_visits

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
STEPS = {1: 1, 2: 2, 3: 3, 4: 3, 5: 4}
"""Stage to step; 3 and 4 run side by side."""
NOBODY = HandlerRecord("", "", "", "", "", "")

WALKS = st.lists(st.sampled_from(sorted(STEPS)), max_size=12)
"""Stages in the order in which they were entered, an hour after each other."""


def visits(walk):
    return [(STEPS[stage], stage, START + timedelta(hours=hour)) for hour, stage in enumerate(walk)]


def record(stage, hour, action=Action.ENTER, hours=None):
    finished = None if hours is None else START + timedelta(hours=hour + hours)
    return StageRecord(
        "W1", str(stage), action, START + timedelta(hours=hour), finished, None, None, NOBODY, START
    )


@given(WALKS)
def test_a_stage_has_at_most_one_valid_visit_and_it_is_the_last(walk):
    void = void_visits(visits(walk))
    for stage in set(walk):
        places = [place for place, one in enumerate(walk) if one == stage]
        assert void.issuperset(places[:-1])


@given(WALKS)
def test_nothing_is_void_without_a_stage_that_was_entered_again(walk):
    if len(set(walk)) == len(walk):
        assert void_visits(visits(walk)) == set()


@given(WALKS)
def test_after_a_set_back_nothing_of_a_later_step_stays_valid(walk):
    void = void_visits(visits(walk))
    for place, stage in enumerate(walk):
        if stage in walk[:place]:
            for before, other in enumerate(walk[:place]):
                assert (
                    before in void
                    or STEPS[other] < STEPS[stage]
                    or (STEPS[other] == STEPS[stage] and other != stage)
                )


@given(WALKS, st.randoms())
def test_the_order_in_which_visits_are_told_makes_no_difference(walk, random):
    told = visits(walk)
    void = {told[place] for place in void_visits(told)}
    random.shuffle(told)
    assert {told[place] for place in void_visits(told)} == void


@given(WALKS, st.randoms())
def test_rows_in_any_order_gather_to_the_same_visits(walk, random):
    rows = [record(stage, hour) for hour, stage in enumerate(walk)]
    rows += [record(stage, hour, Action.FINISH, 1) for hour, stage in enumerate(walk)]
    straight, refused = gather(enumerate(rows, 1))
    random.shuffle(rows)
    shuffled, _ = gather(enumerate(rows, 1))
    assert refused == {}
    assert [(one.stage, one.entered_at, one.finished_on) for one in straight] == [
        (one.stage, one.entered_at, one.finished_on) for one in shuffled
    ]
    assert [one.entered_at for one in straight] == sorted(one.entered_at for one in straight)
    assert len(straight) == len(walk)


def test_a_row_that_contradicts_those_before_is_refused_alone():
    rows = [record(1, 0), record(1, 0, Action.FINISH, -48), record(1, 0, Action.FINISH, 48)]
    facts, refused = gather(enumerate(rows, 1))
    assert list(refused) == [2]
    assert [(fact.lines, fact.finished_on.day) for fact in facts] == [((1, 3), 7)]
