"""Terminals: enrolling with a code that works once, being known by id and key, saying that they live."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from services.contracts.problems import Code
from services.contracts.terminals import KIOSK_ID_HEADER, KIOSK_KEY_HEADER
from services.hub.secrets import token_hash
from services.hub.store.models import EnrolmentCode, Event, Kiosk
from tests.services.hub.running import EnrolledKiosk, RunningHub, running_hub


def enrol(hub: RunningHub, code: str) -> httpx.Response:
    return hub.http.post("/api/v1/kiosks", json={"code": code})


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


def test_a_code_gives_an_id_a_key_and_the_hall(hub: RunningHub) -> None:
    answer = enrol(hub, hub.enrolment_code())
    assert answer.status_code == 201
    enrolled = answer.json()
    assert enrolled["hall"] == {
        "code": "hongta",
        "name": {"zh": "红塔营业厅", "en": "Hongta Hall"},
        "company": {"zh": "玉溪供电局", "en": "Yuxi Power Supply Bureau"},
        "phone": "0877-0061234",
    }
    kept = hub.rows(select(Kiosk.key_hash))[0].key_hash
    assert kept == token_hash(enrolled["key"])
    assert len(enrolled["key"]) >= 43


def test_a_code_works_once(hub: RunningHub) -> None:
    code = hub.enrolment_code()
    assert enrol(hub, code).status_code == 201
    again = enrol(hub, code)
    assert (again.status_code, code_of(again)) == (403, Code.ENROLMENT_REFUSED)


def test_of_many_at_once_one_enrols(hub: RunningHub) -> None:
    code = hub.enrolment_code()
    with ThreadPoolExecutor(10) as many:
        answers = [answer.status_code for answer in many.map(lambda _: enrol(hub, code), range(10))]
    assert answers.count(201) == 1
    assert hub.rows(select(func.count()).select_from(Kiosk))[0][0] == 1


def test_a_code_works_for_15_minutes(hub: RunningHub) -> None:
    soon, late = hub.enrolment_code(), hub.enrolment_code()
    hub.clock.turn(minutes=14, seconds=59)
    assert enrol(hub, soon).status_code == 201
    hub.clock.turn(seconds=1)
    assert enrol(hub, late).status_code == 403


def test_a_code_may_be_typed_carelessly(hub: RunningHub) -> None:
    code = hub.enrolment_code()
    assert enrol(hub, code.lower().replace("-", "")).status_code == 201


def test_codes_cannot_be_guessed_for_long(hub: RunningHub) -> None:
    code = hub.enrolment_code()
    for _ in range(4):
        assert enrol(hub, "AAAA-BBBB-CCCC").status_code == 403
    fifth = enrol(hub, "AAAA-BBBB-CCCC")
    assert (fifth.status_code, code_of(fifth), fifth.json()["retry_after"]) == (
        429,
        Code.TOO_MANY_ATTEMPTS,
        900,
    )
    assert enrol(hub, code).status_code == 429
    hub.clock.turn(minutes=14, seconds=59)
    code = hub.enrolment_code()
    hub.clock.turn(seconds=1)
    assert enrol(hub, code).status_code == 201


@pytest.mark.parametrize("trusted", [None, "127.0.0.1"])
def test_whose_guess_it_is_a_proxy_may_say_if_it_is_trusted(tmp_path: Path, trusted: str | None) -> None:
    with running_hub(tmp_path, wait=False, trusted_proxy=trusted) as hub:

        def guess(address: str) -> int:
            said = {"X-Forwarded-For": address}
            return hub.http.post("/api/v1/kiosks", json={"code": "AAAA-BBBB-CCCC"}, headers=said).status_code

        assert [guess("10.0.0.1") for _ in range(5)] == [403] * 4 + [429]
        assert guess("10.0.0.2") == (403 if trusted else 429)


def test_codes_are_kept_as_hashes(hub: RunningHub) -> None:
    code = hub.enrolment_code()
    assert code.replace("-", "") not in repr(hub.rows(select(EnrolmentCode)))
    assert hub.rows(select(EnrolmentCode.code_hash))[0].code_hash == token_hash(code.replace("-", ""))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/sessions"),
        ("GET", "/api/v1/sessions/current"),
        ("DELETE", "/api/v1/sessions/current"),
        ("PUT", "/api/v1/sessions/current/password"),
        ("PUT", "/api/v1/sessions/current/language"),
        ("GET", "/api/v1/orders"),
        ("GET", "/api/v1/orders/YK2026110001"),
        ("POST", "/api/v1/orders/YK2026110001/urges"),
        ("POST", "/api/v1/orders/YK2026110001/receipt-links"),
        ("GET", "/api/v1/urges/CB1"),
        ("POST", "/api/v1/kiosks/kiosk-1/heartbeats"),
    ],
)
def test_unknown_terminals_get_nothing(
    still: RunningHub, looking: dict[str, str], method: str, path: str
) -> None:
    kiosk = EnrolledKiosk(looking[KIOSK_ID_HEADER], looking[KIOSK_KEY_HEADER])
    headers = [
        {},
        {"Kiosk-Id": kiosk.kiosk_id},
        {"Kiosk-Id": kiosk.kiosk_id, "Kiosk-Key": "wrong"},
        {"Kiosk-Id": "kiosk-0", "Kiosk-Key": kiosk.key},
        {"Kiosk-Id": kiosk.kiosk_id, "Kiosk-Key": token_hash(kiosk.key)},
    ]
    for given in headers:
        answer = still.http.request(method, path, headers=given, content=b"{not json")
        assert (answer.status_code, code_of(answer)) == (401, Code.UNKNOWN_TERMINAL)


def test_a_heartbeat_learns_the_hubs_time_and_the_hall(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    hub.clock.turn(minutes=3)
    body = {"software": "0.1.0", "outbox_waiting": 2}
    path = f"/api/v1/kiosks/{kiosk.kiosk_id}/heartbeats"
    answer = hub.http.post(path, json=body, headers=kiosk.headers)
    assert answer.json()["now"] == hub.clock.now().isoformat().replace("+00:00", "Z")
    assert answer.json()["hall"]["phone"] == "0877-0061234"
    row = hub.rows(select(Kiosk.seen_at, Kiosk.software, Kiosk.outbox_waiting))[0]
    assert tuple(row) == (hub.clock.now(), "0.1.0", 2)


def test_a_terminal_speaks_for_itself_alone(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    other = hub.enrol()
    path = f"/api/v1/kiosks/{other.kiosk_id}/heartbeats"
    answer = hub.http.post(path, json={}, headers=kiosk.headers)
    assert code_of(answer) == Code.UNKNOWN_TERMINAL


def test_enrolling_is_an_event(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    found = hub.rows(select(Event.actor).where(Event.kind == "terminal-enrolled"))
    assert [row.actor for row in found] == [f"kiosk:{kiosk.kiosk_id}"]
