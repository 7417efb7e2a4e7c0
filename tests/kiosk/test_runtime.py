"""The brain with its threads: nothing blocks the glass, nothing is done twice, nobody is woken in vain."""

import threading
from datetime import timedelta
from pathlib import Path

from kiosk import runtime as module
from kiosk.clock import HubClock
from kiosk.flows.leaving import GOODBYE_S, Leaving
from kiosk.flows.order import OrderShown
from kiosk.flows.orders import Orders, OrdersWaiting
from kiosk.flows.receipt import ReceiptPrinting, ReceiptReady
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.flows.urge import UrgeDone
from kiosk.intents import AskReceipt, AskUrge, Back, Begin, Confirm, End, OpenOrder, SetLanguage
from kiosk.journal.database import Journal
from kiosk.journal.ledger import LedgerPrinter
from kiosk.journal.outbox import JournalOutbox
from kiosk.ports import CardSeen
from kiosk.settings import IdleSettings
from kiosk.snapshot import Welcome
from kiosk.threads import Service
from kiosk.visit import HallKnown
from tests.kiosk.living import DEADLINE_S, Gate, Living, Make
from tests.kiosk.world import HALL, World, new_world


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


def test_printing_is_not_begun_twice_by_a_late_touch(living: Living) -> None:
    living.sign_in("20000002")
    living.sees(OrderShown)
    living.touch(AskReceipt())
    assert isinstance(living.runtime.snapshot().state, ReceiptPrinting | ReceiptReady)
    living.sees(ReceiptReady)
    assert len(living.world.printer.papers) == 1


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
