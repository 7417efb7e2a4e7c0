"""Urging: stored once whatever happens, one for each stage and working day, and what is refused says why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.contracts.problems import Code
from services.hub.store.models import Event
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import EnrolledKiosk, RunningHub
from tests.services.hub.urging import ask, china, code_of, count, order


def test_an_urge_goes_to_the_handler(hub: RunningHub, session: dict[str, str]) -> None:
    answer = ask(hub, "running", session)
    assert answer.status_code == 201
    urge = answer.json()
    assert (urge["kind"], urge["state"], urge["working_day"]) == ("urge", "received", "2026-11-20")
    assert (urge["addressed_to"], urge["to_team_leader"]) == ("刘建华", False)
    path = f"/api/v1/urges/{urge['urge_no']}"
    assert hub.http.get(path, headers=session).json() == urge
    stages = order(hub, session, "running")["stages"]
    assert [stage["urges"] for stage in stages if stage["urges"]] == [[urge]]


@SQLITE_ALONE
def test_without_a_handler_it_goes_to_the_team_leader(hub: RunningHub, session: dict[str, str]) -> None:
    urge = ask(hub, "leaderless", session).json()
    assert (urge["addressed_to"], urge["to_team_leader"]) == ("赵国强", True)


def test_an_urge_is_an_event_with_its_actor_and_both_moments(
    hub: RunningHub, session: dict[str, str]
) -> None:
    touched = hub.clock.now() - timedelta(seconds=30)
    ask(hub, "running", session, touched_at=touched)
    row = hub.rows(select(Event).where(Event.kind == "urge-received"))[0]
    assert row.actor == f"customer:{hub.seeded.person.id}"
    assert (row.occurred_at, row.recorded_at) == (touched, hub.clock.now())
    assert row.order_id == hub.seeded.orders["running"].id


def test_a_number_that_another_urge_has_is_not_given_again(
    hub: RunningHub, session: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter((7, 7, 8))
    monkeypatch.setattr("services.hub.usecases.urge.secrets.randbelow", lambda _: next(drawn))
    numbers = [ask(hub, name, session).json()["urge_no"] for name in ("running", "late")]
    assert numbers == ["CB261120000007", "CB261120000008"]


class TestKey:
    """The key decides what is the same urge."""

    def test_the_same_key_gets_the_same_answer(self, hub: RunningHub, session: dict[str, str]) -> None:
        first = ask(hub, "running", session, key="one")
        hub.clock.turn(seconds=100)
        again = ask(hub, "running", session, key="one")
        assert (again.status_code, again.json()) == (201, first.json())
        assert "idempotent-replayed" not in first.headers
        assert again.headers["idempotent-replayed"] == "true"
        assert count(hub) == 1

    @pytest.mark.parametrize("change", ["kind", "stage", "order", "touched_at"])
    def test_the_same_key_for_something_else_is_refused(
        self, hub: RunningHub, session: dict[str, str], change: str
    ) -> None:
        ask(hub, "running", session, key="one")
        others = {
            "kind": lambda: ask(hub, "running", session, key="one", kind="check"),
            "stage": lambda: ask(hub, "running", session, key="one", stage="1"),
            "order": lambda: ask(hub, "late", session, key="one"),
            "touched_at": lambda: ask(hub, "running", session, key="one", touched_at=hub.clock.now()),
        }
        answer = others[change]()
        assert (answer.status_code, code_of(answer)) == (422, Code.KEY_REUSED)
        assert count(hub) == 1

    def test_another_terminal_may_use_the_same_key(self, hub: RunningHub, session: dict[str, str]) -> None:
        elsewhere = hub.session(hub.enrol(), hub.seeded.person.account_no)
        assert ask(hub, "running", session, key="one").status_code == 201
        assert ask(hub, "late", elsewhere, key="one").status_code == 201

    def test_it_must_be_there_and_be_one(self, hub: RunningHub, session: dict[str, str]) -> None:
        path = f"/api/v1/orders/{hub.seeded.orders['running'].order_no}/urges"
        body = {"stage_id": hub.seeded.orders["running"].stage}
        missing = hub.http.post(path, json=body, headers=session)
        assert (missing.status_code, code_of(missing)) == (400, Code.KEY_MISSING)
        for bad in ("x" * 65, "a b"):
            answer = hub.http.post(path, json=body, headers=session | {"Idempotency-Key": bad})
            assert (answer.status_code, answer.json()["reason"]) == (422, "Idempotency-Key")
        assert count(hub) == 0

    def test_fifty_at_once_make_one(self, hub: RunningHub, session: dict[str, str]) -> None:
        with ThreadPoolExecutor(50) as many:
            answers = list(many.map(lambda _: ask(hub, "running", session, key="one"), range(50)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["urge_no"] for answer in answers}) == 1
        assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1
        assert count(hub) == 1


class TestOncePerStageAndWorkingDay:
    """Then a clear refusal that says when the last one was and what became of it."""

    def test_a_second_one_is_refused_with_the_first(self, hub: RunningHub, session: dict[str, str]) -> None:
        first = ask(hub, "running", session).json()
        answer = ask(hub, "running", session)
        assert (answer.status_code, code_of(answer)) == (409, Code.ALREADY_URGED)
        assert answer.json()["last_urge"] == {
            "urge_no": first["urge_no"],
            "received_at": first["received_at"],
            "working_day": "2026-11-20",
            "state": "received",
        }

    def test_fifty_keys_at_once_make_one(self, hub: RunningHub, session: dict[str, str]) -> None:
        with ThreadPoolExecutor(50) as many:
            answers = list(many.map(lambda _: ask(hub, "running", session), range(50)))
        statuses = [answer.status_code for answer in answers]
        assert (statuses.count(201), statuses.count(409)) == (1, 49)
        number = next(answer.json()["urge_no"] for answer in answers if answer.status_code == 201)
        refused = [answer.json()["last_urge"]["urge_no"] for answer in answers if answer.status_code == 409]
        assert set(refused) == {number}

    @SQLITE_ALONE
    def test_the_weekend_belongs_to_monday(self, hub: RunningHub, session: dict[str, str]) -> None:
        assert ask(hub, "running", session).status_code == 201
        hub.clock.moment = china(21, 9)
        saturday = hub.session(hub.enrol(), hub.seeded.person.account_no)
        assert ask(hub, "running", saturday).json()["working_day"] == "2026-11-23"
        hub.clock.moment = china(23, 9)
        monday = hub.session(hub.enrol(), hub.seeded.person.account_no)
        assert code_of(ask(hub, "running", monday)) == Code.ALREADY_URGED
        hub.clock.moment = china(24, 9)
        tuesday = hub.session(hub.enrol(), hub.seeded.person.account_no)
        assert ask(hub, "running", tuesday).status_code == 201

    @SQLITE_ALONE
    def test_parallel_stages_are_urged_each_for_itself(
        self, hub: RunningHub, session: dict[str, str]
    ) -> None:
        stages = hub.seeded.orders["parallel"].stages
        assert ask(hub, "parallel", session, stage=stages["grid-works"]).status_code == 201
        check = ask(hub, "parallel", session, stage=stages["customer-works"], kind="check")
        assert check.status_code == 201
        assert count(hub) == 2


class TestRefusals:
    """What cannot be urged says why."""

    @SQLITE_ALONE
    @pytest.mark.parametrize(
        ("name", "kind", "code"),
        [
            ("waiting", "urge", Code.CUSTOMER_SIDE),
            ("running", "check", Code.COMPANY_SIDE),
            ("paused", "urge", Code.ORDER_PAUSED),
            ("finished", "urge", Code.ORDER_ENDED),
            ("cancelled", "check", Code.ORDER_ENDED),
        ],
    )
    def test_by_side_and_state(
        self, hub: RunningHub, session: dict[str, str], name: str, kind: str, code: Code
    ) -> None:
        stage = hub.seeded.orders[name].stage or "1"
        answer = ask(hub, name, session, kind=kind, stage=stage)
        assert (answer.status_code, code_of(answer)) == (409, code)
        assert count(hub) == 0

    @SQLITE_ALONE
    @pytest.mark.parametrize("name", ["waiting", "paused"])
    def test_what_waits_takes_a_check(self, hub: RunningHub, session: dict[str, str], name: str) -> None:
        assert ask(hub, name, session, kind="check").json()["kind"] == "check"

    def test_not_late_yet_may_be_urged(self, hub: RunningHub, session: dict[str, str]) -> None:
        assert ask(hub, "running", session).status_code == 201

    @SQLITE_ALONE
    @pytest.mark.parametrize("stage", ["1", "later-5", "999999", "9" * 64, "x"])
    def test_a_stage_that_is_not_current(self, hub: RunningHub, session: dict[str, str], stage: str) -> None:
        assert code_of(ask(hub, "running", session, stage=stage)) == Code.STAGE_PASSED

    @SQLITE_ALONE
    def test_anothers_order_and_urge_do_not_exist(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        assert code_of(ask(hub, "other", session)) == Code.ORDER_NOT_FOUND
        number = ask(hub, "running", session).json()["urge_no"]
        firm = hub.session(kiosk, hub.seeded.firm.account_no)
        answer = hub.http.get(f"/api/v1/urges/{number}", headers=firm)
        assert (answer.status_code, code_of(answer)) == (404, Code.URGE_NOT_FOUND)
        for unlikely in ("%00", "x" * 300, number.lower()):
            answer = hub.http.get(f"/api/v1/urges/{unlikely}", headers=firm)
            assert (answer.status_code, code_of(answer)) == (404, Code.URGE_NOT_FOUND)
        agent = hub.session(kiosk, hub.seeded.agent.account_no)
        assert hub.http.get(f"/api/v1/urges/{number}", headers=agent).status_code == 200

    def test_the_moment_of_the_touch(self, hub: RunningHub, session: dict[str, str]) -> None:
        now = hub.clock.now()
        ahead = ask(hub, "running", session, touched_at=now + timedelta(minutes=2, seconds=1))
        assert (ahead.status_code, ahead.json()["reason"]) == (409, "future")
        old = ask(hub, "running", session, touched_at=now - timedelta(hours=72, seconds=1))
        assert (code_of(old), old.json()["reason"]) == (Code.TOUCH_TIME_REFUSED, "too-old")
        fast = ask(hub, "running", session, touched_at=now + timedelta(minutes=2))
        assert fast.status_code == 201


def test_numbers_are_of_the_day_and_unlike(hub: RunningHub, session: dict[str, str]) -> None:
    numbers = {ask(hub, name, session).json()["urge_no"] for name in ("running", "late", "nearly")}
    assert len(numbers) == 3
    assert all(number.startswith("CB261120") for number in numbers)
