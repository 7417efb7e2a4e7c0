"""The kit on the glass: sizes, pictures, keys, lists, what fingers can do to it."""

import gc
import random
from typing import TYPE_CHECKING

import pytest

from kiosk.intents import AskUrge, Back, Digit, End, Erase, OpenOrder, SetLanguage
from kiosk.session import SignedInCustomer
from tests.screens.harness import BRANDS, PANELS, assert_fit, assert_grounds, assert_picture, look_of

if TYPE_CHECKING:
    from screens.stage import Stage


LONG_GLOW_S = 1.0
"""So long that a busy machine takes its picture in time."""


@pytest.fixture
def pages(window: "Stage"):
    from tests.screens import pages

    pages.register()
    return pages


def open_page(stage, pages, state, orientation="portrait", company="default", language="zh"):
    brain = pages.ByHand(state)
    brain.now = pages.replace(brain.now, session=pages.Session(1, language))
    stage.open(brain, look_of(orientation, company))
    return brain


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("company", BRANDS)
@pytest.mark.parametrize("orientation", PANELS)
@pytest.mark.parametrize("name", ["Typing", "Listing", "Telling"])
def test_every_part_can_be_read_and_touched(stage, pages, name, orientation, company, language):
    open_page(stage, pages, getattr(pages, name)(), orientation, company, language)
    assert_fit(stage, may_shorten=lambda text: text == pages.LONG)


@pytest.mark.parametrize("orientation", PANELS)
@pytest.mark.parametrize("name", ["Typing", "Listing", "Telling"])
def test_the_kit_looks_as_it_did(stage, pages, name, orientation):
    open_page(stage, pages, getattr(pages, name)(), orientation)
    assert_picture(stage, f"kit/{name.lower()}-{orientation}")


def test_header_and_bar_stay_where_they_are(stage, pages):
    brain = open_page(stage, pages, pages.Typing())

    def frame():
        return [
            (str(target.widget.text), target.rect)
            for target in stage.targets()
            if target.widget.parent is stage.glass.header
        ]

    before = frame()
    for state in (pages.Listing(), pages.Telling(), pages.Typing("1", secret=True)):
        brain.show(state=state)
        stage.pump()
        assert frame() == before
        assert stage.glass.screen.top == stage.glass.header.y - 16


def test_one_press_is_one_intent_and_the_second_of_two_quick_ones_is_none(stage, pages, monkeypatch):
    from screens.widgets import press

    brain = open_page(stage, pages, pages.Typing("1234"))
    monkeypatch.setattr(press, "now", lambda: 5.0)
    for _ in range(50):
        stage.tap_word("下一步")
    assert brain.sent == [AskUrge()]
    monkeypatch.setattr(press, "now", lambda: 6.0)
    stage.tap_word("下一步")
    assert brain.sent == [AskUrge(), AskUrge()]


def test_fifty_touches_within_a_second_are_one_press(stage, pages, monkeypatch):
    from screens.widgets import press

    brain = open_page(stage, pages, pages.Typing("1234"))
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
    brain = open_page(stage, pages, pages.Typing("1234"))
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
    open_page(stage, pages, pages.Typing("1234"))
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

    open_page(stage, pages, pages.Typing("1234"))
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
    open_page(stage, pages, pages.Typing("1234"))
    button = next(target.rect for target in stage.targets() if target.widget.text == "下一步")
    at = (button.x + 20, button.y + 20)
    rest = stage.picture().pixel(*at)
    stage.tap(button)
    assert stage.picture().pixel(*at) == (0x00, 0x4D, 0x43)
    stage.pump_until(lambda: stage.picture().pixel(*at) == rest)


def test_a_row_that_was_touched_stays_lit_until_its_page_is_there(stage, pages, monkeypatch):
    from screens.widgets import RowList

    monkeypatch.setattr("screens.widgets.rows.AFTERGLOW_S", LONG_GLOW_S)
    open_page(stage, pages, pages.Listing())
    row = next(target.rect for target in stage.targets() if isinstance(target.widget, RowList))
    at = (row.x + 3, row.y + 3)
    rest = stage.picture().pixel(*at)
    stage.tap(row)
    assert stage.picture().pixel(*at) == (0xBF, 0xDD, 0xD8)
    stage.pump_until(lambda: stage.picture().pixel(*at) == rest)


def test_keys_send_their_digits_and_two_hands_lose_nothing(stage, pages):
    from screens.widgets import KeyPad

    brain = open_page(stage, pages, pages.Typing())
    keys = [target.rect for target in stage.targets() if isinstance(target.widget, KeyPad)]
    for finger, index in enumerate((0, 4, 9)):
        stage.fingers.down(keys[index].x + 5, keys[index].y + 5, finger)
    stage.pump()
    for finger in (2, 0, 1):
        stage.fingers.up(finger)
    stage.tap(keys[10])
    assert brain.sent == [Digit("1"), Digit("5"), Digit("0"), Erase()]


def test_password_keys_give_no_digit_away(stage, pages):
    from screens.widgets import KeyPad

    brain = open_page(stage, pages, pages.Typing(secret=True))
    before = stage.picture()
    for target in stage.targets():
        if isinstance(target.widget, KeyPad):
            stage.fingers.down(target.rect.x + 9, target.rect.y + 9)
            stage.pump()
            assert stage.picture() == before
            stage.fingers.up()
    assert len(brain.sent) == 11
    brain.show(state=pages.Typing("135790", secret=True))
    stage.pump()
    assert stage.picture() != before
    assert not [word for word in stage.words() if "1357" in word.replace(" ", "")]


def test_a_list_answers_with_the_row_that_was_touched(stage, pages):
    from screens.widgets import RowList

    brain = open_page(stage, pages, pages.Listing())
    stage.tap_inside(RowList, 2)
    stage.tap_word("下一页")
    shown = sum(isinstance(target.widget, RowList) for target in stage.targets())
    stage.tap_inside(RowList, 0)
    assert brain.sent == [OpenOrder("2"), OpenOrder(str(shown))]


def test_a_list_moves_with_the_finger_and_comes_to_rest_on_whole_rows(stage, pages):
    from screens.widgets import RowList

    brain = open_page(stage, pages, pages.Listing())
    rows = stage.glass.screen.ids.rows
    x, y = rows.center_x, rows.center_y
    stage.fingers.down(x, y)
    stage.fingers.move(x, y + 150)
    stage.pump()
    assert rows.offset == pytest.approx(150, abs=1)
    stage.fingers.move(x, y + 400)
    stage.fingers.up()
    stage.pump()
    stage.pump_until(lambda: stage.glass.loop.idle() and rows.offset % rows.row_height == 0)
    assert rows.offset >= rows.row_height
    assert brain.sent == []
    assert_fit(stage, may_shorten=lambda text: text == pages.LONG)
    first = next(target.rect for target in stage.targets() if isinstance(target.widget, RowList))
    stage.tap(first)
    assert brain.sent == [OpenOrder(str(round(rows.offset / rows.row_height)))]


def test_a_list_stops_at_both_ends(stage, pages):
    open_page(stage, pages, pages.Listing(rows=9))
    rows = stage.glass.screen.ids.rows
    for way in (-900, 900, 900):
        stage.fingers.down(rows.center_x, rows.center_y)
        stage.fingers.move(rows.center_x, rows.center_y + way)
        stage.fingers.up()
        stage.pump()
        stage.pump_until(stage.glass.loop.idle)
        assert 0 <= rows.offset <= 9 * rows.row_height
    assert "第 2 页，共 2 页" in stage.words()


@pytest.mark.parametrize("orientation", PANELS)
def test_a_long_list_fills_its_page_with_whole_rows(stage, pages, orientation):
    from screens.widgets import RowList

    open_page(stage, pages, pages.Listing(), orientation)
    rows = stage.glass.screen.ids.rows
    seen = [target.rect for target in stage.targets() if isinstance(target.widget, RowList)]
    left = rows._room().height - rows.row_height * len(seen)
    assert 0 <= left < len(seen)


def test_a_short_list_has_no_page_buttons(stage, pages):
    open_page(stage, pages, pages.Listing(rows=2))
    assert "下一页" not in stage.words()
    assert_fit(stage, may_shorten=lambda text: text == pages.LONG)


@pytest.mark.parametrize("past", range(15))
def test_a_timeline_folds_to_what_fits_and_always_shows_what_is_now(stage, pages, past):
    open_page(stage, pages, pages.Telling(past), "landscape")
    rail = stage.glass.screen.ids.rail
    titles = [node.title for node in pages.nodes(past)]
    assert titles[past] in stage.words()
    assert titles[past + 1] in stage.words()
    shown = sum(title in stage.words() for title in titles)
    folded = [word for word in stage.words() if "个环节" in word]
    assert shown + sum(int("".join(filter(str.isdigit, word))) for word in folded) == 16
    assert rail.folded == bool(folded)
    assert_fit(stage)


def test_language_and_end_are_one_touch_away(stage, pages):
    brain = open_page(stage, pages, pages.Typing())
    stage.tap_word("English")
    assert brain.sent == [SetLanguage("en")]
    brain.show(session=pages.Session(1, "en"))
    stage.pump()
    assert "中文" in stage.words()
    stage.tap_word("Exit" if "Exit" in stage.words() else "End")
    assert brain.sent == [SetLanguage("en"), End()]


def test_ten_fingers_at_random_break_nothing(stage, pages):
    dice = random.Random(20261122)
    brain = open_page(stage, pages, pages.Typing("1234"))
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


def test_a_visit_leaves_no_words_behind(stage, pages):
    from screens.widgets import RowItem
    from screens.widgets.paint import Painted

    def left() -> int:
        return sum(
            type(thing) in (RowItem, Painted) and pages.LONG in repr(thing) for thing in gc.get_objects()
        )

    brain = open_page(stage, pages, pages.Listing())
    while stage.glass.loop._chores:
        stage.glass.loop.turn(0.05)
    gc.unfreeze()
    assert left() > 250
    brain.show(state=pages.Typing(), session=pages.Session(2))
    stage.pump()
    while stage.glass.loop._chores:
        stage.glass.loop.turn(0.05)
    assert left() == 0
    assert not [word for word in stage.words() if pages.LONG[:6] in word]


def test_a_customers_page_is_never_frozen(stage, pages):
    gc.unfreeze()
    customer = SignedInCustomer("token", "张*", "person")
    brain = pages.ByHand(pages.Listing())
    brain.show(session=pages.Session(1, customer=customer))
    stage.open(brain, look_of())
    while stage.glass.loop._chores:
        stage.glass.loop.turn(0.05)
    assert gc.get_freeze_count() == 0


def test_what_is_hidden_is_not_drawn_and_comes_back(stage, pages):
    open_page(stage, pages, pages.Telling())
    rail = stage.glass.screen.ids.rail
    panel = rail.parent
    at = (panel.x + panel.width / 2, panel.y + 9)
    assert stage.picture().pixel(*at) == (255, 255, 255)
    panel.hide = True
    assert stage.picture().pixel(*at) == (0xF3, 0xF6, 0xF5)
    assert "中间检查" not in stage.words()
    panel.hide = False
    assert stage.picture().pixel(*at) == (255, 255, 255)
    assert "中间检查" in stage.words()
    assert_fit(stage)


def test_a_panel_has_round_soft_corners_on_all_sides(stage, pages):
    open_page(stage, pages, pages.Telling())
    panel = stage.glass.screen.ids.rail.parent
    left, right, bottom, top = (round(each) for each in (panel.x, panel.right - 1, panel.y, panel.top - 1))
    picture = stage.picture()
    for x, y, across, up in (
        (left, bottom, 1, 1),
        (right, bottom, -1, 1),
        (left, top, 1, -1),
        (right, top, -1, -1),
    ):
        assert picture.pixel(x, y) == (0xF3, 0xF6, 0xF5)
        assert picture.pixel(x + 12 * across, y) == picture.pixel(x, y + 12 * up) == (255, 255, 255)
        diagonal = {picture.pixel(x + step * across, y + step * up) for step in range(12)}
        assert len(diagonal) > 2
        assert picture.pixel(x + 6 * across, y + 6 * up) == (255, 255, 255)


def test_rows_are_made_when_they_are_first_seen(stage, pages):
    from screens.widgets import LazyRows, RowItem

    made = []

    def make(number):
        made.append(number)
        return RowItem(str(number), f"工单 {number}")

    brain = open_page(stage, pages, pages.Listing())
    stage.glass.screen.ids.rows.items = LazyRows(range(500), make)
    stage.pump()
    seen = len(made)
    assert seen < 12
    assert made == list(range(seen))
    stage.tap_word("下一页")
    assert made == list(range(2 * seen))
    stage.tap_word("上一页")
    assert len(made) == 2 * seen
    assert LazyRows([1, 2], make) == LazyRows([1, 2], make) != LazyRows([1, 3], make)
    assert [item.key for item in LazyRows([7, 8, 9], make)[1:]] == ["8", "9"]
    assert brain.sent == []
