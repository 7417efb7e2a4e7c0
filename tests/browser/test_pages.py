"""Every page of every post, in a real browser: for everybody, on every screen, without a complaint of it."""

import httpx
import pytest
from playwright.sync_api import Browser

from services.hub.domain.posts import Post
from tests.browser.demonstration import DISPATCHER, Demonstration
from tests.browser.looking import (
    WIDTHS,
    barriers,
    cut_off,
    lost_to_the_keyboard,
    too_low_for_a_finger,
    unfold,
)
from tests.browser.visiting import (
    NOT_PAGES,
    PAGES,
    PAGES_OF_SIGNING_IN,
    Visit,
    Visitor,
    first_reader,
    pages_of,
    visitor,
)
from tests.conftest import LONG


@pytest.mark.parametrize("post", Post)
def test_every_page_of_a_post_is_for_everybody_on_every_screen(
    browser: Browser, demo: Demonstration, post: Post
) -> None:
    somebody = demo.signed_in(demo.staff_number(post))
    wrong = []
    with visitor(browser, demo.url, somebody) as who:
        for visit in who.visits(pages_of(post)):
            if visit.status != httpx.codes.OK:
                wrong.append(f"{visit.address}: answered {visit.status}")
            new = first_reader(visit.path) is post
            wrong += [f"{visit.address}: {each}" for each in _found(who, visit, new)]
    wrong += who.complaints
    wrong += [f"no page of theirs links to {path}" for path in pages_of(post) - set(who.opened)]
    assert not wrong, "\n".join(wrong)


def _found(who: Visitor, visit: Visit, new: bool) -> list[str]:
    """What is wrong. A page that another post has too was looked at thoroughly there, unless LONG=1."""
    new = new or LONG
    thorough = new and visit.variant == 0
    unfold(who.page)
    found = barriers(who.page) if new else []
    if thorough:
        found += lost_to_the_keyboard(who.page)
    for width in reversed(WIDTHS) if new else ["phone"]:
        who.resize(width)
        found += [f"{width}: {each}" for each in cut_off(who.page)]
        if width == "phone":
            found += too_low_for_a_finger(who.page)
        if thorough and width == "phone":
            found += [f"{width}: {each}" for each in barriers(who.page)]
    if thorough:
        found += _in_english(who)
    return found


def _in_english(who: Visitor) -> list[str]:
    """The same page with longer words."""
    found = []
    with who.speaking("en"):
        who.page.reload()
        unfold(who.page)
        for width in reversed(WIDTHS):
            who.resize(width)
            found += [f"in English, {width}: {each}" for each in cut_off(who.page)]
    return found


def test_no_page_is_left_out() -> None:
    assert set().union(PAGES_OF_SIGNING_IN, *(pages_of(post) for post in Post)) == set(PAGES)


@pytest.mark.parametrize("path", NOT_PAGES)
def test_what_is_said_to_be_no_page_is_none(demo: Demonstration, path: str) -> None:
    client = demo.signed_in(DISPATCHER)
    client.follow_redirects = False
    with client.stream("GET", NOT_PAGES[path]) as answer:
        shown = answer.is_success and "text/html" in answer.headers["content-type"]
    client.follow_redirects = True
    assert not shown
