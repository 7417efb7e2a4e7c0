"""The main walk, wholly by keyboard: signing in, for the first time too, opening an item and answering it."""

import re

from playwright.sync_api import Browser, expect

from services.hub.domain.posts import Post
from services.hub.sync.demo.staff import PASSWORD
from tests.browser.demonstration import Demonstration
from tests.browser.looking import WIDTHS, barriers, cut_off, lost_to_the_keyboard
from tests.browser.visiting import PAGES_OF_SIGNING_IN, page_at, visitor
from tests.browser.walking import first_sign_in, press, tab_to


def test_a_newcomer_signs_in_and_every_step_is_for_everybody(browser: Browser, demo: Demonstration) -> None:
    passed, wrong = set(), []
    with visitor(browser, demo.url) as who:
        for step in first_sign_in(who.page, demo):
            passed.add(page_at(who.page.url))
            wrong += [f"{step}: {each}" for each in barriers(who.page) + lost_to_the_keyboard(who.page)]
            for width in reversed(WIDTHS):
                who.resize(width)
                wrong += [f"{step}, {width}: {each}" for each in cut_off(who.page)]
        assert not wrong + who.complaints, "\n".join(wrong + who.complaints)
    assert passed >= PAGES_OF_SIGNING_IN


def test_a_handler_answers_an_urge_without_a_mouse(browser: Browser, demo: Demonstration) -> None:
    number = demo.staff_number(Post.HANDLER)
    demo.clock.turn(minutes=1)  # a code that was used is refused
    with visitor(browser, demo.url) as who:
        page = who.page
        page.goto("/staff")
        expect(page.locator("#number")).to_be_focused()
        page.keyboard.type(number)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{demo.url}/staff/code")
        expect(page.locator("#code")).to_be_focused()
        page.keyboard.type(demo.code(number))
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{demo.url}/staff")
        press(page, "tr:has(.chip.urge) a[href^='/staff/items/']")
        item = page.url
        expect(page).to_have_url(re.compile("/staff/items/"))
        expect(page.locator("#text")).to_be_focused()
        page.keyboard.type("明天上午上门装表")
        tab_to(page, "#new_day")
        page.keyboard.type("11242026")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{demo.url}/staff")
        page.goto(item)
        expect(page.locator("main")).to_contain_text("明天上午上门装表")
        expect(page.locator("main")).to_contain_text("11月24日")
        assert who.complaints == []
