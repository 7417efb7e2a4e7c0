"""Signing in: the same answer to every wrong attempt, counting that parallel guessing cannot beat, kind
locks.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from services.contracts.problems import Code
from services.hub.store.engine import writing
from services.hub.store.models import Event, GuessCounter, Session
from services.hub.usecases.accounts import unlock_number
from services.hub.usecases.kiosks import unlock_kiosk
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import EnrolledKiosk, RunningHub, running_hub
from tests.services.hub.seeding import PASSWORD

WRONG = "402956"


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


def comparable(answer: httpx.Response) -> tuple[int, dict[str, object], set[str]]:
    """An answer without what differs between any two."""
    body = {name: value for name, value in answer.json().items() if name != "instance"}
    return answer.status_code, body, set(answer.headers)


def test_an_account_number_or_an_order_number_signs_in(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    by_account = hub.sign_in(kiosk, hub.seeded.person.account_no)
    by_order = hub.sign_in(kiosk, hub.seeded.orders["running"].order_no)
    by_card = hub.sign_in(kiosk, hub.seeded.person.card_no, kind="card")
    for answer in (by_account, by_order, by_card):
        assert answer.status_code == 201
        assert answer.json()["customer_name"] == "张**"
        assert answer.json()["customer_kind"] == "person"
        assert answer.json()["must_change_password"] is False
        assert answer.json()["idle_seconds"] == 180
    assert len({answer.json()["token"] for answer in (by_account, by_order, by_card)}) == 3


@SQLITE_ALONE
def test_a_firm_is_masked_by_the_rule_for_firms(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    answer = hub.sign_in(kiosk, hub.seeded.firm.account_no).json()
    assert answer["customer_kind"] == "company"
    assert "*" in answer["customer_name"]
    assert hub.seeded.firm.name not in answer["customer_name"]


def test_only_the_hash_of_a_token_is_kept(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    token = hub.sign_in(kiosk, hub.seeded.person.account_no).json()["token"]
    kept = hub.rows(select(Session))
    assert token not in repr(kept)
    assert len(token) >= 43


@SQLITE_ALONE
@pytest.mark.parametrize("kind", ["number", "card"])
def test_unknown_and_wrong_are_answered_alike(hub: RunningHub, kiosk: EnrolledKiosk, kind: str) -> None:
    person = hub.seeded.person
    known = person.card_no if kind == "card" else person.account_no
    unknown = hub.sign_in(kiosk, "99999999", WRONG, kind)
    wrong = hub.sign_in(kiosk, known, WRONG, kind)
    without_password = hub.sign_in(kiosk, hub.seeded.newcomer.account_no, WRONG)
    assert code_of(unknown) == Code.SIGN_IN_REFUSED
    assert comparable(unknown) == comparable(wrong) == comparable(without_password)


@SQLITE_ALONE
def test_unknown_and_wrong_do_the_same_work(
    hub: RunningHub, kiosk: EnrolledKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements and one hash of the same cost: then the time can tell nothing either."""
    from sqlalchemy import event

    statements: list[str] = []
    event.listen(hub.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    hashed: list[str] = []
    verify = type(hub.hub.passwords._hasher).verify

    def counted(hasher: object, password_hash: str, password: bytes) -> bool:
        hashed.append(password_hash.rsplit("$", 2)[0])
        return verify(hasher, password_hash, password)

    monkeypatch.setattr(type(hub.hub.passwords._hasher), "verify", counted)
    works = []
    for number in ("99999999", hub.seeded.person.account_no):
        statements.clear()
        hashed.clear()
        assert hub.sign_in(kiosk, number, WRONG).status_code == 401
        works.append((list(statements), list(hashed)))
    assert works[0] == works[1]
    assert len(works[0][1]) == 1


@pytest.mark.parametrize("exists", [True, False])
def test_five_failures_lock_the_number_for_15_minutes(hub: RunningHub, exists: bool) -> None:
    number = hub.seeded.person.account_no if exists else "99999999"
    for _ in range(4):
        assert code_of(hub.sign_in(hub.enrol(), number, WRONG)) == Code.SIGN_IN_REFUSED
    fifth = hub.sign_in(hub.enrol(), number, WRONG)
    assert (fifth.status_code, code_of(fifth)) == (429, Code.SIGN_IN_LOCKED)
    assert fifth.json()["retry_after"] == 900
    assert fifth.json()["reason"] == "number"

    hub.clock.turn(minutes=14, seconds=59)
    still = hub.sign_in(hub.enrol(), number, PASSWORD)
    assert (still.status_code, still.json()["retry_after"]) == (429, 1)

    hub.clock.turn(seconds=1)
    assert hub.sign_in(hub.enrol(), number, PASSWORD).status_code == (201 if exists else 401)


@SQLITE_ALONE
def test_a_success_forgets_the_failures_before_it(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    number = hub.seeded.person.account_no
    for _ in range(2):
        for _ in range(4):
            assert hub.sign_in(kiosk, number, WRONG).status_code == 401
        assert hub.sign_in(kiosk, number).status_code == 201


def test_five_failures_with_different_numbers_lock_the_terminal(
    hub: RunningHub, kiosk: EnrolledKiosk
) -> None:
    for at in range(4):
        assert hub.sign_in(kiosk, f"8888888{at}", WRONG).status_code == 401
    fifth = hub.sign_in(kiosk, "88888889", WRONG)
    assert (fifth.status_code, fifth.json()["reason"]) == (429, "terminal")
    assert hub.sign_in(kiosk, hub.seeded.person.account_no).status_code == 429
    assert hub.sign_in(hub.enrol(), hub.seeded.person.account_no).status_code == 201


def test_twenty_failures_in_a_day_lock_until_staff_unlock(hub: RunningHub) -> None:
    number = hub.seeded.person.account_no
    for at in range(20):
        answer = hub.sign_in(hub.enrol(), number, WRONG)
        if at % 5 == 4:
            hub.clock.turn(minutes=15)
    assert (answer.status_code, code_of(answer)) == (423, Code.SIGN_IN_LOCKED_UNTIL_UNLOCKED)
    assert "retry_after" not in answer.json()
    hub.clock.turn(days=3)
    assert hub.sign_in(hub.enrol(), number).status_code == 423
    with writing(hub.engine) as connection:
        assert unlock_number(hub.hub, connection, hub.seeded.company_id, number)
    assert hub.sign_in(hub.enrol(), number).status_code == 201


def test_staff_unlock_a_terminal(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    for at in range(5):
        hub.sign_in(kiosk, f"7777777{at}", WRONG)
    with writing(hub.engine) as connection:
        assert unlock_kiosk(hub.hub, connection, kiosk.kiosk_id)
        assert not unlock_kiosk(hub.hub, connection, kiosk.kiosk_id)
    assert hub.sign_in(kiosk, hub.seeded.person.account_no).status_code == 201


def test_forty_guesses_at_once_get_no_more_than_five_tries(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    matches = hub.hub.passwords.__class__.matches

    def counted(passwords: object, password_hash: str | None, password: str) -> bool:
        looked_at.append(password)
        return matches(passwords, password_hash, password)  # type: ignore[arg-type]

    monkeypatch.setattr(hub.hub.passwords.__class__, "matches", counted)
    kiosks = [hub.enrol() for _ in range(8)]
    number = hub.seeded.person.account_no
    with ThreadPoolExecutor(40) as many:
        answers = list(many.map(lambda at: hub.sign_in(kiosks[at % 8], number, f"{500000 + at}"), range(40)))
    assert len(looked_at) <= 5
    assert {answer.status_code for answer in answers} <= {401, 429, 503}
    assert sum(answer.status_code == 401 for answer in answers) <= 4


class TestQueue:
    """Hashing waits in a queue of its own; who finds it full is told so, and who reads is not held up."""

    @pytest.fixture
    def hub(self, tmp_path: Path, backend: str) -> Iterator[RunningHub]:
        with running_hub(tmp_path, backend=backend, wait=False, hashes_waiting=2) as running:
            yield running

    @SQLITE_ALONE
    def test_full(self, hub: RunningHub, monkeypatch: pytest.MonkeyPatch) -> None:
        number, kiosk = hub.seeded.person.account_no, hub.enrol()
        session = hub.session(kiosk, number)
        begun, go_on = threading.Semaphore(0), threading.Event()
        matches = type(hub.hub.passwords).matches

        def slow(passwords: Any, password_hash: str | None, password: str) -> bool:
            begun.release()
            assert go_on.wait(30)
            return matches(passwords, password_hash, password)

        monkeypatch.setattr(type(hub.hub.passwords), "matches", slow)
        kiosks = [hub.enrol() for _ in range(8)]
        with ThreadPoolExecutor(8) as many:
            asked = [many.submit(hub.sign_in, one, number) for one in kiosks]
            assert begun.acquire(timeout=30)
            told = next(as_completed(asked, timeout=30)).result()
            reading = hub.http.get("/api/v1/orders", headers=session)
            go_on.set()
            answers = [one.result() for one in asked]
        assert reading.status_code == 200
        assert (told.status_code, code_of(told)) == (503, Code.BUSY)
        assert told.json()["retry_after"] > 0
        assert sorted(answer.status_code for answer in answers) == [201] * 3 + [503] * 5
        assert hub.sign_in(kiosk, number).status_code == 201

    def test_who_was_told_busy_was_not_counted(self, tmp_path: Path, backend: str) -> None:
        alone = {"hashes_at_once": 1, "hashes_waiting": 0}
        with running_hub(tmp_path, backend=backend, wait=False, **alone) as hub:
            kiosk = hub.enrol()
            with ThreadPoolExecutor(30) as many:
                answers = list(many.map(lambda _: hub.sign_in(kiosk, "5306010001"), range(30)))
            counted = hub.rows(select(GuessCounter.today, GuessCounter.recent))
            assert {answer.status_code for answer in answers} <= {201, 503}
            assert {tuple(row) for row in counted if row.today or row.recent} == set()


@SQLITE_ALONE
def test_what_was_typed_is_kept_nowhere(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """Somebody types their password into the field of the number."""
    hub.sign_in(kiosk, "730418", WRONG)
    kept = repr(hub.rows(select(GuessCounter))) + repr(hub.rows(select(Event)))
    assert "730418" not in kept
    assert WRONG not in kept


def test_a_first_password_works_once(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    newcomer = hub.seeded.newcomer
    first = hub.sign_in(kiosk, newcomer.account_no)
    assert first.json()["must_change_password"] is True
    assert code_of(hub.sign_in(kiosk, newcomer.account_no)) == Code.SIGN_IN_REFUSED


def test_a_first_password_used_twice_at_once_works_once(hub: RunningHub) -> None:
    kiosks = [hub.enrol() for _ in range(4)]
    number = hub.seeded.newcomer.account_no
    with ThreadPoolExecutor(4) as many:
        answers = list(many.map(lambda kiosk: hub.sign_in(kiosk, number), kiosks))
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]


def test_signing_in_is_an_event_with_its_actor(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    hub.sign_in(kiosk, hub.seeded.person.account_no, WRONG)
    hub.session(kiosk, hub.seeded.person.account_no)
    found = {row.kind: row for row in hub.rows(select(Event.kind, Event.actor, Event.recorded_at))}
    assert found["sign-in-refused"].actor == f"kiosk:{kiosk.kiosk_id}"
    assert found["signed-in"].actor == f"customer:{hub.seeded.person.id}"
    assert found["signed-in"].recorded_at == hub.clock.now()
