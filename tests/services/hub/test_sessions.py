"""How a session lives and ends."""

import httpx
import pytest
from sqlalchemy import select

from services.contracts.problems import Code
from services.hub.store.engine import writing
from services.hub.store.models import Event, Session
from services.hub.usecases.kiosks import revoke
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import EnrolledKiosk, RunningHub

NEW = "619274"


def state(hub: RunningHub, session: dict[str, str]) -> httpx.Response:
    return hub.http.get("/api/v1/sessions/current", headers=session)


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


def test_asking_renews_and_tells_the_hubs_time(hub: RunningHub, session: dict[str, str]) -> None:
    for _ in range(10):
        hub.clock.turn(seconds=179)
        answer = state(hub, session)
        assert answer.status_code == 200
        assert answer.json()["idle_seconds"] == 180


def test_every_request_renews_also_one_that_finds_nothing(hub: RunningHub, session: dict[str, str]) -> None:
    for _ in range(4):
        hub.clock.turn(seconds=170)
        assert hub.http.get("/api/v1/orders/NONE", headers=session).status_code == 404


@pytest.mark.parametrize("first_wait", [0, 1, 4, 5, 100])
def test_never_ends_early_and_hardly_late(
    hub: RunningHub, session: dict[str, str], first_wait: float
) -> None:
    hub.clock.turn(seconds=first_wait)
    assert state(hub, session).status_code == 200
    hub.clock.turn(seconds=180)
    still = hub.rows(select(Session.ended_at))[0].ended_at
    assert still is None
    hub.clock.turn(seconds=5.001)
    assert code_of(state(hub, session)) == Code.SESSION_ENDED


def test_three_minutes_after_the_last_request_it_is_still_good(
    hub: RunningHub, session: dict[str, str]
) -> None:
    hub.clock.turn(seconds=4)
    assert state(hub, session).status_code == 200
    hub.clock.turn(seconds=180)
    assert state(hub, session).status_code == 200


def test_leaving_ends_it(hub: RunningHub, session: dict[str, str]) -> None:
    assert hub.http.delete("/api/v1/sessions/current", headers=session).status_code == 204
    for path in ("/api/v1/sessions/current", "/api/v1/orders"):
        answer = hub.http.get(path, headers=session)
        assert (answer.status_code, code_of(answer)) == (401, Code.SESSION_ENDED)
    assert hub.http.delete("/api/v1/sessions/current", headers=session).status_code == 401
    assert "signed-out" in [row.kind for row in hub.rows(select(Event.kind))]


def test_a_token_is_worth_nothing_at_another_terminal(hub: RunningHub, session: dict[str, str]) -> None:
    other = hub.enrol()
    answer = hub.http.get("/api/v1/orders", headers=session | other.headers)
    assert (answer.status_code, code_of(answer)) == (401, Code.SESSION_ENDED)


def test_a_token_alone_is_worth_nothing(hub: RunningHub, session: dict[str, str]) -> None:
    bare = {"Authorization": session["Authorization"]}
    answer = hub.http.get("/api/v1/orders", headers=bare)
    assert (answer.status_code, code_of(answer)) == (401, Code.UNKNOWN_TERMINAL)


def test_revoking_the_terminal_ends_everything_at_once(
    hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
) -> None:
    with writing(hub.engine) as connection:
        assert revoke(connection, kiosk.kiosk_id, hub.clock.now())
        assert not revoke(connection, kiosk.kiosk_id, hub.clock.now())
    for answer in (
        state(hub, session),
        hub.http.get("/api/v1/orders", headers=session),
        hub.sign_in(kiosk, hub.seeded.person.account_no),
    ):
        assert (answer.status_code, code_of(answer)) == (401, Code.UNKNOWN_TERMINAL)
    assert hub.rows(select(Session.ended_at))[0].ended_at == hub.clock.now()


@SQLITE_ALONE
@pytest.mark.parametrize("word", ["", "Bearer", "Basic abc", "Bearer " + "a" * 5000])
def test_no_session_without_a_token(hub: RunningHub, kiosk: EnrolledKiosk, word: str) -> None:
    answer = hub.http.get("/api/v1/orders", headers=kiosk.headers | {"Authorization": word})
    assert code_of(answer) == Code.SESSION_ENDED


class TestPassword:
    """Setting a password of one's own."""

    @pytest.fixture
    def first(self, hub: RunningHub, kiosk: EnrolledKiosk) -> dict[str, str]:
        return hub.session(kiosk, hub.seeded.newcomer.account_no)

    @staticmethod
    def put(hub: RunningHub, session: dict[str, str], new: str, **more: str) -> httpx.Response:
        body = {"new_password": new, **more}
        return hub.http.put("/api/v1/sessions/current/password", json=body, headers=session)

    def test_nothing_is_shown_before_it(self, hub: RunningHub, first: dict[str, str]) -> None:
        order = hub.seeded.orders["other"].order_no
        urge = {"kind": "urge", "stage_id": "1"}
        key = {"Idempotency-Key": "k1"}
        answers = [
            hub.http.get("/api/v1/orders", headers=first),
            hub.http.get(f"/api/v1/orders/{order}", headers=first),
            hub.http.post(f"/api/v1/orders/{order}/urges", json=urge, headers=first | key),
            hub.http.post(f"/api/v1/orders/{order}/receipt-links", headers=first),
            hub.http.get("/api/v1/urges/CB1", headers=first),
        ]
        for answer in answers:
            assert (answer.status_code, code_of(answer)) == (403, Code.PASSWORD_CHANGE_REQUIRED)
        assert state(hub, first).json()["must_change_password"] is True

    def test_after_it_the_session_goes_on(
        self, hub: RunningHub, kiosk: EnrolledKiosk, first: dict[str, str]
    ) -> None:
        assert self.put(hub, first, NEW).status_code == 204
        assert state(hub, first).json()["must_change_password"] is False
        assert hub.http.get("/api/v1/orders", headers=first).status_code == 200
        assert hub.sign_in(kiosk, hub.seeded.newcomer.account_no, NEW).status_code == 201
        assert hub.sign_in(kiosk, hub.seeded.newcomer.account_no).status_code == 401

    @SQLITE_ALONE
    @pytest.mark.parametrize(
        ("password", "reason"),
        [("123456", "run"), ("110110", "pattern"), ("850714", "birthday"), ("402957", "unchanged")],
    )
    def test_weak_ones_are_refused_with_the_rule(
        self, hub: RunningHub, first: dict[str, str], password: str, reason: str
    ) -> None:
        answer = self.put(hub, first, password)
        assert (answer.status_code, code_of(answer)) == (409, Code.PASSWORD_WEAK)
        assert answer.json()["reason"] == reason
        assert state(hub, first).json()["must_change_password"] is True

    def test_the_accounts_own_digits_are_refused(self, hub: RunningHub, first: dict[str, str]) -> None:
        own = hub.seeded.newcomer.account_no[2:8]
        assert self.put(hub, first, own).json()["reason"] == "own-number"

    @SQLITE_ALONE
    def test_other_sessions_end(self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]) -> None:
        other = hub.session(hub.enrol(), hub.seeded.person.account_no)
        assert self.put(hub, session, NEW, current_password="402957").status_code == 204
        assert state(hub, session).status_code == 200
        assert code_of(state(hub, other)) == Code.SESSION_ENDED

    @SQLITE_ALONE
    def test_who_has_one_is_asked_for_it(self, hub: RunningHub, session: dict[str, str]) -> None:
        missing = self.put(hub, session, NEW)
        assert (missing.status_code, missing.json()["reason"]) == (401, "current_password")
        for _ in range(4):
            assert self.put(hub, session, NEW, current_password="111222").status_code == 401
        locked = self.put(hub, session, NEW, current_password="111222")
        assert (locked.status_code, code_of(locked)) == (429, Code.SIGN_IN_LOCKED)
        assert self.put(hub, session, NEW, current_password="402957").status_code == 429

    @SQLITE_ALONE
    def test_a_session_that_ended_sets_nothing(
        self, hub: RunningHub, kiosk: EnrolledKiosk, first: dict[str, str]
    ) -> None:
        hub.http.delete("/api/v1/sessions/current", headers=first)
        assert code_of(self.put(hub, first, NEW)) == Code.SESSION_ENDED
        assert hub.sign_in(kiosk, hub.seeded.newcomer.account_no, NEW).status_code == 401
