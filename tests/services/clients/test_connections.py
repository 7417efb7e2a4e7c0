"""Connections are kept and shared by nobody; what changes something is never sent twice."""

from datetime import UTC, datetime, timedelta

import pytest

from services.contracts.sessions import NewPassword
from tests.services.clients.answers import SESSION, answer
from tests.services.clients.asking import Away, hub_that
from tests.services.clients.hostile import Visitor, each_time


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


def test_threads_do_not_share_a_connection() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with hub_that(each_time(answer(SESSION)), overall_s=5) as (hub, server):
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda _: hub.renew("token"), range(40)))
        assert len(told) == len(server.requests) == 40
        assert server.connections <= 4
        assert told[0].now + timedelta(0) == datetime(2026, 11, 20, 8, tzinfo=UTC)
