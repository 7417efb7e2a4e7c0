"""The hub's client before servers that are not a hub, or not well: each of them is a hub that is away."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clients.transport import LARGEST_ANSWER
from tests.services.clients.answers import DATE, HEALTH, NOT_A_HUB, SESSION, answer
from tests.services.clients.asking import Away, client, hub_that
from tests.services.clients.hostile import Visitor, closed_port, once


@pytest.mark.parametrize("data", NOT_A_HUB.values(), ids=NOT_A_HUB.keys())
def test_what_is_no_answer_of_a_hub_means_that_it_is_away(data: bytes) -> None:
    with hub_that(once(data), overall_s=5) as (hub, _), pytest.raises(Away) as away:
        hub.renew("secret-token")
    assert "secret" not in str(away.value)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise_anything_else(data: bytes) -> None:
    with hub_that(once(data), overall_s=5) as (hub, _), pytest.raises(Away):
        hub.renew("token")


@given(st.binary(max_size=60))
def test_no_body_at_all_raises_anything_else(body: bytes) -> None:
    with hub_that(once(answer(body)), overall_s=5) as (hub, _), pytest.raises(Away):
        hub.renew("token")


@pytest.mark.parametrize("head", [b"Content-Length: 1000000000000\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_an_endless_body_is_not_swallowed(head: bytes) -> None:
    sent = itertools.count()
    chunk = b"x" * 65536
    framed = b"10000\r\n" + chunk + b"\r\n" if b"chunked" in head else chunk

    def pours(visitor: Visitor) -> None:
        visitor.read()
        visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + head + b"\r\n")
        while visitor.send(framed):
            next(sent)

    with hub_that(pours, overall_s=20) as (hub, _), pytest.raises(Away, match="larger"):
        hub.renew("token")
    assert next(sent) * 65536 < LARGEST_ANSWER * 3


def test_a_slow_but_whole_answer_is_taken() -> None:
    def slowly(visitor: Visitor) -> None:
        visitor.read()
        visitor.drip(answer(SESSION), 0)

    with hub_that(slowly, overall_s=10) as (hub, _):
        assert hub.renew("token").idle_seconds == 180


def test_nobody_there() -> None:
    with pytest.raises(Away, match="no connection"):
        client(closed_port()).renew("token")


@pytest.mark.parametrize("url", ["https://hub..example.cn", f"https://{'h' * 64}.cn"])
def test_an_address_that_can_not_be_is_away(url: str) -> None:
    with pytest.raises(Away):
        client(url).renew("token")


@pytest.mark.parametrize(
    "data",
    [
        answer(b"{}"),
        answer(b"<html>Please sign in</html>", media_type="text/html", more="Date: " + DATE),
        answer(HEALTH, "404 Not Found", more="Date: " + DATE),
    ],
    ids=["no time", "a portal", "another server"],
)
def test_what_is_no_hub_has_no_clock(data: bytes) -> None:
    with hub_that(once(data)) as (hub, _), pytest.raises(Away):
        hub.told_time()
