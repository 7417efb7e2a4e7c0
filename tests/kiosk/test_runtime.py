"""The brain with its threads: nothing blocks the glass, nothing dies for good, nothing is done twice."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import runtime as module
from kiosk.clock import HubClock
from kiosk.flows.leaving import GOODBYE_S, Leaving
from kiosk.flows.order import OrderShown
from kiosk.flows.orders import Orders, OrdersWaiting
from kiosk.flows.out_of_service import COME_BACK_S, OutOfService
from kiosk.flows.receipt import ReceiptPrinting, ReceiptReady
from kiosk.flows.sign_in import AskNumber, AskPassword, SignInFlow
from kiosk.flows.urge import UrgeDone
from kiosk.intents import (
    AskReceipt,
    AskUrge,
    Back,
    Begin,
    Confirm,
    Digit,
    End,
    OpenOrder,
    SetLanguage,
)
from kiosk.journal.database import Journal
from kiosk.journal.ledger import LedgerPrinter
from kiosk.journal.outbox import JournalOutbox
from kiosk.ports import CardSeen
from kiosk.runtime import Parts, Tell
from kiosk.settings import IdleSettings
from kiosk.snapshot import Welcome
from kiosk.threads import Service
from kiosk.trouble import TroubleKind
from kiosk.visit import HallKnown
from tests.kiosk.driving import typed
from tests.kiosk.living import DEADLINE_S, Living
from tests.kiosk.world import HALL, PASSWORD, World, new_world

ROOT = Path(__file__).parents[2]
Make = Callable[..., Living]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Living] = []

    def make(**options: object) -> Living:
        made.append(Living(**options))  # type: ignore[arg-type]
        made[-1].runtime.start()
        return made[-1]

    yield make
    for living in made:
        living.runtime.close(DEADLINE_S)


@pytest.fixture
def living(make: Make) -> Living:
    return make()


class Gate:
    """A hub's answers wait before it."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.opened = threading.Event()
        self.waiting = threading.Semaphore(0)
        self.asked: list[str] = []

    def __call__(self, name: str) -> None:
        self.asked.append(name)
        if name in self.names:
            self.waiting.release()
            assert self.opened.wait(DEADLINE_S)


def test_the_first_frame_needs_nothing_that_is_slow_to_import() -> None:
    script = """
import sys
from kiosk import bootstrap, intents, runtime, settings, snapshot
runtime.Runtime(bootstrap.HubClock(), settings.IdleSettings(), lambda tell: None).snapshot()
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    slow = {
        "pydantic",
        "pydantic_core",
        "requests",
        "urllib3",
        "sqlite3",
        "sqlalchemy",
        "serial",
        "kivy",
        "PIL",
    }
    assert slow & set(ran.stdout.split()) == set()


def test_a_minute_that_passes_before_the_flows_are_loaded_is_shown() -> None:
    living = Living()
    before = living.runtime.snapshot().now
    living.world.clock.turn(60)
    living.runtime.start()
    try:
        living.until(lambda snapshot: snapshot.now == before + timedelta(minutes=1))
    finally:
        living.runtime.close(DEADLINE_S)


def test_the_welcome_screen_is_there_before_anything_else() -> None:
    living = Living()
    assert isinstance(living.runtime.snapshot().state, Welcome)
    living.touch(Begin(), SetLanguage("en"))
    assert isinstance(living.runtime.snapshot().state, Welcome)
    living.runtime.close()


def test_touches_before_the_flows_are_loaded_are_answered_in_their_order() -> None:
    living = Living()
    living.touch(SetLanguage("en"), Begin(), *typed("10000001"), Confirm())
    living.runtime.start()
    assert living.sees(AskPassword).number == "10000001"
    assert living.runtime.snapshot().session.language == "en"
    living.runtime.close(DEADLINE_S)


def test_a_whole_visit(living: Living) -> None:
    living.sign_in()
    assert len(living.sees(Orders).list.orders) == 6
    living.touch(OpenOrder("YKQJIA0000"))
    living.sees(OrderShown)
    living.touch(AskUrge(), Confirm())
    assert living.sees(UrgeDone).urge.urge_no == "CB000001"
    living.touch(AskReceipt())
    living.sees(ReceiptReady)
    living.touch(End())
    living.sees(Leaving)
    assert len(living.world.printer.papers) == 1


def test_a_card_from_another_thread(living: Living) -> None:
    living.touch(Begin())
    living.sees(AskNumber)
    reader = threading.Thread(target=living.told, args=(CardSeen("CARD10000001"),))
    reader.start()
    assert living.sees(AskPassword).number == "CARD10000001"
    reader.join()


def test_a_card_that_was_read_before_its_customer_left_does_not_reach_the_next(living: Living) -> None:
    living.sign_in()
    living.sees(Orders)
    living.told(CardSeen("CARD10000001"))  # waits in the queue while the customer's last touch is answered
    living.touch(End())
    living.sees(Leaving)
    living.world.clock.turn(GOODBYE_S)
    living.sees(Welcome)


def test_the_hall_from_another_thread(living: Living) -> None:
    living.touch(Begin())
    living.sees(AskNumber)
    living.told(HallKnown(HALL))
    assert living.until(lambda snapshot: snapshot.hall is not None).hall == HALL


def test_the_glass_goes_on_while_the_hub_says_nothing(living: Living) -> None:
    living.world.hub.before = gate = Gate("orders")
    living.sign_in()
    living.sees(OrdersWaiting)
    assert gate.waiting.acquire(timeout=DEADLINE_S)
    living.touch(SetLanguage("en"))
    assert living.runtime.snapshot().session.language == "en"
    living.touch(Back())
    living.sees(Leaving)
    gate.opened.set()


def test_all_readers_stuck_and_a_receipt_still_comes_out(living: Living) -> None:
    living.sign_in("20000002")
    living.sees(OrderShown)
    stuck = threading.Event()
    for _ in range(module.READERS):
        living.runtime._readers.do(lambda: stuck.wait(3 * DEADLINE_S) and None)
    try:
        living.touch(AskReceipt())
        living.sees(ReceiptReady)
    finally:
        stuck.set()


def test_a_fetch_whose_page_has_gone_is_not_begun(living: Living) -> None:
    living.sign_in()
    living.sees(Orders)
    living.world.hub.before = gate = Gate()
    stuck, freed = threading.Event(), threading.Event()
    for _ in range(module.READERS):
        living.runtime._readers.do(lambda: stuck.wait(DEADLINE_S) and None)
    living.touch(OpenOrder("YKQJIA0000"), End())
    living.runtime._readers.do(freed.set)
    stuck.set()
    assert freed.wait(DEADLINE_S)
    living.sees(Leaving)
    living.runtime.close(DEADLINE_S)
    assert gate.asked == ["sign_out"]


def over_a_journal(path: Path, world: World) -> tuple[World, list[Service]]:
    journal = Journal(path, world.clock.now)
    outbox = JournalOutbox(journal, world.hub, world.clock)
    printer = world.printer
    ledger = LedgerPrinter(journal, printer.print, printer.ready)
    changed = World(world.clock, world.hub, ledger, outbox)  # type: ignore[arg-type]
    return changed, [Service("outbox", outbox.run, outbox.wake)]


def test_fifty_touches_make_one_urge_and_one_paper(make: Make, tmp_path: Path) -> None:
    small = new_world()
    world, services = over_a_journal(tmp_path / "journal.db", small)
    living = make(world=world, services=services)
    living.sign_in("20000002")
    living.sees(OrderShown)
    small.hub.before = gate = Gate("urge")
    living.touch(AskUrge(), *[Confirm()] * 50)
    assert gate.waiting.acquire(timeout=DEADLINE_S)
    living.touch(*[Confirm()] * 50)
    gate.opened.set()
    living.sees(UrgeDone)
    living.touch(*[AskReceipt()] * 50)
    living.sees(ReceiptReady)
    living.touch(*[AskReceipt()] * 50)
    assert gate.asked.count("urge") == 1
    assert len(small.hub.urges) == 1
    assert len(small.printer.papers) == 1


def test_work_that_raises_leads_to_a_safe_page_with_a_line_in_the_journal(living: Living) -> None:
    def before(name: str) -> None:
        if name == "orders":
            raise ZeroDivisionError("10000001 402957")

    living.world.hub.before = before
    living.sign_in()
    reference = living.sees(OutOfService).reference
    assert living.parts.noted.wait(DEADLINE_S)
    ((noted, place, what),) = living.parts.notes
    assert (noted, place) == (reference, "work")
    assert "ZeroDivisionError" in what
    assert "10000001" not in what
    living.world.clock.turn(COME_BACK_S)
    living.sees(Welcome)
    living.world.hub.before = lambda _: None
    living.sign_in()
    living.sees(Orders)


def test_a_flow_that_raises_too(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise LookupError("402957")

    monkeypatch.setattr(SignInFlow, "reduce", breaks)
    living.touch(Begin())
    living.sees(AskNumber)
    living.touch(Digit("1"))
    living.sees(OutOfService)
    assert living.parts.noted.wait(DEADLINE_S)
    assert "402957" not in str(living.parts.notes)


def test_a_glass_that_can_not_draw_too(living: Living) -> None:
    living.sign_in()
    living.sees(Orders)
    living.runtime.crashed("drawing Orders", ZeroDivisionError("QJIA"))
    assert living.sees(OutOfService).reference
    assert living.parts.noted.wait(DEADLINE_S)
    assert living.parts.notes[0][1] == "drawing Orders"


def test_a_service_that_raises_disturbs_no_customer_and_is_noted(make: Make) -> None:
    def breaks(_stop: threading.Event) -> None:
        raise OSError("loose plug")

    living = make(services=[Service("reader", breaks)])
    living.sign_in()
    living.sees(Orders)
    assert living.parts.noted.wait(DEADLINE_S)
    assert living.parts.notes[0][1] == "reader"
    living.sees(Orders)


def test_parts_that_can_not_be_put_together_are_tried_again(make: Make) -> None:
    tries: list[int] = []
    living: Living

    def assemble(tell: Tell) -> Parts:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no such folder")
        return living.parts

    living = Living(assemble=assemble)
    living.runtime.start()
    assert living.sees(OutOfService).reference
    living.world.clock.turn(COME_BACK_S)
    living.sees(Welcome)
    living.sign_in()
    living.sees(Orders)
    assert len(tries) == 2
    living.runtime.close(DEADLINE_S)


def test_a_customer_who_is_quicker_than_the_parts_waits_and_then_is_told(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READY_S", 0.05)
    go_on = threading.Event()
    living: Living

    def assemble(tell: Tell) -> Parts:
        assert go_on.wait(DEADLINE_S)
        return living.parts

    living = make(assemble=assemble)
    living.sign_in()
    trouble = living.sees(AskPassword, lambda state: state.trouble is not None).trouble
    assert trouble is not None
    assert trouble.kind is TroubleKind.HUB_AWAY
    go_on.set()
    monkeypatch.setattr(module, "READY_S", DEADLINE_S)
    living.touch(*typed(PASSWORD), Confirm())
    living.sees(Orders)


def test_time_passes_by_itself(make: Make) -> None:
    clock = HubClock()
    living = make(clock=clock, idle=IdleSettings(0.1, 1.0))
    living.sign_in()
    living.sees(Orders)
    living.until(lambda snapshot: snapshot.idle_left is not None)
    living.sees(Leaving)


def test_an_empty_hall_is_left_alone(living: Living) -> None:
    living.touch(Begin(), Back())
    living.sees(Welcome)
    living.woken.clear()
    for _ in range(10):
        living.runtime.snapshot()
    assert not living.woken.is_set()


def test_what_is_taken_in_wakes_nobody(living: Living) -> None:
    living.touch(Begin())
    living.sees(AskNumber)
    living.told(HallKnown(HALL))
    assert living.woken.is_set()
    living.woken.clear()
    assert living.runtime.snapshot().hall == HALL
    assert not living.woken.is_set()


def test_the_time_is_told_as_in_china(living: Living) -> None:
    now = living.runtime.now()
    assert now == living.world.clock.now()
    assert now.utcoffset() == timedelta(hours=8)


class TestClosing:
    def test_a_customer_who_is_still_there_is_signed_out(self, living: Living) -> None:
        living.sign_in()
        living.sees(Orders)
        living.runtime.close(DEADLINE_S)
        assert living.world.hub.tokens == {}

    def test_all_threads_end_and_all_parts_are_closed_once(self, make: Make) -> None:
        asleep = threading.Event()

        def serves(stop: threading.Event) -> None:
            asleep.wait(DEADLINE_S)
            assert stop.is_set()

        living = make(services=[Service("sleeper", serves, asleep.set)])
        living.sign_in()
        living.sees(Orders)
        before = set(threading.enumerate())
        living.runtime.close(DEADLINE_S)
        living.runtime.close(DEADLINE_S)
        assert (living.parts.closed, living.ended) == (1, 1)
        ours = {"alarm", "assembly", "sleeper", "reader-1", "actor-1"}
        assert ours & {thread.name for thread in before}
        assert not [thread for thread in threading.enumerate() if thread.name in ours]

    def test_a_hub_that_says_nothing_does_not_hold_it_up(self, living: Living) -> None:
        living.world.hub.before = gate = Gate("orders")
        living.sign_in()
        living.sees(OrdersWaiting)
        assert gate.waiting.acquire(timeout=DEADLINE_S)
        living.runtime.close(0.05)
        assert living.parts.closed == 1
        gate.opened.set()

    def test_before_it_was_started(self) -> None:
        living = Living()
        living.runtime.close()
        living.runtime.start()
        assert living.ended == 1
        assert isinstance(living.runtime.snapshot().state, Welcome)

    def test_while_the_parts_are_being_put_together(self) -> None:
        begun, go_on = threading.Event(), threading.Event()
        living: Living

        def assemble(tell: Tell) -> Parts:
            begun.set()
            assert go_on.wait(DEADLINE_S)
            return living.parts

        living = Living(assemble=assemble)
        living.runtime.start()
        assert begun.wait(DEADLINE_S)
        living.runtime.close(0.05)
        go_on.set()
        for thread in list(threading.enumerate()):
            if thread.name == "assembly":
                thread.join(DEADLINE_S)
        assert living.parts.closed == 1


def test_printing_is_not_begun_twice_by_a_late_touch(living: Living) -> None:
    living.sign_in("20000002")
    living.sees(OrderShown)
    living.touch(AskReceipt())
    assert isinstance(living.runtime.snapshot().state, ReceiptPrinting | ReceiptReady)
    living.sees(ReceiptReady)
    assert len(living.world.printer.papers) == 1
