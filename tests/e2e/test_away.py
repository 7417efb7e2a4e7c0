"""The hub is away: before the terminal begins, in the midst of a visit, after the terminal's own death."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.flows.order import OrderShown
from kiosk.flows.sign_in import AskNumber
from kiosk.flows.urge import UrgeConfirm, UrgeKeptHere
from kiosk.reference import local_number
from kiosk.snapshot import Welcome
from services.contracts.orders import OrderDetail
from services.contracts.urges import UrgeKind
from tests.e2e.exports import Applicant
from tests.e2e.hall import BusinessHall, business_hall
from tests.e2e.hub import PASSWORD, hub_process
from tests.e2e.mirror import Mirror
from tests.e2e.twin import Twin
from tests.e2e.visitor import Visitor

FIRM = Applicant("70000001", "5304209901", "示范市百川机械有限公司")
KEY = "0" * 32


@pytest.fixture
def hall(tmp_path: Path, mirror: Mirror) -> Iterator[BusinessHall]:
    with hub_process(tmp_path / "hub") as hub:
        hub.prepare([FIRM])
        with business_hall(tmp_path, mirror, hub) as it:
            yield it


@pytest.mark.window
def test_an_urge_is_kept_and_survives_the_terminal(hall: BusinessHall) -> None:
    visitor = hall.start_terminal()
    visitor.sees(Welcome())
    visitor.touches_anywhere()  # there is no hub yet, and nobody waits for one
    visitor.sees(AskNumber())
    hall.hub.start()
    twin = Twin(hall.hub.url, hall.hub.enrolment_code())
    order = signs_in_to_the_only_order(visitor, twin)

    hall.hub.kill()
    local_no = urges_and_is_told_that_it_is_kept(visitor, order, hall)
    hall.kill_terminal()
    assert hall.journal("SELECT state FROM outbox") == [("pending",)]
    hall.start_terminal()
    visitor.customer, visitor.hall = None, twin.hall
    visitor.sees(Welcome())
    hall.hub.start()
    visitor.until(lambda: hall.journal("SELECT state FROM outbox") == [("sent",)])
    assert hall.hub.urged() == [order.order_no]
    (key,) = hall.journal("SELECT key FROM outbox")
    assert local_number(str(key[0])) == local_no
    twin.close()


def signs_in_to_the_only_order(visitor: Visitor, twin: Twin) -> OrderDetail:
    visitor.hall = twin.hall
    visitor.signs_in(FIRM.account_no, PASSWORD)  # once the terminal has heard from the hub: it shows the hall
    visitor.customer = twin.sign_in(FIRM.account_no, PASSWORD)
    order = twin.order(FIRM.order_no())
    visitor.sees(OrderShown(order, single=True, can_print=True))
    return order


def urges_and_is_told_that_it_is_kept(visitor: Visitor, order: OrderDetail, hall: BusinessHall) -> str:
    """The local number that the customer was told."""
    (stage,) = (stage for stage in order.stages if stage.permit)
    asked = UrgeConfirm(order, True, stage, UrgeKind.URGE, KEY)
    visitor.touches("催办")
    visitor.sees(asked)
    visitor.touches("确定催办")
    visitor.until(lambda: len(hall.journal("SELECT key FROM outbox")) == 1)
    ((key,),) = hall.journal("SELECT key FROM outbox")
    visitor.sees(UrgeKeptHere(asked, local_number(str(key)), can_print=True))
    return local_number(str(key))
