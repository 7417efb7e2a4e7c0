"""Fingers on the glass: what counts as a press, when it lights up, and that none breaks anything."""

import random

from kiosk.intents import AskUrge, Back
from tests.screens.harness import assert_grounds

LONG_GLOW_S = 1.0
"""So long that a busy machine takes its picture in time."""


def test_one_press_is_one_intent_and_the_second_of_two_quick_ones_is_none(stage, pages, monkeypatch):
    from screens.widgets import press

    brain = pages.open_page(stage, pages.Typing("1234"))
    monkeypatch.setattr(press, "now", lambda: 5.0)
    for _ in range(50):
        stage.tap_word("下一步")
    assert brain.sent == [AskUrge()]
    monkeypatch.setattr(press, "now", lambda: 6.0)
    stage.tap_word("下一步")
    assert brain.sent == [AskUrge(), AskUrge()]


def test_fifty_touches_within_a_second_are_one_press(stage, pages, monkeypatch):
    from screens.widgets import press

    brain = pages.open_page(stage, pages.Typing("1234"))
    button = next(target.rect for target in stage.targets() if target.widget.text == "下一步")
    for at in range(50):
        monkeypatch.setattr(press, "now", lambda at=at: 5.0 + at / 50)
        if at == 5:
            brain.show(state=pages.Listing())  # which has nothing to press there
        if at == 45:
            brain.show(state=pages.Typing("1234"))
        stage.tap(button)
    assert brain.sent == [AskUrge()]


def test_a_finger_that_slides_off_or_outlives_the_page_says_nothing(stage, pages):
    brain = pages.open_page(stage, pages.Typing("1234"))
    button = next(target.rect for target in stage.targets() if target.widget.text == "下一步")
    stage.fingers.down(button.x + 9, button.y + 9)
    stage.fingers.move(button.x + 9, button.y + 900)
    stage.fingers.up()
    stage.pump()
    stage.fingers.down(button.x + 9, button.y + 9)
    stage.pump()
    brain.show(state=pages.Listing())
    stage.pump()
    stage.fingers.up()
    stage.pump()
    assert brain.sent == []


def test_a_press_shows_at_once_and_goes_with_the_finger(stage, pages):
    pages.open_page(stage, pages.Typing("1234"))
    button = next(target.rect for target in stage.targets() if target.widget.text == "下一步")
    at = (button.x + 20, button.y + 20)
    rest = stage.picture().pixel(*at)
    stage.fingers.down(*at)
    stage.glass.loop.turn(0)
    pressed = stage.picture().pixel(*at)
    assert pressed == (0x00, 0x4D, 0x43) != rest
    stage.fingers.move(at[0], at[1] + 400)
    stage.pump()
    assert stage.picture().pixel(*at) == rest
    stage.fingers.up()


def test_a_word_set_anew_on_a_lit_button_tells_its_ground_when_the_light_goes_out(stage, pages):
    from screens.widgets import kit

    pages.open_page(stage, pages.Typing("1234"))
    button = next(target for target in stage.targets() if target.widget.text == "下一步")
    stage.fingers.down(button.rect.x + 20, button.rect.y + 20)
    stage.pump()
    button.widget.repaint()
    assert_grounds(kit.texts(button.widget), stage.picture())
    stage.fingers.move(button.rect.x + 20, button.rect.y + 420)
    stage.pump()
    assert_grounds(kit.texts(button.widget), stage.picture())
    stage.fingers.up()


def test_a_short_tap_is_seen_and_goes_out_by_itself(stage, pages, monkeypatch):
    monkeypatch.setattr("screens.widgets.press.AFTERGLOW_S", LONG_GLOW_S)
    pages.open_page(stage, pages.Typing("1234"))
    button = next(target.rect for target in stage.targets() if target.widget.text == "下一步")
    at = (button.x + 20, button.y + 20)
    rest = stage.picture().pixel(*at)
    stage.tap(button)
    assert stage.picture().pixel(*at) == (0x00, 0x4D, 0x43)
    stage.pump_until(lambda: stage.picture().pixel(*at) == rest)


def test_a_row_that_was_touched_stays_lit_until_its_page_is_there(stage, pages, monkeypatch):
    from screens.widgets import RowList

    monkeypatch.setattr("screens.widgets.rows.AFTERGLOW_S", LONG_GLOW_S)
    pages.open_page(stage, pages.Listing())
    row = next(target.rect for target in stage.targets() if isinstance(target.widget, RowList))
    at = (row.x + 3, row.y + 3)
    rest = stage.picture().pixel(*at)
    stage.tap(row)
    assert stage.picture().pixel(*at) == (0xBF, 0xDD, 0xD8)
    stage.pump_until(lambda: stage.picture().pixel(*at) == rest)


def test_ten_fingers_at_random_break_nothing(stage, pages):
    dice = random.Random(20261122)
    brain = pages.open_page(stage, pages.Typing("1234"))
    states = [pages.Typing("12"), pages.Typing("1", secret=True), pages.Listing(), pages.Telling()]
    down: set[int] = set()
    for _ in range(600):
        finger = dice.randrange(10)
        at = dice.randrange(1080), dice.randrange(1920)
        if finger not in down:
            stage.fingers.down(*at, finger)
            down.add(finger)
        elif dice.random() < 0.5:
            stage.fingers.move(*at, finger)
        else:
            stage.fingers.up(finger)
            down.remove(finger)
        if dice.random() < 0.05:
            brain.show(state=dice.choice(states))
        stage.glass.loop.turn(0)
    for finger in down:
        stage.fingers.up(finger)
    stage.pump_until(stage.glass.loop.idle)
    assert brain.sent
    brain.sent.clear()
    brain.show(state=pages.Listing())
    stage.pump()
    stage.tap_word("返回")
    assert brain.sent == [Back()]
