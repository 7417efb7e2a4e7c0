"""The hub as a process of its own: started by a terminal, beside another hub, killed."""

import json
import os
import select as poll
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from sqlalchemy import func, select

from services.hub.store.engine import make_engine, reading
from services.hub.store.models import Company, DataFile, Urge
from services.hub.sync.demo.accounts import ACCOUNTS
from tests.services.hub.running import EnrolledKiosk, RunningHub, running_hub

ROOT = Path(__file__).parents[3]
SECONDS = 40

GO_BETWEEN = """
import socket, subprocess, sys
ours, theirs = socket.socketpair()
command = [sys.executable, "main.py", *sys.argv[1:], "--parent-fd", str(theirs.fileno())]
hub = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL)
theirs.close()
print(ours.makefile().readline(), end="")
print(hub.pid, flush=True)
sys.stdin.readline()
"""


def hub_command(database: Path, *more: str) -> list[str]:
    return [sys.executable, "main.py", "hub", "--database-url", f"sqlite:///{database}", *more]


@contextmanager
def started(command: list[str], *pass_fds: int) -> Iterator[subprocess.Popen[str]]:
    """A process that does not outlive the test."""
    process = subprocess.Popen(
        command, cwd=ROOT, pass_fds=pass_fds, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=SECONDS)


def line_of(end: socket.socket) -> dict[str, Any]:
    """What the hub tells its parent, once it answers."""
    end.settimeout(SECONDS)
    found: dict[str, Any] = json.loads(end.makefile().readline())
    return found


def url_of(process: subprocess.Popen[str], told: str = "answers") -> str:
    """The address at the end of the line that tells this."""
    assert process.stdout
    return next(line for line in process.stdout if told in line).split()[-1]


def ends(pid: int) -> bool:
    """Whether a process that is not our child ends in time."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(poll.select([descriptor], [], [], SECONDS)[0])
    finally:
        os.close(descriptor)


def test_the_demonstrations_gateway_ends_with_its_hub(tmp_path: Path) -> None:
    with started(hub_command(tmp_path / "hub.db", "--demo")) as process:
        hub, page = url_of(process), url_of(process, "text messages")
        assert httpx.get(page).status_code == 200
        assert httpx.get(f"{hub}/staff/sign-in").status_code == 200
        (gateway,) = psutil.Process(process.pid).children()
        process.kill()
        assert ends(gateway.pid)


def signs_in_when_made(http: httpx.Client, kiosk: EnrolledKiosk) -> Iterator[int]:
    """Ask again while the hub is making its data; nobody is told that their password is wrong."""
    body = {"number": ACCOUNTS[0].number, "password": ACCOUNTS[0].password}
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        status = http.post("/api/v1/sessions", json=body, headers=kiosk.headers).status_code
        yield status
        if status != 503:
            return


def test_a_terminals_own_hub_says_where_it_is_and_ends_with_it(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    command = hub_command(tmp_path / "hub.db", "--demo", "--parent-fd", str(theirs.fileno()))
    with started(command, theirs.fileno()) as process:
        theirs.close()
        told = line_of(ours)
        with httpx.Client(base_url=told["url"], timeout=SECONDS) as http:
            assert http.get("/healthz").json()["status"] == "ok"
            enrolled = http.post("/api/v1/kiosks", json={"code": told["enrolment_code"]})
            assert enrolled.status_code == 201
            assert enrolled.json()["hall"]["name"]["zh"] == "示范营业厅"
            kiosk = EnrolledKiosk(enrolled.json()["kiosk_id"], enrolled.json()["key"])
            statuses = list(signs_in_when_made(http, kiosk))
        assert statuses[-1] == 201
        assert set(statuses[:-1]) <= {503}
        assert told["url"].startswith("http://127.0.0.1:")
        assert [f"{told['url']}/staff" in notice for notice in told["notices"]] == [True, False]
        ours.close()
        assert process.wait(timeout=SECONDS) == 0


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """The go-between plays the terminal: it holds the other end, and gets no chance to say goodbye."""
    hub = ["hub", "--database-url", f"sqlite:///{tmp_path / 'hub.db'}", "--demo"]
    with started([sys.executable, "-c", GO_BETWEEN, *hub]) as parent:
        assert parent.stdout
        assert "enrolment_code" in json.loads(parent.stdout.readline())
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
        assert ends(pid)


def test_two_hubs_start_at_once_over_one_new_database(tmp_path: Path) -> None:
    database = tmp_path / "hub.db"
    with started(hub_command(database)) as first, started(hub_command(database)) as second:
        for process in (first, second):
            assert httpx.get(f"{url_of(process)}/healthz", timeout=SECONDS).status_code == 200
    with reading(make_engine(f"sqlite:///{database}")) as connection:
        loaded = connection.execute(select(DataFile.kind, DataFile.code, DataFile.version)).all()
        assert len(loaded) == len(set(loaded)) > 0
        assert connection.execute(select(func.count()).select_from(Company)).scalar() == 1


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(tmp_path: Path, end: signal.Signals) -> None:
    with started(hub_command(tmp_path / "hub.db")) as process:
        url_of(process)
        process.send_signal(end)
        assert process.wait(timeout=SECONDS) == 0
    assert not (tmp_path / "hub.db-wal").exists()


def test_an_urge_that_was_answered_survives_kill_9(tmp_path: Path) -> None:
    """And one that is sent again after it is still one."""
    with running_hub(tmp_path) as seeded:
        kiosk = seeded.enrol()
        order = seeded.seeded.orders["running"]
    database = tmp_path / "hub.db"

    def ask(url: str, session: dict[str, str]) -> Any:
        path = f"{url}/api/v1/orders/{order.order_no}/urges"
        headers = session | {"Idempotency-Key": "one"}
        return httpx.post(path, json={"stage_id": order.stage}, headers=headers, timeout=SECONDS)

    answers = []
    for _ in range(2):
        with started(hub_command(database)) as process:
            url = url_of(process)
            body = {"number": seeded.seeded.person.account_no, "password": "402957"}
            signed = httpx.post(f"{url}/api/v1/sessions", json=body, headers=kiosk.headers, timeout=SECONDS)
            session = kiosk.headers | {"Authorization": f"Bearer {signed.json()['token']}"}
            answers.append(ask(url, session))
            process.kill()
            process.wait(timeout=SECONDS)
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert "idempotent-replayed" in answers[1].headers
    with reading(make_engine(f"sqlite:///{database}")) as connection:
        assert connection.execute(select(func.count()).select_from(Urge)).scalar() == 1


def test_a_port_that_is_taken_is_said_to_be(hub: RunningHub, tmp_path: Path) -> None:
    taken = hub.url.rsplit(":", 1)[1]
    command = hub_command(tmp_path / "other.db", "--port", taken)
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert found.returncode == 1
    assert "Address already in use" in found.stderr
    assert "Traceback" not in found.stderr
