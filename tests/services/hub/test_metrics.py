"""What Prometheus reads: true counts, nothing personal, at an address of its own."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, text, update

from services.hub.domain.posts import Post
from services.hub.server import HubServer
from services.hub.settings import BadSetting, address_of
from services.hub.store.engine import writing
from services.hub.store.models import Handler, Message
from tests.e2e.processes import until
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub, running_hub
from tests.services.hub.staff_people import HANDLERS_NUMBER, employ
from tests.services.hub.urging import ask

ANYWHERE = ("127.0.0.1", 0)
Read = dict[tuple[str, ...], float]


@pytest.fixture
def hub(tmp_path: Path, backend: str) -> Iterator[RunningHub]:
    with running_hub(tmp_path, backend=backend, wait=False, metrics=ANYWHERE) as running:
        yield running


def url_of(hub: RunningHub) -> str:
    assert hub.server.metrics
    return hub.server.metrics.url


def read(hub: RunningHub) -> Read:
    """Each sample's value under its name and the values of its labels."""
    answer = httpx.get(url_of(hub))
    assert answer.status_code == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@SQLITE_ALONE
def test_requests_are_counted_by_route_and_say_nothing_of_whom_they_are_about(hub: RunningHub) -> None:
    kiosk = hub.enrol()
    session = hub.session(kiosk, hub.seeded.person.account_no)
    order = hub.seeded.orders["running"]
    for _ in range(3):
        assert hub.http.get(f"/api/v1/orders/{order.order_no}", headers=session).status_code == 200
    hub.http.get("/api/v1/orders/no-such-order", headers=session)
    hub.http.get("/somewhere/else")
    hub.http.request("BREW", "/api/v1/orders")
    found = read(hub)
    route = "/api/v1/orders/{order_no}"
    assert found["hub_requests_total", "GET", route, "200"] == 3
    assert found["hub_requests_total", "GET", route, "404"] == 1
    assert found["hub_request_seconds_count", "GET", route] == 4
    assert 0 < found["hub_request_seconds_sum", "GET", route] < 10
    assert found["hub_requests_total", "GET", "(no route)", "404"] == 1
    assert [n for labels, n in found.items() if labels[:2] == ("hub_requests_total", "other")] == [1]
    everything = httpx.get(url_of(hub)).text
    person = hub.seeded.person
    for secret in (order.order_no, "no-such", "BREW", person.account_no, person.name, kiosk.kiosk_id):
        assert secret not in everything


@SQLITE_ALONE
def test_refused_sign_ins_are_counted_by_where_and_why(hub: RunningHub) -> None:
    kiosk, handler = hub.enrol(), employ(hub, HANDLERS_NUMBER, Post.HANDLER)
    assert ("hub_refusals_total", "sign-in-refused", "/api/v1/sessions") not in read(hub)
    for _ in range(6):
        hub.sign_in(kiosk, hub.seeded.person.account_no, "000000")
    hub.http.post("/api/v1/kiosks", json={"code": "not-a-code"})
    handler.sign_in("not the password")
    handler.sign_in()
    handler.post("/staff/enrolment", code="000000")
    found = {labels[1:]: n for labels, n in read(hub).items() if labels[0] == "hub_refusals_total"}
    assert found["sign-in-refused", "/api/v1/sessions"] == 4
    assert found["sign-in-locked", "/api/v1/sessions"] == 2
    assert found["enrolment-refused", "/api/v1/kiosks"] == 1
    assert found["sign-in-refused", "/staff/sign-in"] == 1
    assert found["sign-in-refused", "/staff/enrolment"] == 1


@SQLITE_ALONE
def test_open_pages_are_counted_until_they_are_closed(hub: RunningHub) -> None:
    handler = employ(hub, HANDLERS_NUMBER, Post.HANDLER).settle()
    assert read(hub)["hub_open_pages",] == 0
    with ExitStack() as pages:
        streams = [pages.enter_context(handler.http.stream("GET", "/staff/live")) for _ in range(2)]
        heard = [stream.iter_lines() for stream in streams]
        assert [next(lines).partition(":")[0] for lines in heard] == ["retry"] * 2
        assert read(hub)["hub_open_pages",] == 2
    until(lambda: read(hub)["hub_open_pages",] == 0, 20)


def test_the_outbox_is_told_as_it_stands(hub: RunningHub) -> None:
    names = ("hub_outbox_waiting", "hub_outbox_failing", "hub_outbox_overdue_seconds", "hub_messages_dead")

    def outbox() -> tuple[float, ...]:
        found = read(hub)
        return tuple(found[name,] for name in names)

    assert outbox() == (0, 0, 0, 0)
    with writing(hub.engine) as connection:
        connection.execute(update(Handler).values(phone="14212340002"))
    session = hub.session(hub.enrol(), hub.seeded.person.account_no)
    assert ask(hub, "running", session).status_code == 201
    waiting = len(hub.rows(text("SELECT id FROM messages")))
    assert waiting >= 1
    hub.clock.turn(seconds=40)
    assert outbox() == (waiting, 0, 40, 0)
    tried = update(Message).values(reason="throttled", due_at=hub.clock.now().replace(year=2027))
    with writing(hub.engine) as connection:
        connection.execute(tried)
    assert outbox() == (waiting, waiting, 0, 0)
    for state in ("dead", "undelivered"):
        with writing(hub.engine) as connection:
            connection.execute(update(Message).values(state=state))
        assert outbox() == (0, 0, 0, waiting)


@SQLITE_ALONE
def test_a_hub_that_is_not_ready_says_that_at_least(hub: RunningHub) -> None:
    assert read(hub)["hub_ready",] == 1

    def away(*_: object) -> None:
        raise hub.engine.dialect.loaded_dbapi.OperationalError("the server has gone")

    event.listen(hub.engine, "before_cursor_execute", away)
    without = read(hub)
    event.remove(hub.engine, "before_cursor_execute", away)
    with writing(hub.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for found in (without, read(hub)):
        assert found["hub_ready",] == 0
        assert ("hub_outbox_waiting",) not in found
        assert found["process_open_fds",] > 0


def test_they_are_at_no_address_of_an_app(hub: RunningHub) -> None:
    assert hub.http.get("/metrics").status_code == 404
    taken = httpx.URL(url_of(hub)).port
    told = replace(hub.hub.settings, metrics=("127.0.0.1", taken))
    with pytest.raises(OSError, match="in use"):
        HubServer(told)


@pytest.mark.parametrize(
    ("written", "read"), [("127.0.0.1:9464", ("127.0.0.1", 9464)), ("[::1]:0", ("::1", 0))]
)
def test_an_address_with_its_port(written: str, read: tuple[str, int]) -> None:
    assert address_of(written) == read


@pytest.mark.parametrize(
    "written", ["9464", "127.0.0.1", ":9464", "a:b", "::1:9464", "a:99999", "u@a:1", "a:1/x"]
)
def test_what_is_no_address_with_a_port_is_refused(written: str) -> None:
    with pytest.raises(BadSetting, match="9464"):
        address_of(written)
