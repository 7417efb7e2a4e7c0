"""A receipt: printed once, and told as what became of it."""

import pytest

from kiosk.flows.order import OrderShown
from kiosk.flows.receipt import ReceiptFailed, ReceiptPrinting, ReceiptReady, ReceiptUncertain
from kiosk.intents import AskReceipt, Confirm, OpenOrder, Retry
from kiosk.ports import PrintOutcome, ReceiptQr
from services.contracts.problems import Code
from tests.kiosk.driving import Driven
from tests.kiosk.world import AWAY, failing, refused


@pytest.fixture
def at_order(driven: Driven) -> Driven:
    """The customer's only one."""
    driven.sign_in("20000002")
    return driven


def prints_without_a_code(driven: Driven) -> None:
    driven.touch(AskReceipt())
    driven.work()
    driven.sees(ReceiptReady)
    assert not any(isinstance(part, ReceiptQr) for part in driven.world.printer.papers[0])


def test_printed_is_told_and_leads_back(at_order: Driven) -> None:
    at_order.touch(AskReceipt())
    at_order.sees(ReceiptPrinting)
    at_order.work()
    at_order.sees(ReceiptReady)
    assert any(isinstance(part, ReceiptQr) for part in at_order.world.printer.papers[0])
    at_order.touch(Confirm())
    at_order.work()
    assert at_order.sees(OrderShown).single


def test_fifty_touches_are_one_paper(at_order: Driven) -> None:
    at_order.touch(*[AskReceipt()] * 50)
    at_order.work()
    at_order.touch(*[AskReceipt()] * 50)
    at_order.work()
    assert len(at_order.world.printer.papers) == 1


def test_not_sent_can_be_tried_again_and_is_another_job(at_order: Driven) -> None:
    at_order.world.printer.outcome = PrintOutcome.NOT_SENT
    at_order.touch(AskReceipt())
    at_order.work()
    assert at_order.sees(ReceiptFailed).reason == "paper-out"
    at_order.world.printer.outcome = PrintOutcome.CONFIRMED
    at_order.touch(Retry())
    at_order.work()
    at_order.sees(ReceiptReady)
    assert len(at_order.world.printer.results) == 2


def test_unknown_is_told_as_unknown_and_never_tried_again(at_order: Driven) -> None:
    at_order.world.printer.outcome = PrintOutcome.UNKNOWN
    at_order.touch(AskReceipt())
    at_order.work()
    at_order.sees(ReceiptUncertain)
    at_order.touch(Retry())
    at_order.sees(ReceiptUncertain)
    assert at_order.jobs == []


@pytest.mark.parametrize("error", [AWAY, refused(Code.BUSY)])
def test_without_a_link_it_has_no_code(at_order: Driven, error: Exception) -> None:
    at_order.world.hub.before = failing(error, "receipt_link")
    prints_without_a_code(at_order)


def test_a_hub_that_makes_no_links_is_not_asked_for_one(driven: Driven) -> None:
    driven.world.hub.features = []
    driven.sign_in()
    driven.touch(OpenOrder("YKQJIA0000"))
    driven.work()
    driven.world.hub.before = failing(AssertionError("asked"), "receipt_link")
    prints_without_a_code(driven)


@pytest.mark.parametrize("url", ["https://供电.example", "https://hub.example/" + "x" * 500, "https://a\nb"])
def test_a_link_that_no_code_can_hold_is_left_out(at_order: Driven, url: str) -> None:
    at_order.world.hub.public_url = url
    prints_without_a_code(at_order)


def test_no_whole_number_and_no_name_is_on_it(at_order: Driven) -> None:
    at_order.touch(AskReceipt())
    at_order.work()
    assert "YKQYI0000" not in str(at_order.world.printer.papers)
    assert "QYI*" not in str(at_order.world.printer.papers)
    assert "20000002" not in str(at_order.world.printer.papers)
