"""Sending to servers of every bad kind: the message is kept, and nobody else hears of it."""

import itertools
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.hub.channels.base import Never, NotYet, Outcome, Reason, Sent
from services.hub.channels.posting import LARGEST_ANSWER, Poster
from services.hub.channels.sms import SmsAccount, SmsChannel
from tests.services.clients.answers import NOT_A_HUB, answer
from tests.services.clients.hostile import (
    CERTIFICATES,
    Behaviour,
    Visitor,
    closed_port,
    each_time,
    once,
    serving,
)
from tests.services.hub.channels.gateways import KEY_ID, NOW, NUMBER, SECRET, channel, message

SHORT_S = 0.4
SLACK_S = 1.0
OK = b'{"Code": "OK", "BizId": "900619746936498440^0"}'


def outcome_of(behaviour: Behaviour, overall_s: float = 5.0) -> Outcome:
    with serving(behaviour) as server:
        return channel(server.url, overall_s).send(message())


def test_the_least_that_is_an_acceptance() -> None:
    assert outcome_of(once(answer(OK))) == Sent("900619746936498440^0")


@pytest.mark.parametrize("data", NOT_A_HUB.values(), ids=NOT_A_HUB.keys())
def test_what_is_no_gateway_s_answer_keeps_the_message(data: bytes) -> None:
    outcome = outcome_of(once(data))
    assert isinstance(outcome, NotYet)
    assert outcome.reason in (Reason.UNKNOWN, Reason.PROVIDER_TROUBLE)


@pytest.mark.parametrize(
    "data",
    [
        answer(OK[:-10]),
        answer(OK)[:-10],
        answer(OK, media_type="text/html"),
        answer(OK, "302 Found", more="Location: http://127.0.0.1:9/\r\n"),
        answer(b'{"Code": "OK"}'),
        answer(b'{"Code": "OK", "BizId": ""}'),
        answer(b'{"Code": "OK", "BizId": 7}'),
        answer(b'{"Code": ["isv.MOBILE_NUMBER_ILLEGAL"]}'),
        answer(b'{"Code": "isv.<script>"}'),
        answer(b"<html>Not Found</html>", "404 Not Found", "text/html"),
    ],
)
def test_half_an_acceptance_or_refusal_is_an_open_outcome(data: bytes) -> None:
    assert outcome_of(once(data)) == NotYet(Reason.UNKNOWN)


@settings(max_examples=40)
@given(st.binary(max_size=120), st.booleans())
def test_no_bytes_at_all_raise_or_end_a_message(data: bytes, as_body: bool) -> None:
    assert isinstance(outcome_of(once(answer(data) if as_body else data)), NotYet)


@pytest.mark.parametrize(
    ("status", "more", "outcome"),
    [
        ("429 Too Many Requests", "Retry-After: 7\r\n", NotYet(Reason.THROTTLED, wait_s=7.0)),
        ("429 Too Many Requests", "", NotYet(Reason.THROTTLED)),
        ("429 Too Many Requests", "Retry-After: soon\r\n", NotYet(Reason.THROTTLED)),
        ("429 Too Many Requests", "Retry-After: \xb2\r\n", NotYet(Reason.THROTTLED)),
        (
            "429 Too Many Requests",
            "Retry-After: " + "9" * 400 + "\r\n",
            NotYet(Reason.THROTTLED, wait_s=86400.0),
        ),
        (
            "503 Service Unavailable",
            "Retry-After: Sun, 22 Nov 2026 06:01:30 GMT\r\n",
            NotYet(Reason.PROVIDER_TROUBLE, wait_s=90.0),
        ),
        (
            "503 Service Unavailable",
            "Retry-After: Sun, 22 Nov 2026 05:00:00 GMT\r\n",
            NotYet(Reason.PROVIDER_TROUBLE, wait_s=0.0),
        ),
        ("500 Internal Server Error", "", NotYet(Reason.PROVIDER_TROUBLE)),
    ],
)
def test_what_asks_for_patience_gets_it(status: str, more: str, outcome: Outcome) -> None:
    assert outcome_of(once(answer(b"<html>", status, "text/html", more))) == outcome


def test_a_refusal_by_any_status_ends_a_message() -> None:
    body = json.dumps({"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": NUMBER}).encode()
    for status in ("200 OK", "400 Bad Request"):
        assert outcome_of(once(answer(body, status))) == Never(Reason.BAD_NUMBER, "isv.MOBILE_NUMBER_ILLEGAL")


def test_nobody_there() -> None:
    assert channel(closed_port()).send(message()) == NotYet(Reason.UNREACHABLE)


def silent(visitor: Visitor) -> None:
    visitor.read()
    visitor.ended.wait()


def drips(visitor: Visitor) -> None:
    visitor.read()
    visitor.drip(answer(OK, more="X: y\r\n" * 50), 0.02)


@pytest.mark.parametrize("behaviour", [silent, drips])
def test_who_takes_too_long_is_left_in_time(behaviour: Behaviour) -> None:
    began = time.monotonic()
    assert outcome_of(behaviour, SHORT_S) == NotYet(Reason.UNKNOWN)
    assert SHORT_S * 0.9 <= time.monotonic() - began < SHORT_S + SLACK_S


def test_a_slow_but_whole_answer_counts() -> None:
    def slowly(visitor: Visitor) -> None:
        visitor.read()
        visitor.drip(answer(OK), 0)

    assert isinstance(outcome_of(slowly), Sent)


def test_an_endless_answer_is_not_swallowed() -> None:
    poured = itertools.count()

    def pours(visitor: Visitor) -> None:
        visitor.read()
        visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while visitor.send(b" " * 65536):
            next(poured)

    assert outcome_of(pours, 20) == NotYet(Reason.UNKNOWN)
    assert next(poured) * 65536 < LARGEST_ANSWER + 16 * 1024 * 1024  # what the sockets hold counts as poured


def test_a_connection_that_was_kept_is_used_again_and_its_end_loses_nothing() -> None:
    with serving(each_time(answer(OK))) as server:
        way = channel(server.url)
        assert [type(way.send(message(key))) for key in ("a", "b")] == [Sent, Sent]
        assert server.connections == 1
    with serving(once(answer(OK))) as server:
        way = channel(server.url)
        outcomes = [way.send(message(key)) for key in ("a", "b", "c")]
        assert all(outcome in (Sent("900619746936498440^0"), NotYet(Reason.UNKNOWN)) for outcome in outcomes)


def test_a_request_is_sent_once_only_whatever_happens() -> None:
    with serving(once(b"")) as server:
        assert channel(server.url).send(message()) == NotYet(Reason.UNKNOWN)
        assert len(server.requests) == 1


def test_neither_a_redirect_nor_a_proxy_hears_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(each_time(answer(OK))) as elsewhere:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, elsewhere.url)
        moved = answer(b"", "307 Temporary Redirect", more=f"Location: {elsewhere.url}/x\r\n")
        assert outcome_of(once(moved)) == NotYet(Reason.UNKNOWN)
        assert elsewhere.connections == 0


def test_the_number_is_in_no_address_and_no_cookie_comes_back() -> None:
    with serving(each_time(answer(OK, more="Set-Cookie: a=b\r\n"))) as server:
        way = channel(server.url)
        way.send(message("a"))
        way.send(message("b"))
    heads = [request.partition(b"\r\n\r\n")[0] for request in server.requests]
    assert len(heads) == 2
    assert all(NUMBER.encode() not in head and b"cookie" not in head.lower() for head in heads)
    assert all(SECRET.encode() not in request for request in server.requests)


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [
        ("loopback.pem", Sent("900619746936498440^0")),
        ("elsewhere.pem", NotYet(Reason.UNREACHABLE)),
        (None, NotYet(Reason.UNREACHABLE)),
        ("gone.pem", NotYet(Reason.UNREACHABLE)),
    ],
)
def test_only_a_gateway_that_is_trusted_hears_of_it(trusted: str | None, expected: Outcome) -> None:
    with serving(each_time(answer(OK)), "loopback.pem") as server:
        bundle = CERTIFICATES / trusted if trusted else None
        account = SmsAccount(server.url, KEY_ID, SECRET, "国网玉溪", bundle)
        assert SmsChannel(account, lambda: NOW, Poster(bundle, 5)).send(message()) == expected
        assert len(server.requests) == (1 if isinstance(expected, Sent) else 0)
