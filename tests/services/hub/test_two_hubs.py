"""Two hubs as processes of their own over one PostgreSQL: whichever is asked, it is one hub."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, insert, select, update

from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Event, Kiosk, Message, MessageTemplate, Urge
from services.sms_standin.server import Running as Gateway
from services.sms_standin.server import serving
from tests.e2e.processes import READY_S, Running, running, until
from tests.services.hub.keeping import keeps_contract
from tests.services.hub.running import HandClock, RunningHub, running_hub
from tests.services.hub.staff_people import HANDLERS_NUMBER, OWN_PASSWORD, Person, employ

KEY_ID, SECRET = "LTAI-test", "a-secret-of-the-account"
MESSAGES = 600
"""Six times what a worker takes at once."""


@pytest.fixture(scope="module")
def backend() -> str:
    return "postgresql"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, backend: str) -> Iterator[RunningHub]:
    """What is in the database, and a way to look into it. Its own hub is asked nothing."""
    folder = tmp_path_factory.mktemp("world")
    with running_hub(folder, HandClock(datetime.now(UTC)), backend=backend, wait=False) as hub:
        yield hub


@pytest.fixture(scope="module")
def processes(world: RunningHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Running]]:
    """Two hubs that send no messages."""
    with ExitStack() as stack:
        options = ("--workers", "0", "--metrics", "127.0.0.1:0")
        yield pair(world, stack, tmp_path_factory.mktemp("two"), *options)


@pytest.fixture(scope="module")
def two(processes: list[Running]) -> Iterator[list[httpx.Client]]:
    """Ways to them."""
    with ExitStack() as stack:
        hooks: dict[str, list[Callable[..., Any]]] = {"response": [keeps_contract]}
        urls = [hub.line("the hub answers").split()[-1] for hub in processes]
        yield [stack.enter_context(httpx.Client(base_url=url, timeout=30, event_hooks=hooks)) for url in urls]


def pair(world: RunningHub, stack: ExitStack, folder: Path, *options: str, **variables: str) -> list[Running]:
    command = ["hub", *world.options, *options]
    return [stack.enter_context(running(command, folder, name, **variables)) for name in ("one", "other")]


def at_once(*asked: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """The answers, in the order of the questions, which leave together."""
    together = threading.Barrier(len(asked))

    def ask(question: Callable[[], httpx.Response]) -> httpx.Response:
        together.wait(READY_S)
        return question()

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(ask, asked))


def sign_in(
    hub: httpx.Client, kiosk: dict[str, str], number: str, password: str = "402957"
) -> httpx.Response:
    return hub.post("/api/v1/sessions", json={"number": number, "password": password}, headers=kiosk)


@pytest.fixture
def kiosk(world: RunningHub, two: list[httpx.Client]) -> dict[str, str]:
    """Headers of a new terminal, enrolled at the first."""
    told = two[0].post("/api/v1/kiosks", json={"code": world.enrolment_code()}).json()
    return {"Kiosk-Id": told["kiosk_id"], "Kiosk-Key": told["key"]}


def test_a_session_holds_at_both_and_ends_at_both(
    world: RunningHub, two: list[httpx.Client], kiosk: dict[str, str]
) -> None:
    one, other = two
    token = sign_in(one, kiosk, world.seeded.person.account_no).json()["token"]
    session = kiosk | {"Authorization": f"Bearer {token}"}
    lists = [hub.get("/api/v1/orders", headers=session) for hub in two]
    assert [answer.status_code for answer in lists] == [200, 200]
    assert [order["order_no"] for order in lists[0].json()["orders"]] == [
        order["order_no"] for order in lists[1].json()["orders"]
    ]
    assert other.delete("/api/v1/sessions/current", headers=session).status_code == 204
    assert one.get("/api/v1/orders", headers=session).status_code == 401


@pytest.fixture(scope="module")
def signed_in(world: RunningHub, two: list[httpx.Client]) -> Iterator[tuple[Person, str]]:
    """The handler, who began to sign in at one hub and went on at the other; and the code that they used."""
    handler = employ(world, HANDLERS_NUMBER, Post.HANDLER)
    world.clock.moment = datetime.now(UTC)
    code = handler.code()
    with browser(two[0]) as one, browser(two[1]) as other:
        handler.http = one
        handler.sign_in()
        handler.post("/staff/enrolment", code=code)
        handler.http, other.cookies = other, one.cookies
        handler.post("/staff/password", password=OWN_PASSWORD, again=OWN_PASSWORD)
        yield handler, code


def browser(hub: httpx.Client) -> httpx.Client:
    return httpx.Client(base_url=hub.base_url, timeout=30, follow_redirects=True)


def test_staff_go_on_at_the_other_hub_and_a_code_is_used_up_at_both(
    two: list[httpx.Client], signed_in: tuple[Person, str]
) -> None:
    handler, code = signed_in
    assert handler.get("/staff").url.path == "/staff"
    with browser(two[0]) as elsewhere:
        handler = replace(handler)
        handler.http = elsewhere
        assert handler.sign_in(OWN_PASSWORD).url.path == "/staff/code"
        assert handler.post("/staff/code", code=code).status_code == 401


def test_a_page_that_is_open_at_one_hears_of_an_urge_at_the_other(
    world: RunningHub, two: list[httpx.Client], kiosk: dict[str, str], signed_in: tuple[Person, str]
) -> None:
    handler, _ = signed_in
    token = sign_in(two[0], kiosk, world.seeded.agent.account_no).json()["token"]
    order = world.seeded.orders["other"]
    with handler.http.stream("GET", "/staff/live", timeout=READY_S) as page:
        heard = page.iter_lines()
        urge = (
            two[0]
            .post(
                f"/api/v1/orders/{order.order_no}/urges",
                json={"kind": "urge", "stage_id": order.stage},
                headers=kiosk | {"Authorization": f"Bearer {token}", "Idempotency-Key": "heard"},
            )
            .json()
        )
        assert any(line.startswith("data:") and urge["urge_no"] in line for line in heard)


def test_guesses_are_counted_together(
    world: RunningHub, two: list[httpx.Client], kiosk: dict[str, str]
) -> None:
    number = world.seeded.firm.account_no
    guesses = [lambda hub=hub: sign_in(hub, kiosk, number, "000000") for hub in two * 5]
    told = sorted(answer.json()["code"] for answer in at_once(*guesses))
    assert told == ["sign-in-locked"] * 6 + ["sign-in-refused"] * 4
    looked_at = select(func.count()).where(Event.kind == "sign-in-refused")
    assert world.rows(looked_at)[0][0] == 5, "what is locked is not looked at"
    for hub in two:
        assert sign_in(hub, kiosk, number).json()["code"] == "sign-in-locked"


def test_an_enrolment_code_works_once(world: RunningHub, two: list[httpx.Client]) -> None:
    before = world.rows(select(func.count()).select_from(Kiosk))[0][0]
    for _ in range(3):
        code = {"code": world.enrolment_code()}
        told = at_once(*(lambda hub=hub, code=code: hub.post("/api/v1/kiosks", json=code) for hub in two))
        assert sorted(answer.status_code for answer in told) == [201, 403]
    assert world.rows(select(func.count()).select_from(Kiosk))[0][0] == before + 3


def test_one_key_makes_one_urge(world: RunningHub, two: list[httpx.Client], kiosk: dict[str, str]) -> None:
    token = sign_in(two[0], kiosk, world.seeded.person.account_no).json()["token"]
    session = kiosk | {"Authorization": f"Bearer {token}"}
    urges = []
    for name, keys in (("running", "aa"), ("late", "aa"), ("nearly", "ab")):
        order = world.seeded.orders[name]
        path, body = f"/api/v1/orders/{order.order_no}/urges", {"kind": "urge", "stage_id": order.stage}
        asked = zip(two, keys, strict=True)
        answers = at_once(
            *(
                lambda hub=hub, key=key, path=path, body=body: hub.post(
                    path, json=body, headers=session | {"Idempotency-Key": f"{path}-{key}"[-64:]}
                )
                for hub, key in asked
            )
        )
        urges.append(answers)
    for first, second in urges[:2]:
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json()["urge_no"] == second.json()["urge_no"]
    assert sorted(answer.status_code for answer in urges[2]) == [201, 409]
    asked_for = [world.seeded.orders[name].id for name in ("running", "late", "nearly")]
    assert world.rows(select(func.count()).where(Urge.order_id.in_(asked_for)))[0][0] == 3


def test_each_counts_what_it_answered(processes: list[Running], two: list[httpx.Client]) -> None:
    metrics = [hub.line("its metrics").split()[-1] for hub in processes]
    for _ in range(3):
        two[1].get("/nowhere")
    told = [httpx.get(url).text for url in metrics]
    counted = 'hub_requests_total{method="GET",route="(no route)",status="404"}'
    assert [f"{counted} 3.0\n" in each for each in told] == [False, True]
    assert ["hub_ready 1.0\n" in each for each in told] == [True, True]


def write_messages(world: RunningHub, count: int, since: int) -> None:
    """As urges do that come in all at once."""
    now, order = datetime.now(UTC), world.seeded.orders["running"]
    template = world.rows(select(MessageTemplate.id).where(MessageTemplate.event == "urge-to-handler"))[0].id
    rows = [
        {
            "key": f"CB26{number:08d}-urge-to-handler",
            "company_id": world.seeded.company_id,
            "event": "urge-to-handler",
            "order_id": order.id,
            "template_id": template,
            "phone": "14212340002",
            "parameters": '{"order": "1", "stage": "1", "urge": "1", "moment": "1"}',
            "state": "waiting",
            "created_at": now,
            "expires_at": now + timedelta(hours=24),
            "due_at": now,
        }
        for number in range(since, since + count)
    ]
    with writing(world.engine) as connection:
        connection.execute(insert(Message), rows)


def leases(world: RunningHub) -> dict[str, int]:
    """How many of the waiting messages each lease has; nobody's under an empty one."""
    waiting = select(Message.lease, func.count()).where(Message.state == "waiting")
    return dict(world.rows(waiting.group_by(Message.lease)))


def test_each_message_goes_out_once_though_one_hub_is_killed_and_the_other_told_to_end(
    world: RunningHub, tmp_path: Path
) -> None:
    with serving(KEY_ID, SECRET) as gateway, ExitStack() as stack:
        told = {"HUB_SMS_URL": gateway.url, "HUB_SMS_KEY_ID": KEY_ID, "HUB_SMS_SECRET": SECRET}
        one, other = pair(world, stack, tmp_path, "--part", "public", **told, HUB_SMS_SIGN_NAME="玉溪供电局")
        for hub in (one, other):
            hub.line("the hub answers")
        write_messages(world, MESSAGES, since=0)
        until(lambda: len(leases(world).keys() - {""}) == 2, READY_S)
        one.kill()
        until(lambda: [bool(lease) for lease in leases(world)] == [True], READY_S)
        left = sum(leases(world).values())
        with writing(world.engine) as connection:  # the minute of the lease goes by
            later = datetime.now(UTC)
            connection.execute(update(Message).where(Message.state == "waiting").values(due_at=later))
        until(lambda: not leases(world), READY_S)
        all_went_out_once(world, gateway, MESSAGES)
        assert sum(taken.asked > 1 for taken in gateway.gateway.taken()) <= left <= 100
        write_messages(world, MESSAGES, since=MESSAGES)
        until(lambda: bool(leases(world).keys() - {""}), READY_S)
        assert other.stop() == 0
        assert set(leases(world)) == {""}, "what it did not come to is given back"
        all_went_out_once(world, gateway, 2 * MESSAGES - leases(world)[""])


def all_went_out_once(world: RunningHub, gateway: Gateway, count: int) -> None:
    """What the gateway took is what is written down here as accepted."""
    accepted = {row.key for row in world.rows(select(Message.key).where(Message.state == "accepted"))}
    taken = [each.out_id for each in gateway.gateway.taken()]
    assert len(taken) == len(accepted) == count
    assert set(taken) == accepted
