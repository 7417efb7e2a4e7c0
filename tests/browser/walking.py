"""Walks through the staff's pages wholly by keyboard."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.demonstration import Demonstration

expect.set_options(timeout=30_000)
OWN_PASSWORD = "seven green kettles on a hill"
_FIELD = "main input:not([type=hidden])"
_MOST_TABS = 80


def first_sign_in(page: Page, demo: Demonstration) -> Iterator[str]:
    """A newcomer's first sign-in and their second one; the name of each page while it is open."""
    number, first_password = demo.newcomer()
    page.goto("/staff")
    yield "sign-in"
    _fill_in(page, number, "not the password")
    yield "sign-in-refused"
    _fill_in(page, number, first_password)
    expect(page).to_have_url(f"{demo.url}/staff/enrolment")
    yield "enrolment"
    _fill_in(page, demo.code(number))
    expect(page.locator(".codes code")).to_have_count(10)
    yield "recovery-codes"
    recovery = page.locator(".codes code").first.inner_text()
    press(page, "main a.button")
    expect(page).to_have_url(f"{demo.url}/staff/password")
    yield "password"
    _fill_in(page, OWN_PASSWORD, OWN_PASSWORD)
    expect(page).to_have_url(f"{demo.url}/staff")
    page.goto("/staff/items/CB000")
    yield "not-there"
    press(page, "form[action='/staff/sign-out'] button")
    expect(page).to_have_url(f"{demo.url}/staff/sign-in")
    _fill_in(page, number, OWN_PASSWORD)
    expect(page).to_have_url(f"{demo.url}/staff/code")
    yield "code"
    _fill_in(page, recovery)
    expect(page).to_have_url(f"{demo.url}/staff")


def press(page: Page, selector: str) -> None:
    """Go to the first of these, and on by it."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    """Until the first of these has the focus."""
    wanted = page.locator(selector).first
    for _ in range(_MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {selector} on {page.url}")


def _fill_in(page: Page, *texts: str) -> None:
    """The form's fields, whatever stands in them, and send it."""
    for place, text in enumerate(texts):
        tab_to(page, f"{_FIELD} >> nth={place}")
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")
