"""The rules by which changed pixels become moments."""

import pytest

from tests.bench.ui.visit import swing
from tests.bench.ui.watching import History, NothingHappened, pictures

BEFORE = [b"w"] * 10


def lines(text: str) -> list[bytes]:
    return [letter.encode() for letter in text]


def test_a_pressed_key_is_not_the_next_screen() -> None:
    history = History(BEFORE, [(0.01, lines("wwwwwwwwwp")), (0.08, lines("nnnnnnnnnn"))])
    assert (history.first(), history.arrival()) == (0.01, 0.08)


def test_a_screen_is_there_when_nine_tenths_of_it_are() -> None:
    history = History(
        BEFORE, [(0.05, lines("nnnnnnnnww")), (0.06, lines("nnnnnnnnnw")), (0.9, lines("nnnnnnnnnn"))]
    )
    assert history.arrival() == 0.06


def test_a_screen_must_stay() -> None:
    history = History(
        BEFORE, [(0.05, lines("nnnnnnnnnn")), (0.07, lines("wwwwwwwwww")), (0.2, lines("nnnnnnnnnn"))]
    )
    assert history.arrival() == 0.2


def test_lines_that_both_screens_share_say_nothing() -> None:
    history = History(BEFORE, [(0.02, lines("wwwwwwwwpp")), (0.05, lines("wwwwwwwwnn"))])
    assert history.arrival() == 0.05


def test_no_change_is_no_answer() -> None:
    with pytest.raises(NothingHappened):
        History(BEFORE, []).arrival()
    with pytest.raises(NothingHappened):
        History(BEFORE, [(0.1, lines("wwwwwwwwwp")), (0.2, BEFORE)]).arrival()


def test_the_pieces_of_one_picture_are_one_picture() -> None:
    assert pictures([]) == 0
    assert pictures([0.0, 0.001, 0.003, 0.016, 0.018, 0.032]) == 3


def test_the_finger_swings_evenly_and_comes_back() -> None:
    assert [swing(turns / 4) for turns in range(9)] == [0, 0.5, 1, 0.5, 0, 0.5, 1, 0.5, 0]
