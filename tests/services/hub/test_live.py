"""Pages that stay open are told at once what happens to their reader's items, and miss nothing."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select, update

from services.hub.channels.reports import Report
from services.hub.cli import main
from services.hub.domain.posts import Post
from services.hub.staff import live
from services.hub.store.engine import reading, writing
from services.hub.store.models import Handler, Message, OrderStage, StaffSession, Team
from services.hub.usecases.news import newest
from services.hub.usecases.outbox import note_reports
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, Person, employ
from tests.services.hub.urging import ask


@pytest.fixture
def handler(hub: RunningHub) -> Person:
    return employ(hub, HANDLERS_NUMBER, Post.HANDLER).settle()


class Stream:
    """What an open page hears."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.iter_lines()

    def next(self) -> dict[str, str]:
        """The next event's fields, comments left out; empty when the stream has ended."""
        fields: dict[str, str] = {}
        for line in self._lines:
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.strip()
            elif "event" in fields:
                return fields
        return {}

    def order(self) -> bool:
        """Whether the next is that the followed order has changed."""
        return self.next().get("event") == "order"

    def item(self) -> tuple[str, str]:
        """What has happened, and to which item."""
        heard = self.next()
        assert heard["event"] == "item"
        said = json.loads(heard["data"])
        return said["kind"], said["item"]


@contextmanager
def listening(
    who: Person, since: int | None = None, *, follows: dict[str, str] | None = None, last_id: str = ""
) -> Iterator[Stream]:
    if since is None:
        with reading(who.hub.engine) as connection:
            since = newest(connection)
    headers = {"Last-Event-ID": last_id} if last_id else {}
    told = {"since": str(since), **(follows or {})}
    with who.http.stream("GET", "/staff/live", params=told, headers=headers, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        stream = Stream(answer)
        yield stream


def answered(hub: RunningHub, number: str) -> None:
    """By the command line: a connection that is none of the hub's."""
    assert main(["urges", "answer", number, "--text", "材料已到", *hub.options]) == 0


def test_the_handler_is_told_as_it_happens(hub: RunningHub, session: dict[str, str], handler: Person) -> None:
    with listening(handler) as stream:
        number = ask(hub, "running", session).json()["urge_no"]
        assert stream.item() == ("urge-received", number)
        handler.post(f"/staff/items/{number}/raise", why="要停电计划")
        assert stream.item() == ("urge-raised", number)
        answered(hub, number)
        assert [stream.item()[0] for _ in range(2)] == ["urge-lowered", "urge-answered"]


def test_what_happened_while_the_line_was_cut_is_told_first(
    hub: RunningHub, session: dict[str, str], handler: Person
) -> None:
    with listening(handler) as stream:
        first = ask(hub, "running", session).json()["urge_no"]
        last_id = stream.next()["id"]
    answered(hub, first)
    second = ask(hub, "late", session).json()["urge_no"]
    with listening(handler, 0, last_id=last_id) as stream:
        assert [stream.item() for _ in range(2)] == [("urge-answered", first), ("urge-received", second)]


def test_the_page_begins_where_it_was_written(
    hub: RunningHub, session: dict[str, str], handler: Person
) -> None:
    page = handler.get("/staff").text
    since = int(page.split('data-since="')[1].split('"')[0])
    number = ask(hub, "running", session).json()["urge_no"]
    with listening(handler, since) as stream:
        assert stream.item() == ("urge-received", number)


def following(page: str) -> dict[str, str]:
    """What the page's script asks to follow."""
    return dict(re.findall(r'data-(order|mark)="([^"]*)"', page))


def test_the_pages_of_an_order_and_of_its_item_are_told_of_a_texts_fate_and_of_a_new_stage(
    hub: RunningHub, session: dict[str, str], handler: Person
) -> None:
    with writing(hub.engine) as connection:
        connection.execute(update(Handler).values(phone="14212340002"))
    number = ask(hub, "running", session).json()["urge_no"]
    address = f"/staff/orders/{hub.seeded.orders['running'].order_no}"
    handler.get(f"/staff/items/{number}")
    hub.settled()  # that it was seen is written
    order, item = (following(handler.get(path).text) for path in (address, f"/staff/items/{number}"))
    assert order == item and order["mark"]
    assert 'id="live"' not in handler.post(f"{address}/personal", field="phone").text
    with listening(handler, follows=order) as stream:
        [(key,)] = hub.rows(select(Message.key))
        report = Report(key=key, delivered=True, code="DELIVERED", at=hub.clock.now(), provider_id="P1")
        with writing(hub.engine) as connection:
            note_reports(connection, [report])
        assert stream.order()
        assert "已送达" in handler.get(address).text
        stage = int(hub.seeded.orders["running"].stage)
        with writing(hub.engine) as connection:
            connection.execute(update(OrderStage).where(OrderStage.id == stage).values(planned_finish=None))
        assert stream.order()
    with listening(handler, follows=item) as stream:  # written before both
        assert stream.order()


def test_an_order_is_followed_by_whom_it_is_shown_to_and_no_longer(
    hub: RunningHub, session: dict[str, str], handler: Person
) -> None:
    dispatcher = employ(hub, "D1", Post.DISPATCHER).settle()
    theirs, others = (hub.seeded.orders[name] for name in ("running", "leaderless"))
    for order_no, status in ((others.order_no, 403), ("none", 404)):
        assert handler.get(f"/staff/live?order={order_no}").status_code == status
    follows = following(handler.get(f"/staff/orders/{theirs.order_no}").text)
    with listening(handler, follows=follows) as stream, listening(dispatcher, follows=follows) as other:
        with writing(hub.engine) as connection:
            taken = update(OrderStage).where(OrderStage.order_id == theirs.id)
            connection.execute(taken.values(handler_id=None, team_id=None))
        assert other.order()
        number = ask(hub, "late", session).json()["urge_no"]
        assert stream.item() == ("urge-received", number)


def test_nobody_hears_of_what_is_not_theirs(
    hub: RunningHub, session: dict[str, str], handler: Person
) -> None:
    with writing(hub.engine) as connection:
        connection.execute(insert(Team).values(company_id=hub.seeded.company_id, name="装表班"))
    leader = employ(hub, "L2", Post.TEAM_LEADER, name="李四", team="装表班").settle()
    colleague = employ(hub, "H2", Post.HANDLER, name="王五").settle()
    with listening(leader) as other, listening(colleague) as same, listening(handler) as stream:
        number = ask(hub, "running", session).json()["urge_no"]
        assert stream.item() == ("urge-received", number)
        hub.server.stop()
        assert (other.next(), same.next(), stream.next()) == ({}, {}, {})


def test_a_session_that_has_ended_ends_its_stream(
    hub: RunningHub, handler: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STILL_HERE_S", 0.05)
    with listening(handler) as stream:
        hub.clock.turn(minutes=60 * 24)
        assert stream.next()["event"] == "over"
        assert stream.next() == {}


def test_an_open_page_keeps_nobody_signed_in(hub: RunningHub, handler: Person) -> None:
    hub.clock.turn(minutes=3)
    handler.http.get("/staff", headers={"Live": "1"})
    with listening(handler):
        hub.settled()
    before = hub.rows(select(StaffSession.seen_at))
    handler.get("/staff")
    hub.settled()
    after: list[Any] = hub.rows(select(StaffSession.seen_at))
    assert max(after)[0] > max(before)[0]


@pytest.mark.parametrize("since", ["", "-1", "x", "9" * 40, "٣"])
def test_a_number_that_is_none_counts_as_none(still: RunningHub, since: str) -> None:
    somebody = employ(still, f"S{len(since)}{ord((since or '0')[0])}", Post.DISPATCHER).settle()
    with somebody.http.stream("GET", "/staff/live", params={"since": since}) as answer:
        assert answer.status_code == 200


def test_pages_that_are_gone_are_not_counted(hub: RunningHub, handler: Person) -> None:
    with listening(handler) as stream:
        assert len(hub.hub.feed) == 1
        hub.server.stop()
        assert stream.next() == {}
    assert len(hub.hub.feed) == 0
