"""What the hub's client sends, and what it passes on: the hub's own no, its time."""

import json
from datetime import UTC, datetime

import pytest

from services.clients.hub import HttpHub
from services.clients.transport import Line
from services.contracts.problems import Code
from services.contracts.urges import UrgeRequest
from tests.services.clients.answers import HEALTH, SESSION, answer, problem
from tests.services.clients.asking import ERRORS, Refused, hub_that
from tests.services.clients.hostile import each_time, once, serving


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


def test_the_hubs_own_no_is_told_whole() -> None:
    with hub_that(once(problem("503 Service Unavailable"))) as (hub, _), pytest.raises(Refused) as refused:
        hub.renew("token")
    assert refused.value.problem.code is Code.BUSY
    assert refused.value.problem.retry_after == 3


def test_no_public_address_is_no_link() -> None:
    with hub_that(once(problem("404 Not Found", code="no-public-address"))) as (hub, _):
        assert hub.receipt_link("token", "1") is None


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
