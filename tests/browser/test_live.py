"""Open pages show what happens while they are open, and take nothing away from who is writing."""

import re

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from services.hub.channels.reports import Report
from services.hub.domain.posts import Post
from services.hub.store.engine import reading, writing
from services.hub.store.models import Message, Order
from services.hub.usecases.outbox import note_reports
from tests.browser.demonstration import DISPATCHER, Demonstration, send
from tests.browser.visiting import visitor

_WAITING = "main .count >> nth=0"


def opened(page: Page, address: str) -> None:
    """Open a page, until it listens; it remembers that it was never loaded again."""
    with page.expect_response(lambda answer: "/staff/live?" in answer.url):
        page.goto(address)
    page.evaluate("window.never = 'loaded again'")


def still_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.never === 'loaded again'"))


def test_what_is_answered_elsewhere_leaves_the_list(browser: Browser, demo: Demonstration) -> None:
    dispatcher = demo.signed_in(DISPATCHER)
    with visitor(browser, demo.url, demo.signed_in(demo.staff_number(Post.TEAM_LEADER))) as who:
        opened(who.page, "/staff")
        waiting = int(who.page.inner_text(_WAITING))
        item = str(who.page.get_attribute("tr:has(.chip.urge) a[href^='/staff/items/'] >> nth=0", "href"))
        send(dispatcher, f"{item}/answer", text="今天下午到场")
        expect(who.page.locator(_WAITING)).to_have_text(str(waiting - 1))
        assert still_the_same(who.page)
        assert who.complaints == []


def test_what_is_being_written_stays_and_the_change_is_told(browser: Browser, demo: Demonstration) -> None:
    leader = demo.signed_in(demo.staff_number(Post.TEAM_LEADER))
    listed = leader.get("/staff").text
    item = next(
        address
        for address in re.findall(r'href="(/staff/items/[^"]+)"', listed)
        if f'action="{address}/raise"' in leader.get(address).text
        and 'name="new_day"' in leader.get(address).text
    )
    with visitor(browser, demo.url, demo.signed_in(DISPATCHER)) as who:
        opened(who.page, item)
        who.page.fill("#text", "班组明天")
        send(leader, f"{item}/raise", why="要跨专业协调")
        expect(who.page.locator("#live [role=status]")).to_contain_text("内容有变化")
        assert who.page.input_value("#text") == "班组明天"
        who.page.fill("#text", "")
        assert still_the_same(who.page)


def test_the_fate_of_a_text_shows_itself_on_its_orders_page(browser: Browser, demo: Demonstration) -> None:
    waiting = select(Message.key, Order.order_no).join(Order, Order.id == Message.order_id)
    with reading(demo.server.engine) as connection:
        key, order_no = connection.execute(waiting.where(Message.state == "waiting")).first() or ("", "")
    with visitor(browser, demo.url, demo.signed_in(DISPATCHER)) as who:
        opened(who.page, f"/staff/orders/{order_no}")
        arrived = who.page.locator("main .chip", has_text="已送达")
        before = arrived.count()
        with writing(demo.server.engine) as connection:
            report = Report(key, "P1", delivered=True, code="DELIVERED", at=demo.clock.now())
            note_reports(connection, [report])
        expect(arrived).to_have_count(before + 1)
        assert still_the_same(who.page)
        assert who.complaints == []


def test_the_sound_is_muted_for_good(browser: Browser, demo: Demonstration) -> None:
    with visitor(browser, demo.url, demo.signed_in(DISPATCHER)) as who:
        opened(who.page, "/staff")
        expect(who.page.locator("#live button")).to_have_text("声音提醒：开")
        who.page.click("#live button")
        opened(who.page, "/staff")
        expect(who.page.locator("#live button")).to_have_text("声音提醒：关")
        assert who.complaints == []
