"""The hub's client against servers that are not a hub, or not well: in time, and giving nothing away."""

import contextlib
import itertools
import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clients.hub import HttpHub, HubErrors
from services.clients.transport import LARGEST_ANSWER, Line, Transport
from services.contracts.orders import StageState, Standing
from services.contracts.problems import Code, Problem
from services.contracts.sessions import NewPassword, SignInRequest
from services.contracts.urges import UrgeKind, UrgeRequest, UrgeState
from tests.services.clients.hostile import (
    CERTIFICATES,
    Behaviour,
    Server,
    Visitor,
    answer,
    closed_port,
    serving,
)

SHORT_S = 0.4
STATE = {"idle_seconds": 180, "must_change_password": False, "now": "2026-11-20T08:00:00Z"}
SESSION = json.dumps(STATE).encode()
HEALTH = b'{"status": "ok", "now": "2026-11-20T08:00:00Z"}'
DATE = "Fri, 20 Nov 2026 08:00:00 GMT\r\n"


class Away(Exception):
    pass


class Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


ERRORS = HubErrors(Away, Refused)


def client(url: str, overall_s: float = SHORT_S, **line: object) -> HttpHub:
    known = Line(url, "K1", "key-of-the-terminal", **line)  # type: ignore[arg-type]
    return HttpHub(lambda: known, ERRORS, transport=Transport(overall_s))


@contextlib.contextmanager
def hub_that(behaviour: Behaviour, overall_s: float = SHORT_S) -> Iterator[tuple[HttpHub, Server]]:
    with serving(behaviour) as server:
        yield client(server.url, overall_s), server


def each_time(data: bytes) -> Behaviour:
    def behaviour(visitor: Visitor) -> None:
        while visitor.read() and visitor.send(data):
            pass

    return behaviour


def once(data: bytes) -> Behaviour:
    def behaviour(visitor: Visitor) -> None:
        visitor.read()
        visitor.send(data)

    return behaviour


def silent(visitor: Visitor) -> None:
    visitor.read()
    visitor.ended.wait()


def never_reads(visitor: Visitor) -> None:
    visitor.ended.wait()


def drips_head(visitor: Visitor) -> None:
    visitor.read()
    visitor.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50, 0.02)


def drips_body(visitor: Visitor) -> None:
    visitor.read()
    visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n")
    visitor.drip(b" " * 500, 0.02)


def goes_on_for_ever(visitor: Visitor) -> None:
    visitor.read()
    while visitor.send(b"HTTP/1.1 100 Continue\r\n\r\n"):
        pass


@pytest.mark.parametrize("behaviour", [silent, never_reads, drips_head, drips_body, goes_on_for_ever])
def test_who_takes_too_long_is_away_in_time(behaviour: Behaviour) -> None:
    with hub_that(behaviour) as (hub, _):
        began = time.monotonic()
        with pytest.raises(Away):
            hub.renew("token")
        assert SHORT_S * 0.9 <= time.monotonic() - began < SHORT_S + 1


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

NOT_A_HUB = {
    "nothing": b"",
    "garbage": b"\x00\xff\xfe garbage \r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "half a status line": b"HTTP/1.1 2",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "an endless header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
    "too many headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    "cut in mid-body": answer(SESSION)[:-20],
    "half a JSON": answer(SESSION[:30]),
    "half a JSON, without a length": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    + SESSION[:30],
    "broken chunks": CHUNKED + b"zz\r\n" + SESSION,
    "cut chunks": CHUNKED + b"40\r\n" + SESSION[:20],
    "a portal's page": answer(b"<html>Please sign in</html>", media_type="text/html"),
    "a portal's page called JSON": answer(b"<html>Please sign in</html>"),
    "JSON called text": answer(SESSION, media_type="text/plain"),
    "JSON of something else": answer(b'{"detail": "ok"}'),
    "a list": answer(b"[]"),
    "null": answer(b"null"),
    "a wrong type": answer(json.dumps({**STATE, "idle_seconds": "soon"}).encode()),
    "a moment without a zone": answer(json.dumps({**STATE, "now": "2026-11-20T08:00:00"}).encode()),
    "not UTF-8": answer(SESSION.replace(b"false", b'"\xff"')),
    "compressed all the same": answer(b"\x1f\x8b\x08\x00junk", more="Content-Encoding: gzip\r\n"),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "moved": answer(b"", "302 Found", more="Location: http://127.0.0.1:9/elsewhere\r\n"),
    "moved for good": answer(b"", "308 Permanent Redirect", more="Location: /elsewhere\r\n"),
    "a proxy's no": answer(b"<html>", "407 Proxy Authentication Required", "text/html"),
    "a gateway's no": answer(b"<html>Bad Gateway</html>", "502 Bad Gateway", "text/html"),
    "a bare 401": answer(b"", "401 Unauthorized"),
    "a problem that is none": answer(b'{"title": "x"}', "400 Bad Request", "application/problem+json"),
    "half a problem": answer(b'{"code": "bu', "503 Service Unavailable", "application/problem+json"),
}


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


def test_a_redirect_is_not_followed() -> None:
    with serving(each_time(answer(SESSION))) as elsewhere:
        moved = answer(b"", "302 Found", more=f"Location: {elsewhere.url}/x\r\n")
        with hub_that(once(moved)) as (hub, _), pytest.raises(Away):
            hub.sign_in(SignInRequest(number="10000001", password="271828"))
        assert elsewhere.connections == 0


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


PROBLEM = {"type": "about:blank", "title": "busy", "status": 503, "code": "busy", "retry_after": 3}


def problem(status: str, **changes: object) -> bytes:
    return answer(json.dumps({**PROBLEM, **changes}).encode(), status, "application/problem+json")


def test_the_hubs_own_no_is_told_whole() -> None:
    with hub_that(once(problem("503 Service Unavailable"))) as (hub, _), pytest.raises(Refused) as refused:
        hub.renew("token")
    assert refused.value.problem.code is Code.BUSY
    assert refused.value.problem.retry_after == 3


@pytest.mark.parametrize(
    ("status", "code"), [("409 Conflict", Code.MALFORMED), ("500 Internal Server Error", Code.INTERNAL)]
)
def test_a_no_with_a_code_of_a_newer_hub_is_a_no_all_the_same(status: str, code: Code) -> None:
    newer = problem(status, code="moon-in-the-wrong-quarter", instance="REF123")
    with hub_that(once(newer)) as (hub, _), pytest.raises(Refused) as refused:
        hub.renew("token")
    assert refused.value.problem.code is code
    assert refused.value.problem.reason == "moon-in-the-wrong-quarter"
    assert refused.value.problem.instance == "REF123"


def test_no_public_address_is_no_link() -> None:
    with hub_that(once(problem("404 Not Found", code="no-public-address"))) as (hub, _):
        assert hub.receipt_link("token", "1") is None


NEWER = {
    "order_no": "1",
    "flow": {"zh": "低压新装", "en": "Low voltage"},
    "address": "",
    "filed_on": "2026-11-02",
    "standing": "a newer standing",
    "planned_finish": None,
    "ended_on": None,
}
NEWER_URGE = {
    "urge_no": "CB1",
    "kind": "a newer kind",
    "stage_id": "7",
    "state": "answered by a newer hub",
    "touched_at": "2026-11-20T08:00:00Z",
    "received_at": "2026-11-20T08:00:00Z",
    "working_day": "2026-11-20",
    "addressed_to": "刘建华",
    "to_team_leader": False,
}
NEWER_STAGE = {
    "stage_id": "7",
    "code": "survey",
    "step": 1,
    "name": {"zh": "现场勘查", "en": "Survey"},
    "does": {"zh": "", "en": ""},
    "side": "a third side",
    "state": "a newer state",
    "started_on": None,
    "finished_on": None,
    "planned_start": None,
    "planned_finish": None,
    "variance_days": None,
    "late": False,
    "awaited": None,
    "bring": None,
    "handler": None,
    "urge_kind": "complain",
    "permit": None,
    "urges": [NEWER_URGE],
}
DATA = {"as_of": "2026-11-20T08:00:00Z", "source": "营销管理系统", "a newer field": 1}


def answering(message: dict[str, object]) -> Behaviour:
    return each_time(answer(json.dumps(message).encode()))


def test_words_of_a_newer_hub_are_read_as_the_plainest_that_are_true() -> None:
    row = {**NEWER, "stages": [{"zh": "现场勘查", "en": "Survey"}]}
    with hub_that(answering({"orders": [row], "total": 1, "provenance": DATA})) as (hub, _):
        assert hub.orders("token").orders[0].standing is Standing.RUNNING
    rest = {"customer_name": "张*", "account": None, "wanted_on": None, "reason": None, "refused": []}
    order = {**NEWER, **rest, "stages": [NEWER_STAGE], "provenance": DATA}
    with hub_that(answering(order)) as (hub, _):
        (stage,) = hub.order("token", "1").stages
    assert (stage.side, stage.state, stage.urge_kind) == ("company", StageState.LATER, None)
    assert (stage.urges[0].kind, stage.urges[0].state) == (UrgeKind.URGE, UrgeState.RECEIVED)
    signed_in = {
        **STATE,
        "token": "t",
        "customer_name": "张*",
        "customer_kind": "a newer kind",
        "features": ["x"],
    }
    with hub_that(answering(signed_in)) as (hub, _):
        assert hub.sign_in(SignInRequest(number="1000", password="402957")).customer_kind == "person"


def test_what_is_no_word_at_all_is_no_answer() -> None:
    row = {**NEWER, "stages": [], "standing": 7}
    with (
        hub_that(answering({"orders": [row], "total": 1, "provenance": DATA})) as (hub, _),
        pytest.raises(Away),
    ):
        hub.orders("token")


def test_fields_of_a_newer_hub_are_passed_over() -> None:
    newer = json.dumps({**STATE, "moon": "full"}).encode()
    with hub_that(once(answer(newer))) as (hub, _):
        assert hub.renew("token").idle_seconds == 180


def test_one_connection_serves_many_requests() -> None:
    with hub_that(each_time(answer(SESSION))) as (hub, server):
        for _ in range(5):
            hub.renew("token")
        assert server.connections == 1
        assert len(server.requests) == 5


def one_answer_a_connection(visitor: Visitor) -> None:
    """Keeps the connection open after its answer, and hangs up on the next request: a keep-alive's race."""
    visitor.read()
    visitor.send(answer(SESSION))
    visitor.read()


def test_a_get_on_a_stale_connection_is_asked_once_more() -> None:
    with hub_that(one_answer_a_connection, overall_s=5) as (hub, server):
        hub.renew("token")
        hub.renew("token")
        assert len(server.requests) == 3


def test_a_change_on_a_stale_connection_is_never_repeated() -> None:
    with hub_that(one_answer_a_connection, overall_s=5) as (hub, server):
        hub.renew("token")
        with pytest.raises(Away):
            hub.change_password("token", NewPassword(new_password="271828"))
        assert len(server.requests) == 2


def test_one_who_always_hangs_up_is_asked_twice_and_no_more() -> None:
    def hangs_up(visitor: Visitor) -> None:
        visitor.read()

    with hub_that(hangs_up, overall_s=5) as (hub, server), pytest.raises(Away):
        hub.renew("token")
    assert len(server.requests) == 2


def test_a_cookie_does_not_come_back_with_the_next_customer() -> None:
    with hub_that(each_time(answer(SESSION, more="Set-Cookie: customer=1; Path=/\r\n"))) as (hub, server):
        hub.renew("token")
        hub.renew("token")
    assert all(b"cookie" not in request.lower() for request in server.requests)


def test_no_proxy_of_the_environment_gets_to_see_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(each_time(answer(SESSION))) as proxy, hub_that(once(answer(SESSION))) as (hub, server):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        hub.renew("token")
        assert (proxy.connections, server.connections) == (0, 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1",
        "http://hub.example",
        "ftp://127.0.0.1",
        "http://127.0.0.1.evil.example",
        "http://[::1",
    ],
)
def test_plain_http_leaves_this_machine_never(url: str) -> None:
    began = time.monotonic()
    with pytest.raises(Away, match="neither https"):
        client(url).renew("token")
    assert time.monotonic() - began < 0.2


def test_https_with_a_certificate_that_is_trusted() -> None:
    with serving(each_time(answer(SESSION)), "loopback.pem") as server:
        trusting = client(server.url, 5, ca_bundle=CERTIFICATES / "loopback.pem")
        assert trusting.renew("token").idle_seconds == 180


@pytest.mark.parametrize(
    ("presented", "trusted"),
    [("loopback.pem", None), ("elsewhere.pem", "elsewhere.pem"), ("loopback.pem", "elsewhere.pem")],
    ids=["unknown signer", "another host's", "another signer"],
)
def test_https_with_any_other_certificate_is_away_and_hears_nothing(
    presented: str, trusted: str | None
) -> None:
    with serving(each_time(answer(SESSION)), presented) as server:
        hub = client(server.url, 5, ca_bundle=CERTIFICATES / trusted if trusted else None)
        with pytest.raises(Away, match="not trusted"):
            hub.renew("token")
        assert server.requests == []


def test_certificates_that_have_gone_are_told(tmp_path: Path) -> None:
    with serving(each_time(answer(SESSION)), "loopback.pem") as server:
        with pytest.raises(Away, match="certificates to trust can't be read"):
            client(server.url, 5, ca_bundle=tmp_path / "gone.pem").renew("token")
        assert server.requests == []


def test_what_is_sent() -> None:
    moment = datetime(2026, 11, 20, 8, tzinfo=UTC)
    with hub_that(each_time(problem("409 Conflict", code="already-urged"))) as (hub, server):
        with pytest.raises(Refused):
            hub.urge("../sessions?x=1#y", UrgeRequest(stage_id="7", touched_at=moment), "key-1", "permit-1")
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.splitlines()[0] == b"POST /api/v1/orders/..%2Fsessions%3Fx%3D1%23y/urges HTTP/1.1"
    for line in (b"Kiosk-Id: K1", b"Kiosk-Key: key-of-the-terminal", b"Idempotency-Key: key-1"):
        assert line in head.splitlines()
    assert b"Urge-Permit: permit-1" in head.splitlines()
    assert b"authorization" not in head.lower()
    sent = {"kind": "urge", "stage_id": "7", "touched_at": "2026-11-20T08:00:00Z"}
    assert json.loads(body).items() >= sent.items()


def test_the_hubs_time_is_passed_on() -> None:
    heard: list[tuple[datetime, float]] = []
    with serving(once(answer(SESSION))) as server:
        line = Line(server.url)
        HttpHub(lambda: line, ERRORS, lambda now, s: heard.append((now, s))).renew("token")
    ((now, round_trip_s),) = heard
    assert now == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert 0 < round_trip_s < 5


def test_the_clock_of_a_hub_that_does_not_know_us() -> None:
    with hub_that(once(answer(HEALTH))) as (hub, server):
        assert hub.told_time() == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert server.requests[0].startswith(b"GET /healthz ")


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


@pytest.mark.parametrize("token", ["令牌", "a\nb"])
def test_a_token_that_no_header_can_carry_is_a_hub_that_can_not_be_asked(token: str) -> None:
    with hub_that(each_time(answer(SESSION))) as (hub, server), pytest.raises(Away):
        hub.renew(token)
    assert server.requests == []


@pytest.mark.parametrize("url", ["https://hub..example.cn", f"https://{'h' * 64}.cn"])
def test_an_address_that_can_not_be_is_away(url: str) -> None:
    with pytest.raises(Away):
        client(url).renew("token")


@pytest.mark.parametrize("data", [answer(SESSION), *list(NOT_A_HUB.values())[:8], problem("409 Conflict")])
def test_nothing_of_a_request_gets_into_any_log(data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with hub_that(once(data)) as (hub, _):
        for call in (
            lambda: hub.order("secret-token", "order-4711"),
            lambda: hub.sign_in(SignInRequest(number="10000001", password="271828")),
            lambda: hub.urge("order-4711", UrgeRequest(stage_id="7"), "k", "secret-permit"),
        ):
            with contextlib.suppress(Away, Refused):
                call()
    for secret in ("secret", "4711", "10000001", "271828", "key-of-the-terminal"):
        assert secret not in caplog.text


def test_a_line_shows_no_key() -> None:
    assert "key-of" not in repr(Line("http://127.0.0.1", "K1", "key-of-the-terminal"))


def test_threads_do_not_share_a_connection() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with hub_that(each_time(answer(SESSION)), overall_s=5) as (hub, server):
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda _: hub.renew("token"), range(40)))
        assert len(told) == len(server.requests) == 40
        assert server.connections <= 4
        assert told[0].now + timedelta(0) == datetime(2026, 11, 20, 8, tzinfo=UTC)
