"""Whatever goes wrong is a problem with a stable code and a reference that staff find in the log."""

import logging
import socket
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from services.contracts.problems import Code
from services.hub.store.engine import writing
from services.hub.store.models import Event, Order, Session, Urge
from services.hub.usecases import list_orders as listing
from services.hub.web.envelope import LARGEST_BODY
from services.hub.web.problems import MEANINGS
from tests.postgres.server import server
from tests.services.hub.databases import POSTGRESQL_ALONE, SQLITE_ALONE
from tests.services.hub.running import EnrolledKiosk, RunningHub, running_hub


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


def test_every_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Code)


@pytest.mark.parametrize(
    "path",
    ["/", "/nope", "/api/v1/nope", "/api/v1/orders/", "/docs", "/redoc", "/p", "/%2e%2e/etc"],
)
def test_nothing_there(still: RunningHub, path: str) -> None:
    answer = still.http.get(path)
    assert (answer.status_code, code_of(answer)) == (404, Code.NOT_FOUND)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "POST"])
def test_not_that_way(still: RunningHub, method: str) -> None:
    answer = still.http.request(method, "/api/v1/orders")
    assert (answer.status_code, code_of(answer)) == (405, Code.METHOD_NOT_ALLOWED)
    assert answer.headers["allow"] == "GET"
    both = still.http.request(method, "/api/v1/sessions/current")
    assert (both.status_code, both.headers["allow"]) == (405, "DELETE, GET")


class TestBodies:
    """Bad bodies name the field and never what was in it."""

    @pytest.mark.parametrize(
        ("content", "field"),
        [
            (b"", "body"),
            (b"{not json", "body"),
            (b"[]", "body"),
            (b'"text"', "body"),
            (b"null", "body"),
            (b'{"number": "53060100"}', "password"),
            (b'{"number": 53060100, "password": "402957"}', "number"),
            (b'{"number": "5306\\u0000100", "password": "402957"}', "number"),
            (b'{"number": "53060100", "password": "40295"}', "password"),
            (b'{"number": "53060100", "password": 402957}', "password"),
            ('{"number": "53060100", "password": "４０２９５７"}'.encode(), "password"),
            (b'{"number": "53060100", "password": "402957\\n"}', "password"),
            (b'{"number": "53060100", "password": "402957", "kind": "face"}', "kind"),
            (b'{"number": "\xff\xfe53060100", "password": "402957"}', "body"),
            (b"[" * 20_000, "body"),
        ],
    )
    def test_at_sign_in(self, still: RunningHub, looking: dict[str, str], content: bytes, field: str) -> None:
        answer = still.http.post("/api/v1/sessions", content=content, headers=looking)
        assert (answer.status_code, code_of(answer), answer.json()["reason"]) == (422, Code.MALFORMED, field)
        assert "402957" not in answer.text

    def test_at_an_urge(self, still: RunningHub, looking: dict[str, str]) -> None:
        path = f"/api/v1/orders/{still.seeded.orders['running'].order_no}/urges"
        for body, field in (
            ({"stage_id": 5}, "stage_id"),
            ({"stage_id": ""}, "stage_id"),
            ({"stage_id": "1\0"}, "stage_id"),
            ({"stage_id": "1", "touched_at": "2026-11-20T10:00:00"}, "touched_at"),
            ({"stage_id": "1", "touched_at": 1700000000}, "touched_at"),
            ({"stage_id": "1", "touched_at": "9999-12-31T23:59:59-12:00"}, "no-such-moment"),
            ({"stage_id": "1", "touched_at": "0001-01-01T00:00:00+12:00"}, "no-such-moment"),
            ({"stage_id": "1", "kind": "nag"}, "kind"),
        ):
            answer = still.http.post(path, json=body, headers=looking | {"Idempotency-Key": "k"})
            status = 409 if field == "no-such-moment" else 422
            assert (answer.status_code, answer.json()["reason"]) == (status, field), body

    def test_unknown_fields_are_ignored(self, hub: RunningHub, kiosk: EnrolledKiosk) -> None:
        body = {"number": hub.seeded.person.account_no, "password": "402957", "later": {"a": 1}}
        assert hub.http.post("/api/v1/sessions", json=body, headers=kiosk.headers).status_code == 201

    def test_as_large_as_allowed_and_larger(self, hub: RunningHub, kiosk: EnrolledKiosk) -> None:
        rest = f'"number": "{hub.seeded.person.account_no}", "password": "402957"}}'.encode()
        for size, status in ((LARGEST_BODY, 201), (LARGEST_BODY + 1, 413)):
            content = b'{"pad": "' + b"x" * (size - len(rest) - 12) + b'", ' + rest
            assert len(content) == size
            answer = hub.http.post("/api/v1/sessions", content=content, headers=kiosk.headers)
            assert answer.status_code == status
        assert code_of(answer) == Code.TOO_LARGE

    def test_without_a_length_too(self, hub: RunningHub, kiosk: EnrolledKiosk) -> None:
        chunks = (b"x" * 1000 for _ in range(1000))
        answer = hub.http.post("/api/v1/sessions", content=chunks, headers=kiosk.headers)
        assert (answer.status_code, code_of(answer)) == (413, Code.TOO_LARGE)

    def test_a_body_that_never_comes_holds_nobody_up(self, hub: RunningHub, kiosk: EnrolledKiosk) -> None:
        address = ("127.0.0.1", int(hub.url.rsplit(":", 1)[1]))
        head = "".join(f"{name}: {value}\r\n" for name, value in kiosk.headers.items())
        with socket.create_connection(address) as slow:
            slow.sendall(
                f"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 99\r\n\r\n".encode()
            )
            assert hub.sign_in(kiosk, hub.seeded.person.account_no).status_code == 201


class TestLog:
    """A line says who, when, what and the result, and holds no secret, number or token."""

    def test_a_visit_leaves_none_of_its_secrets(
        self, tmp_path: Path, backend: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        with running_hub(tmp_path, backend=backend, public_url="http://127.0.0.1") as hub:
            code = hub.enrolment_code()
            enrolled = hub.http.post("/api/v1/kiosks", json={"code": code}).json()
            kiosk = EnrolledKiosk(enrolled["kiosk_id"], enrolled["key"])
            hub.sign_in(kiosk, "73041899", "111222")
            session = hub.session(kiosk, hub.seeded.person.account_no)
            number = hub.seeded.orders["running"].order_no
            detail = hub.http.get(f"/api/v1/orders/{number}", headers=session).json()
            permit = next(stage["permit"] for stage in detail["stages"] if stage["permit"])
            link = hub.http.post(f"/api/v1/orders/{number}/receipt-links", headers=session).json()["url"]
            hub.http.get("/p/" + link.rsplit("/", 1)[1])
            hub.http.get(f"/api/v1/public/orders/{'t' * 32}")
        hubs = [record.getMessage() for record in caplog.records if record.name.startswith("hub")]
        everything = "\n".join(
            record.getMessage() for record in caplog.records if not record.name.startswith("http")
        )
        secrets = (code, kiosk.key, session["Authorization"][7:], "73041899", "111222", "402957", number)
        for secret in (
            *secrets,
            permit,
            link.rsplit("/", 1)[1],
            "t" * 32,
            hub.seeded.person.account_no,
            "张",
        ):
            assert secret not in everything
        refused = next(line for line in hubs if "sign-in-refused" in line)
        assert kiosk.kiosk_id in refused
        assert "POST /api/v1/sessions 401" in refused
        assert any(
            f"customer={hub.seeded.person.id} GET /api/v1/orders/{{order_no}} 200" in line for line in hubs
        )

    def test_a_failure_of_ours_is_found_by_its_reference(
        self, hub: RunningHub, session: dict[str, str], monkeypatch: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        name, number = hub.seeded.person.name, hub.seeded.person.account_no

        def fails(*_given: object) -> None:
            try:
                raise LookupError(name)
            except LookupError as error:
                raise ZeroDivisionError(number) from error

        monkeypatch.setattr(listing, "_row", fails)
        answer = hub.http.get("/api/v1/orders", headers=session)
        assert (answer.status_code, code_of(answer)) == (500, Code.INTERNAL)
        assert number not in answer.text
        lines = [
            logging.Formatter().format(record)
            for record in caplog.records
            if not record.name.startswith("http")
        ]
        (found,) = (line for line in lines if answer.json()["instance"] in line and "Error" in line)
        assert "ZeroDivisionError" in found
        assert "LookupError" in found
        assert "in list_orders" in found
        assert not any(value in line for value in (name, number) for line in lines)
        monkeypatch.undo()
        assert hub.http.get("/api/v1/orders", headers=session).status_code == 200


def urge(hub: RunningHub, session: dict[str, str], key: str) -> httpx.Response:
    order = hub.seeded.orders["running"]
    return hub.http.post(
        f"/api/v1/orders/{order.order_no}/urges",
        json={"stage_id": order.stage},
        headers=session | {"Idempotency-Key": key},
    )


def test_a_disk_that_fails_in_the_middle_leaves_nothing(hub: RunningHub, session: dict[str, str]) -> None:
    """The event is the last of an urge's rows: when it cannot be written, the urge is not there."""

    def full(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO events"):
            raise hub.engine.dialect.loaded_dbapi.OperationalError("disk is full")

    event.listen(hub.engine, "before_cursor_execute", full)
    assert urge(hub, session, "one").status_code in (500, 503)
    event.remove(hub.engine, "before_cursor_execute", full)
    assert hub.rows(select(Urge)) == []
    assert urge(hub, session, "one").status_code == 201


@POSTGRESQL_ALONE
class TestPostgresql:
    """What is held there is a row; a server that was started anew has dropped all connections."""

    def test_an_order_that_is_held_by_another_process(self, hub: RunningHub, session: dict[str, str]) -> None:
        event.listen(hub.engine, "begin", lambda begun: begun.exec_driver_sql("SET LOCAL lock_timeout = 50"))
        order = hub.seeded.orders["running"]
        with writing(hub.engine) as holder:
            holder.execute(select(Order.id).where(Order.id == order.id).with_for_update())
            answer = urge(hub, session, "one")
            assert (answer.status_code, code_of(answer)) == (503, Code.BUSY)
            assert hub.http.get("/api/v1/orders", headers=session).status_code == 200
        assert urge(hub, session, "one").status_code == 201

    def test_connections_that_were_cut_are_made_anew(self, hub: RunningHub, session: dict[str, str]) -> None:
        assert urge(hub, session, "one").status_code == 201
        server().cut(hub.database_url)
        assert hub.http.get("/api/v1/orders", headers=session).status_code == 200
        assert urge(hub, session, "one").status_code == 201


@SQLITE_ALONE
class TestBusy:
    """A file that is held or full is answered as busy, and nothing is half stored."""

    def test_held_by_another_process(self, hub: RunningHub, session: dict[str, str]) -> None:
        for raw in _connections(hub):
            raw.execute("PRAGMA busy_timeout=50")
        holder = sqlite3.connect(hub.engine.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        answer = urge(hub, session, "one")
        assert (answer.status_code, code_of(answer)) == (503, Code.BUSY)
        assert answer.json()["retry_after"] > 0
        hub.clock.turn(seconds=20)
        assert hub.http.get("/api/v1/orders", headers=session).status_code == 200
        holder.execute("ROLLBACK")
        holder.close()
        assert urge(hub, session, "one").status_code == 201

    def test_a_full_disk(self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]) -> None:
        for raw in _connections(hub):
            raw.execute("PRAGMA max_page_count=1")
        stored = len(hub.rows(select(Session)))
        for _ in range(300):
            answer = hub.sign_in(kiosk, hub.seeded.person.account_no)
            if answer.status_code != 201:
                break
            stored += 1
        assert (answer.status_code, code_of(answer)) == (503, Code.BUSY)
        assert hub.http.get("/api/v1/orders", headers=session).status_code == 200
        assert len(hub.rows(select(Session))) == stored
        assert len(hub.rows(select(Event).where(Event.kind == "signed-in"))) == stored

    def test_a_session_lives_while_its_renewal_waits(self, hub: RunningHub, session: dict[str, str]) -> None:
        """A reader waits for no writer, and is not sent away because of one."""
        holder = sqlite3.connect(hub.engine.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        for _ in range(4):
            hub.clock.turn(seconds=100)
            assert hub.http.get("/api/v1/orders", headers=session).status_code == 200
        holder.execute("ROLLBACK")
        holder.close()
        hub.settled()
        assert hub.rows(select(Session.seen_at))[0].seen_at == hub.clock.now()

    def test_a_renewal_that_cannot_be_written_is_made_up_for(
        self, hub: RunningHub, session: dict[str, str]
    ) -> None:
        for raw in _connections(hub):
            raw.execute("PRAGMA busy_timeout=50")
        holder = sqlite3.connect(hub.engine.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        hub.clock.turn(seconds=60)
        assert hub.http.get("/api/v1/orders", headers=session).status_code == 200
        with pytest.raises(OperationalError):
            hub.settled()
        holder.execute("ROLLBACK")
        holder.close()
        assert hub.http.get("/api/v1/orders", headers=session).status_code == 200
        hub.settled()
        assert hub.rows(select(Session.seen_at))[0].seen_at == hub.clock.now()


def _connections(hub: RunningHub) -> list[sqlite3.Connection]:
    """All connections that the hub has opened so far, at rest in its pool."""
    pool = hub.engine.pool
    taken = [hub.engine.raw_connection() for _ in range(max(pool.checkedin(), 1))]  # type: ignore[attr-defined]
    raw = [each.driver_connection for each in taken]
    for each in taken:
        each.close()
    return [one for one in raw if isinstance(one, sqlite3.Connection)]
