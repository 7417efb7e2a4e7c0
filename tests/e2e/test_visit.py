"""One customer's visit, from the glass to the database and the paper, every program a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import zxingcpp
from PIL import Image

from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown
from kiosk.flows.orders import Orders
from kiosk.flows.receipt import ReceiptReady
from kiosk.flows.sign_in import AskPassword
from kiosk.flows.urge import UrgeConfirm, UrgeDone
from kiosk.moves import LeaveReason, ToReceipt
from kiosk.snapshot import Welcome
from services.contracts.orders import OrderDetail, StageState
from services.contracts.sessions import NumberKind
from services.contracts.urges import UrgeKind, UrgeView
from services.hub.server import DEMO_HALL
from services.hub.sync.demo.accounts import A
from tests.e2e.hall import BusinessHall, business_hall
from tests.e2e.hub import hub_process
from tests.e2e.mirror import Mirror
from tests.e2e.twin import Twin
from tests.e2e.visitor import Visitor
from tests.peers.escpos_reader import read_paper
from tests.peers.paper import Paper, Qr

pytestmark = pytest.mark.window
KEY = "0" * 32
"""Of an urge; nobody sees it."""


@pytest.fixture
def hall(tmp_path: Path, mirror: Mirror) -> Iterator[BusinessHall]:
    # Nobody is told by text: what the glass shows of the urge stays as it was when it was touched.
    with hub_process(tmp_path / "hub", "--demo", "--workers", "0") as hub:
        hub.start()
        with business_hall(tmp_path, mirror, hub, hall=DEMO_HALL.code) as it:
            yield it


def test_a_visit(hall: BusinessHall) -> None:
    code = hall.hub.command("terminal", "enrol", "--company", "demo", "--hall", "demo").strip()
    twin = Twin(hall.hub.url, code)
    visitor = hall.start_terminal()
    visitor.hall = twin.hall

    signs_in(visitor, twin)
    order = opens_an_order_to_urge(visitor, twin)
    urge = urges(visitor, twin, order, hall)
    takes_a_receipt(visitor, order, urge)
    is_welcomed_with_a_card(visitor, hall)

    (stream,) = hall.paper
    paper = read_paper(stream)
    tells_what_happened(paper, order, urge)
    address = one_code(paper.render())
    assert [item.data.decode() for item in paper.items if isinstance(item, Qr)] == [address]
    with Image.open(hall.folder / "paper" / "receipt-0001.png") as picture:
        assert one_code(picture) == address
    opens_on_a_phone(address, order)
    assert hall.terminal is not None
    assert hall.terminal.stop() == 0
    assert hall.terminal.errors() == ""
    hall.terminal = None
    twin.close()


def signs_in(visitor: Visitor, twin: Twin) -> None:
    visitor.sees(Welcome())
    visitor.touches_anywhere()
    visitor.signs_in(A.number, A.password)
    visitor.customer = twin.sign_in(A.number, A.password)


def opens_an_order_to_urge(visitor: Visitor, twin: Twin) -> OrderDetail:
    """The first on the list's first page that has exactly one stage, and that at the company."""
    listed = twin.orders()
    visitor.sees(Orders(listed))
    for at in range(len(visitor.look.rows)):
        order = twin.order(listed.orders[at].order_no)
        current = [stage for stage in order.stages if stage.state is StageState.CURRENT]
        if len(current) == 1 and current[0].urge_kind == "urge":
            visitor.picks(at)
            visitor.sees(OrderShown(order, single=False, can_print=True))
            return order
    raise LookupError("nobody can urge anything here")


def urges(visitor: Visitor, twin: Twin, order: OrderDetail, hall: BusinessHall) -> UrgeView:
    """Glass, journal and hub agree on one urge."""
    (stage,) = (stage for stage in order.stages if stage.state is StageState.CURRENT)
    asked = UrgeConfirm(order, False, stage, UrgeKind.URGE, KEY)
    visitor.touches("催办")
    visitor.sees(asked)
    visitor.touches("确定催办")
    visitor.until(lambda: len(_urges_of(twin, order)) == 1)
    (urge,) = _urges_of(twin, order)
    visitor.sees(UrgeDone(asked, urge, can_print=True))
    another = urge.model_copy(update={"urge_no": urge.urge_no[:-1] + str((int(urge.urge_no[-1]) + 1) % 10)})
    visitor.shows_not(UrgeDone(asked, another, can_print=True))
    (row,) = hall.hub.urges()
    assert row["urge_no"] == urge.urge_no
    assert (row["order_no"], row["state"]) == (order.order_no, "received")
    assert stage.handler is not None
    assert row["addressed_to"] == stage.handler.name
    assert hall.journal("SELECT order_no, state, permit FROM outbox") == [(order.order_no, "sent", None)]
    return urge


def _urges_of(twin: Twin, order: OrderDetail) -> list[UrgeView]:
    return [urge for stage in twin.order(order.order_no).stages for urge in stage.urges]


def takes_a_receipt(visitor: Visitor, order: OrderDetail, urge: UrgeView) -> None:
    visitor.touches("打印回执")
    visitor.sees(ReceiptReady(ToReceipt(order, urge.stage_id, False, urge=urge)))
    visitor.touches("取好了，退出")
    visitor.customer = None
    visitor.sees(Leaving(LeaveReason.DONE))


def is_welcomed_with_a_card(visitor: Visitor, hall: BusinessHall) -> None:
    """The next customer, who changes their mind."""
    assert hall.reader.tell(f"card {A.card}") == "ok"
    visitor.sees(AskPassword(NumberKind.CARD, A.card))
    visitor.touches("退出")
    visitor.sees(Leaving(LeaveReason.DONE))


def tells_what_happened(paper: Paper, order: OrderDetail, urge: UrgeView) -> None:
    """The witness read it from the bytes."""
    assert not any(command.embedded for command in paper.realtime)
    text = paper.text()
    assert order.account is not None
    for told in (urge.urge_no, order.account, order.order_no[-4:], order.flow.zh):
        assert told in text
    for secret in (A.number, order.order_no, A.name, A.password):
        assert secret not in text


def one_code(picture: Image.Image) -> str:
    """What a phone reads from the paper."""
    (code,) = zxingcpp.read_barcodes(picture)
    return str(code.text)


def opens_on_a_phone(address: str, order: OrderDetail) -> None:
    """That order's stages, and nothing of a person."""
    page = httpx.get(address)
    assert page.status_code == 200
    for stage in order.stages:
        assert stage.name.zh in page.text
    handlers = [stage.handler.name for stage in order.stages if stage.handler]
    for secret in (A.name, A.number, order.order_no, order.customer_name, order.address, *handlers):
        assert secret not in page.text
