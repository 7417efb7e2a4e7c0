"""What fingers can do to a terminal at work, and what a slow hub can't do: one terminal for all of them."""

import random
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown, OrderWaiting
from kiosk.flows.orders import Orders, OrdersWaiting
from kiosk.flows.receipt import ReceiptFailed, ReceiptReady
from kiosk.flows.urge import UrgeConfirm, UrgeNotTaken, UrgeSending
from kiosk.moves import LeaveReason, ToReceipt
from kiosk.snapshot import Welcome
from kiosk.trouble import Trouble, TroubleKind
from services.contracts.orders import OrderDetail
from services.contracts.urges import UrgeKind
from tests.bench.ui.display import HEIGHT, WIDTH
from tests.e2e.exports import Applicant
from tests.e2e.hall import BusinessHall, business_hall
from tests.e2e.hub import PASSWORD, hub_process
from tests.e2e.mirror import Mirror
from tests.e2e.processes import until
from tests.e2e.proxy import Pace, SlowLine, slow_line
from tests.e2e.twin import Twin
from tests.e2e.visitor import PATIENCE_S, Visitor

pytestmark = pytest.mark.window
TOUCHES, WITHIN_S = 50, 1.0
ALIVE_S = 4.0
"""The longest that the glass may take on a busy machine, and less than anybody waits for a hub."""
KEY = "0" * 32
SEED = 20261122
STORM_S = 1.25
"""Four of them."""
FIRMS = {
    name: Applicant(f"7000000{at}", f"530420990{at}", f"示范市{name}机械有限公司", orders=3)
    for at, name in enumerate(("百川", "千里", "万象"), 1)
}


@dataclass
class Shared:
    """The hall, its slow line, and a second terminal to compare with."""

    hall: BusinessHall
    line: SlowLine
    twin: Twin
    visitor: Visitor

    @contextmanager
    def visit(self, firm: Applicant) -> Iterator[Visitor]:
        """A customer signs in, up to the list; in the end the terminal welcomes the next."""
        visitor = self.visitor
        visitor.finds_out()
        visitor.touches_anywhere()
        visitor.signs_in(firm.account_no, PASSWORD)
        visitor.customer = self.twin.sign_in(firm.account_no, PASSWORD)
        visitor.sees(Orders(self.twin.orders()))
        yield visitor
        if visitor.customer is not None:
            self.leaves()

    def opens(self, firm: Applicant, at: int = 0) -> OrderDetail:
        """From the list to one of the firm's orders."""
        listed = [row.order_no for row in self.twin.orders().orders]
        self.visitor.picks(listed.index(firm.order_no(at)))
        order = self.twin.order(firm.order_no(at))
        self.visitor.sees(OrderShown(order, single=False, can_print=True))
        return order

    def is_asked(self, firm: Applicant, at: int = 0) -> UrgeConfirm:
        """From the list to the question whether one of the orders shall be urged."""
        order = self.opens(firm, at)
        self.visitor.touches("催办")
        (stage,) = (stage for stage in order.stages if stage.permit)
        asked = UrgeConfirm(order, False, stage, UrgeKind.URGE, KEY)
        self.visitor.sees(asked)
        return asked

    def kept(self, order_no: str) -> list[str]:
        """The state of each urge of an order in the journal."""
        return [
            str(state)
            for (no, state) in self.hall.journal("SELECT order_no, state FROM outbox")
            if no == order_no
        ]

    def print_jobs(self) -> list[str]:
        """The state of each."""
        return [str(state) for (state,) in self.hall.journal("SELECT state FROM print_jobs")]

    def leaves(self, seconds: float = PATIENCE_S) -> None:
        """Good-bye, from wherever it is."""
        visitor = self.visitor
        visitor.touches("退出")
        visitor.customer = None
        if isinstance(visitor.sees(Leaving(LeaveReason.DONE), Welcome(), seconds=seconds), Leaving):
            visitor.touches("回到首页")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, mirror: Mirror) -> Iterator[Shared]:
    folder = tmp_path_factory.mktemp("hall")
    with hub_process(folder / "hub") as hub:
        hub.prepare(FIRMS.values())
        hub.start()
        twin = Twin(hub.url, hub.enrolment_code())
        with slow_line(hub.port) as line, business_hall(folder, mirror, hub, hub_url=line.url) as hall:
            visitor = hall.start_terminal()
            visitor.hall = twin.hall
            until(
                (hall.data / "credentials.json").exists, PATIENCE_S
            )  # it has enrolled: all of it is at work
            yield Shared(hall, line, twin, visitor)
        twin.close()


def test_fifty_touches_on_urge_are_one_urge(shared: Shared) -> None:
    firm = FIRMS["百川"]
    with shared.visit(firm) as visitor:
        shared.is_asked(firm)
        visitor.touches_often("确定催办", TOUCHES, WITHIN_S)
        visitor.until(lambda: shared.kept(firm.order_no()) == ["sent"])
    assert shared.hall.hub.urged().count(firm.order_no()) == 1
    assert shared.kept(firm.order_no()) == ["sent"], "it was not left to the hub to say no to the others"


def test_fifty_touches_on_print_are_one_receipt(shared: Shared) -> None:
    firm = FIRMS["千里"]
    with shared.visit(firm) as visitor:
        papers, jobs = len(shared.hall.paper), len(shared.print_jobs())
        shared.opens(firm)
        visitor.touches_often("打印回执", TOUCHES, WITHIN_S)
        visitor.until(lambda: len(shared.hall.paper) > papers)
        visitor.until(lambda: "started" not in shared.print_jobs())
    assert len(shared.hall.paper) == papers + 1
    assert len(shared.print_jobs()) == jobs + 1


@pytest.mark.parametrize("pace", [Pace.HELD, Pace.DRIBBLED])
def test_a_slow_hub_freezes_nothing_and_can_be_left(shared: Shared, pace: Pace) -> None:
    firm, line, visitor = FIRMS["千里"], shared.line, shared.visitor
    try:
        visitor.finds_out()
        visitor.touches_anywhere()
        asked = visitor.types_in(firm.account_no, PASSWORD)
        line.pace(pace)
        visitor.presses_and_sees_it("登录", ALIVE_S)
        line.wait_until_slow(ALIVE_S)
        visitor.sees_button(replace(asked, sending=True), "退出", ALIVE_S)
        shared.leaves(ALIVE_S)
        line.pace(Pace.AS_THEY_COME)

        with shared.visit(firm):
            line.pace(pace)
            visitor.picks(0)
            line.wait_until_slow(ALIVE_S)
            visitor.sees_button(OrderWaiting(firm.order_no(), False), "不等了，返回", ALIVE_S)
            visitor.touches("不等了，返回")
            visitor.sees_button(OrdersWaiting(False), "不等了，返回", ALIVE_S)
    finally:
        line.pace(Pace.AS_THEY_COME)


def test_who_leaves_while_it_is_being_sent_has_urged_once(shared: Shared) -> None:
    firm, line, visitor = FIRMS["千里"], shared.line, shared.visitor
    order_no = firm.order_no(1)
    try:
        with shared.visit(firm):
            asked = shared.is_asked(firm, 1)
            line.pace(Pace.HELD)
            visitor.touches("确定催办")
            line.wait_until_slow(ALIVE_S)
            visitor.sees_button(UrgeSending(asked), "退出", ALIVE_S)
            shared.leaves(ALIVE_S)
            assert shared.kept(order_no) == ["pending"]
    finally:
        line.pace(Pace.AS_THEY_COME)
    visitor.until(lambda: shared.kept(order_no) == ["sent"])
    assert shared.hall.hub.urged().count(order_no) == 1


def test_a_full_disk_is_told_and_nothing_claims_otherwise(shared: Shared) -> None:
    firm, hall = FIRMS["千里"], shared.hall
    with shared.visit(firm) as visitor:
        papers, jobs = len(hall.paper), len(shared.print_jobs())
        asked = shared.is_asked(firm, 2)
        with no_room_for(hall):
            visitor.touches("确定催办")
            not_written = Trouble(TroubleKind.UNEXPECTED, "")
            visitor.sees_text(UrgeNotTaken(asked, not_written), "这次催办没有受理")
            visitor.touches("回到工单")
            visitor.sees(OrderShown(asked.order, single=False, can_print=True))
            visitor.touches("打印回执")
            to_print = ToReceipt(asked.order, asked.stage.stage_id, False)
            visitor.sees_text(ReceiptFailed(to_print, None, not_written), "回执没有打印")
        assert shared.kept(firm.order_no(2)) == []
        assert (len(hall.paper), len(shared.print_jobs())) == (papers, jobs)
        visitor.touches("再打印一次")
        visitor.sees(ReceiptReady(to_print))
    assert firm.order_no(2) not in hall.hub.urged()
    assert len(hall.paper) == papers + 1


@contextmanager
def no_room_for(hall: BusinessHall) -> Iterator[None]:
    """Not a byte more of the terminal's gets onto the disk."""
    assert hall.terminal is not None
    pid, endless = hall.terminal.pid, resource.RLIM_INFINITY
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, endless))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (endless, endless))


def test_ten_restless_fingers_break_nothing(shared: Shared) -> None:
    chance = random.Random(SEED)
    firm = FIRMS["万象"]
    log = shared.hall.data / "logs" / "terminal.log"
    before = len(log.read_text())
    storm(shared, chance)
    with shared.visit(firm):
        storm(shared, chance)
    with shared.visit(firm):
        shared.opens(firm)
        storm(shared, chance)
    with shared.visit(firm) as visitor:
        shared.opens(firm)
        visitor.touches("催办")
        storm(shared, chance)
    assert shared.hall.terminal is not None
    assert shared.hall.terminal.process.poll() is None
    assert shared.hall.journal("SELECT * FROM incidents") == []
    assert " ERROR " not in log.read_text()[before:]


def storm(shared: Shared, chance: random.Random) -> None:
    """Fingers anywhere, some of them pushing; then somebody finds the way out."""
    finger = shared.hall.glass.display.finger
    ends = time.monotonic() + STORM_S
    while time.monotonic() < ends:
        start, end = ((chance.randrange(WIDTH), chance.randrange(HEIGHT)) for _ in range(2))
        finger.press(start)
        if chance.random() < 0.3:
            finger.move(end)
        finger.release(end if chance.random() < 0.5 else start)
        threading.Event().wait(chance.uniform(0, 0.01))
    shared.visitor.finds_out()
