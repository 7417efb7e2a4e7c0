"""The kit on the glass: sizes, pictures, keys, lists, what it keeps."""

import gc
from collections.abc import Iterator

import pytest

from kiosk.intents import Digit, End, Erase, OpenOrder, SetLanguage
from kiosk.session import SignedInCustomer
from tests.screens.harness import BRANDS, PANELS, assert_fit, assert_picture, look_of


@pytest.fixture
def thawed() -> Iterator[None]:
    """Nothing is frozen at first; after the test what has stayed is again."""
    gc.unfreeze()
    yield
    gc.collect()
    gc.freeze()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("company", BRANDS)
@pytest.mark.parametrize("orientation", PANELS)
@pytest.mark.parametrize("name", ["Typing", "Listing", "Telling"])
def test_every_part_can_be_read_and_touched(stage, pages, name, orientation, company, language):
    pages.open_page(stage, getattr(pages, name)(), orientation, company, language)
    assert_fit(stage, may_shorten=lambda text: text == pages.LONG)


@pytest.mark.parametrize("orientation", PANELS)
@pytest.mark.parametrize("name", ["Typing", "Listing", "Telling"])
def test_the_kit_looks_as_it_did(stage, pages, name, orientation):
    pages.open_page(stage, getattr(pages, name)(), orientation)
    assert_picture(stage, f"kit/{name.lower()}-{orientation}")


def test_header_and_bar_stay_where_they_are(stage, pages):
    brain = pages.open_page(stage, pages.Typing())

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


def test_keys_send_their_digits_and_two_hands_lose_nothing(stage, pages):
    from screens.widgets import KeyPad

    brain = pages.open_page(stage, pages.Typing())
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

    brain = pages.open_page(stage, pages.Typing(secret=True))
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

    brain = pages.open_page(stage, pages.Listing())
    stage.tap_inside(RowList, 2)
    stage.tap_word("下一页")
    shown = sum(isinstance(target.widget, RowList) for target in stage.targets())
    stage.tap_inside(RowList, 0)
    assert brain.sent == [OpenOrder("2"), OpenOrder(str(shown))]


def test_a_list_moves_with_the_finger_and_comes_to_rest_on_whole_rows(stage, pages):
    from screens.widgets import RowList

    brain = pages.open_page(stage, pages.Listing())
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
    pages.open_page(stage, pages.Listing(rows=9))
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

    pages.open_page(stage, pages.Listing(), orientation)
    rows = stage.glass.screen.ids.rows
    seen = [target.rect for target in stage.targets() if isinstance(target.widget, RowList)]
    left = rows._room().height - rows.row_height * len(seen)
    assert 0 <= left < len(seen)


def test_a_short_list_has_no_page_buttons(stage, pages):
    pages.open_page(stage, pages.Listing(rows=2))
    assert "下一页" not in stage.words()
    assert_fit(stage, may_shorten=lambda text: text == pages.LONG)


@pytest.mark.parametrize("past", range(15))
def test_a_timeline_folds_to_what_fits_and_always_shows_what_is_now(stage, pages, past):
    pages.open_page(stage, pages.Telling(past), "landscape")
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
    brain = pages.open_page(stage, pages.Typing())
    stage.tap_word("English")
    assert brain.sent == [SetLanguage("en")]
    brain.show(session=pages.Session(1, "en"))
    stage.pump()
    assert "中文" in stage.words()
    stage.tap_word("Exit" if "Exit" in stage.words() else "End")
    assert brain.sent == [SetLanguage("en"), End()]


def test_a_visit_leaves_no_words_behind(stage, pages, thawed):
    from screens.widgets import RowItem
    from screens.widgets.paint import Painted

    def left() -> int:
        return sum(
            type(thing) in (RowItem, Painted) and pages.LONG in repr(thing) for thing in gc.get_objects()
        )

    brain = pages.open_page(stage, pages.Listing())
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


def test_a_customers_page_is_never_frozen(stage, pages, thawed):
    customer = SignedInCustomer("token", "张*", "person")
    brain = pages.ByHand(pages.Listing())
    brain.show(session=pages.Session(1, customer=customer))
    stage.open(brain, look_of())
    while stage.glass.loop._chores:
        stage.glass.loop.turn(0.05)
    assert gc.get_freeze_count() == 0


def test_what_is_hidden_is_not_drawn_and_comes_back(stage, pages):
    pages.open_page(stage, pages.Telling())
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
    pages.open_page(stage, pages.Telling())
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

    brain = pages.open_page(stage, pages.Listing())
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
