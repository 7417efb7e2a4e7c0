"""The whole terminal but its glass, put together as for a hall: real hub, real files, emulated devices."""

import json
import os
import signal
import socket
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psutil
import pytest

from kiosk import bootstrap
from kiosk.bootstrap import FolderInUse
from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown
from kiosk.flows.orders import Orders
from kiosk.flows.receipt import ReceiptReady
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.flows.urge import UrgeDone, UrgeKeptHere
from kiosk.flows.welcome import Welcome
from kiosk.intents import AskReceipt, AskUrge, Back, Begin, Confirm, End, OpenOrder
from kiosk.runtime import Runtime
from kiosk.settings import ABSENT, EMULATED, Settings, load
from services.hub.server import HubServer
from services.hub.settings import Settings as HubSettings
from tests.kiosk.driving import typed
from tests.kiosk.living import DEADLINE_S, Living
from tests.services.hub.running import RunningHub, running_hub
from tests.services.hub.seeding import PASSWORD


class Standing(Living):
    """Somebody before a terminal of `bootstrap.build`."""

    def __init__(self, settings: Settings) -> None:
        self.woken = threading.Event()
        self.runtime: Runtime = bootstrap.build(settings)
        self.runtime.subscribe(self.woken.set)


@contextmanager
def standing(settings: Settings) -> Iterator[Standing]:
    somebody = Standing(settings)
    somebody.runtime.start()
    try:
        yield somebody
    finally:
        somebody.runtime.close(DEADLINE_S)


def settings_for(data: Path, url: str, code: str | None, device: str = ABSENT) -> Settings:
    return load(
        environ={"TERMINAL_DATA_DIR": str(data)},
        changes={
            "hub.url": url,
            "hub.enrolment_code": code,
            "printer.port": device,
            "reader.port": device,
        },
    )


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    folder = tmp_path / "hub"
    folder.mkdir()
    with running_hub(folder, public_url="https://hub.example.cn") as hub:
        yield hub


def test_a_visit_from_the_touch_to_the_paper(hub: RunningHub, tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    with standing(settings_for(data, hub.url, hub.enrolment_code(), EMULATED)) as somebody:
        somebody.until(lambda snapshot: snapshot.hall is not None)
        somebody.sign_in(hub.seeded.person.account_no, PASSWORD)
        assert len(somebody.sees(Orders).list.orders) > 5
        somebody.touch(OpenOrder(hub.seeded.orders["running"].order_no))
        printing = somebody.sees(OrderShown).can_print
        while not printing:  # the emulated printer is still starting
            somebody.touch(Back())
            somebody.sees(Orders)
            somebody.touch(OpenOrder(hub.seeded.orders["running"].order_no))
            printing = somebody.sees(OrderShown).can_print
        somebody.touch(AskUrge(), Confirm())
        urge_no = somebody.sees(UrgeDone).urge.urge_no
        somebody.touch(AskReceipt())
        somebody.sees(ReceiptReady)
        assert somebody.runtime.now().date() == hub.clock.now().date()
    (paper,) = (data / "emulated" / "paper").glob("*.bin")
    assert urge_no.encode("ascii") in paper.read_bytes()
    for file in (data, *data.rglob("*")):
        others = stat.S_IMODE(file.stat().st_mode) & 0o077
        assert not others or (data / "emulated") in file.parents, file


def test_an_urge_that_was_kept_is_sent_by_the_terminals_next_life(tmp_path: Path) -> None:
    data, port = tmp_path / "terminal", free_port()
    (tmp_path / "hub").mkdir()
    with ExitStack() as stack:
        hub = stack.enter_context(running_hub(tmp_path / "hub", port=port))
        order_no = hub.seeded.orders["running"].order_no
        with standing(settings_for(data, hub.url, hub.enrolment_code())) as somebody:
            somebody.sign_in(hub.seeded.person.account_no, PASSWORD)
            somebody.sees(Orders)
            somebody.touch(OpenOrder(order_no))
            somebody.sees(OrderShown)
            stack.close()
            somebody.touch(AskUrge(), Confirm())
            assert somebody.sees(UrgeKeptHere).local_no.startswith("K")
    server = HubServer(HubSettings(database_url=hub.database_url, port=port), hub.clock)
    thread = server.start()
    try:
        with standing(settings_for(data, hub.url, None)) as somebody:
            until_sent(data / "journal.db")
            somebody.sign_in(hub.seeded.person.account_no, PASSWORD)
            somebody.sees(Orders)
            somebody.touch(OpenOrder(order_no))
            stages = somebody.sees(OrderShown).order.stages
            assert len([urge for stage in stages for urge in stage.urges]) == 1
    finally:
        server.stop()
        thread.join()


def until_sent(journal: Path) -> None:
    ticker = threading.Event()
    for _ in range(int(DEADLINE_S * 100)):
        with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as rows:
            if rows.execute("SELECT state FROM outbox").fetchall() == [("sent",)]:
                return
        ticker.wait(0.01)
    raise AssertionError("it still waits")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_without_enrolment_a_customer_is_told_and_nothing_breaks(
    hub: RunningHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.hub_link.PATIENCE_S", 0.1)
    with standing(settings_for(tmp_path / "terminal", hub.url, None)) as somebody:
        somebody.touch(Begin())
        somebody.sees(AskNumber)
        somebody.touch(*typed("10000001"), Confirm(), *typed(PASSWORD), Confirm())
        trouble = somebody.sees(AskPassword, lambda state: state.trouble is not None).trouble
        assert trouble is not None
        assert trouble.kind == "hub-away"


def test_two_terminals_do_not_share_a_folder(hub: RunningHub, tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "terminal", hub.url, None)
    with standing(settings), pytest.raises(FolderInUse, match="terminal"):
        bootstrap.build(settings)
    bootstrap.build(settings).close()
    bootstrap.build(settings).close()


def test_a_terminal_without_any_settings_has_all_it_needs(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    settings = load(environ={"TERMINAL_DATA_DIR": str(data)})
    with standing(settings) as somebody:
        assert isinstance(somebody.runtime.snapshot().state, Welcome)
        somebody.touch(Begin())
        somebody.sees(AskNumber)
        somebody.until(lambda snapshot: snapshot.hall is not None)
        children = {_what(child): child for child in psutil.Process().children() if _what(child)}
        assert set(children) == {"hub", "escpos-80mm", "rf-ascii"}
        assert (data / "emulated" / "printer").is_symlink()
        first = json.loads((data / "credentials.json").read_text())

        os.kill(children["hub"].pid, signal.SIGKILL)
        somebody.touch(*typed("10000001"), Confirm())
        while True:  # away until the hub is there again, then busy until its demonstration is
            somebody.touch(*typed("271828"), Confirm())
            told = somebody.sees(AskPassword, lambda state: state.trouble and not state.sending).trouble
            if told is not None and told.kind == "sign-in-refused":
                break
            assert told is not None
            assert told.kind in ("hub-away", "busy")
        assert json.loads((data / "credentials.json").read_text()) == first
        somebody.touch(End())
        somebody.sees(Leaving)
        children = {_what(child): child for child in psutil.Process().children() if _what(child)}
    assert psutil.wait_procs(list(children.values()), DEADLINE_S)[1] == []


def _what(process: psutil.Process) -> str:
    """hub, or an emulator's profile."""
    words = process.cmdline()
    if len(words) > 2 and words[1].endswith("main.py"):
        return words[3] if words[2] == "emulate" else words[2]
    return ""
