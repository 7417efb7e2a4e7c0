"""Printing a receipt when it was asked for, and telling truly whether it came out."""

from dataclasses import dataclass

from kiosk.flow import Failed, Step, guarded, signed_in
from kiosk.intents import Back, Confirm, End, Retry
from kiosk.moves import ToLeaving, ToOrder, ToReceipt
from kiosk.ports import HubAway, HubRefused, PrintOutcome, PrintResult, Tools
from kiosk.receipts import ReceiptFacts, lay_out
from kiosk.reference import new_key, new_reference
from kiosk.session import Session, SignedInCustomer
from kiosk.trouble import Trouble
from services.contracts.sessions import RECEIPT_LINK

LONGEST_LINK = 500


@dataclass(frozen=True)
class ReceiptPrinting:
    """At the printer; the idle warning waits."""

    asked: ToReceipt
    job_key: str


@dataclass(frozen=True)
class ReceiptReady:
    """Printed for certain: take it."""

    asked: ToReceipt


@dataclass(frozen=True)
class ReceiptUncertain:
    """It may or may not have come out; look, and ask staff."""

    asked: ToReceipt
    reason: str | None


@dataclass(frozen=True)
class ReceiptFailed:
    """Nothing was printed, for certain; it can be tried again."""

    asked: ToReceipt
    reason: str | None
    trouble: Trouble | None = None


def start(asked: ToReceipt, session: Session) -> Step[object]:
    """Lay the receipt out and print it, once."""
    customer = signed_in(session)
    job_key = new_key()

    def work(tools: Tools) -> PrintResult:
        facts = ReceiptFacts(
            order=asked.order,
            stage_id=asked.stage_id,
            urge=asked.urge,
            kept_no=asked.kept_no,
            hall=tools.hall,
            printed_at=tools.clock.now(),
            link=_link(tools, customer, asked),
        )
        return tools.printer.print(lay_out(facts, session.language), job_key)

    return Step(ReceiptPrinting(asked, job_key), (guarded(work, new_reference),))


def _link(tools: Tools, customer: SignedInCustomer, asked: ToReceipt) -> str | None:
    if asked.kept_no is not None or RECEIPT_LINK not in customer.features:
        return None
    try:
        link = tools.hub.receipt_link(customer.token, asked.order.order_no)
    except (HubAway, HubRefused):
        return None
    return link.url if link and _fits_a_code(link.url) else None


def _fits_a_code(url: str) -> bool:
    """What no code can hold is left out: the receipt is worth having without it."""
    return url.isascii() and url.isprintable() and len(url) <= LONGEST_LINK


class ReceiptFlow:
    """From the printer's first line to the customer's hand."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]:
        match state, message:
            case ReceiptPrinting(asked), PrintResult(outcome, reason):
                return Step(_after(asked, outcome, reason))
            case ReceiptPrinting(asked), Failed(trouble):
                return Step(ReceiptFailed(asked, None, trouble))
            case _, End():
                return Step(state, move=ToLeaving())
            case ReceiptFailed(asked), Retry():
                return start(asked, session)
            case ((ReceiptReady() | ReceiptUncertain() | ReceiptFailed()), (Back() | Confirm())):
                return Step(state, move=ToOrder(state.asked.order.order_no, state.asked.single))
        return Step(state)


def _after(asked: ToReceipt, outcome: PrintOutcome, reason: str | None) -> object:
    if outcome is PrintOutcome.CONFIRMED:
        return ReceiptReady(asked)
    if outcome is PrintOutcome.UNKNOWN:
        return ReceiptUncertain(asked, reason)
    return ReceiptFailed(asked, reason)
