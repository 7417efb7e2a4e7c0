"""The list of a customer's orders: none, one, many, or a hub that does not tell."""

import pytest

from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown, OrderWaiting
from kiosk.flows.orders import Orders, OrdersTrouble, OrdersWaiting
from kiosk.intents import Back, Begin, Confirm, OpenOrder, Retry
from kiosk.moves import LeaveReason
from kiosk.trouble import TroubleKind
from services.contracts.problems import Code
from tests.kiosk.driving import Driven, typed
from tests.kiosk.world import AWAY, PASSWORD, failing, refused


def test_none_says_so(driven: Driven) -> None:
    driven.sign_in("30000003")
    assert driven.sees(Orders).list.orders == []


def test_one_opens_directly_and_back_ends_the_visit(driven: Driven) -> None:
    driven.sign_in("20000002")
    assert driven.sees(OrderShown).single
    driven.touch(Back())
    driven.sees(Leaving)


def test_many_are_opened_by_touch_and_back_leads_to_the_list(driven: Driven) -> None:
    driven.sign_in()
    driven.touch(OpenOrder("YKQJIA0002"))
    driven.sees(OrderWaiting)
    driven.work()
    assert driven.sees(OrderShown).order.order_no == "YKQJIA0002"
    driven.touch(Back())
    driven.work()
    driven.sees(Orders)


def test_an_order_that_is_not_in_the_list_is_not_asked_for(driven: Driven) -> None:
    driven.sign_in()
    driven.touch(OpenOrder("YKQYI0000"))
    driven.sees(Orders)
    assert driven.jobs == []


def test_a_hub_that_is_away_can_be_tried_again(driven: Driven) -> None:
    driven.world.hub.before = failing(AWAY, "orders")
    driven.sign_in()
    trouble = driven.sees(OrdersTrouble).trouble
    assert (trouble.kind, len(trouble.reference)) == (TroubleKind.HUB_AWAY, 6)
    driven.world.hub.before = lambda _: None
    driven.touch(Retry())
    driven.sees(OrdersWaiting)
    driven.work()
    driven.sees(Orders)


def test_the_wait_can_be_left(driven: Driven) -> None:
    driven.touch(Begin(), *typed("10000001"), Confirm(), *typed(PASSWORD), Confirm())
    driven.jobs = driven.visit.event(driven.result_of(driven.jobs[0]))
    driven.sees(OrdersWaiting)
    driven.touch(Back())
    driven.sees(Leaving)
    driven.work()
    assert driven.world.hub.tokens == {}


@pytest.mark.parametrize("call", ["orders", "order"])
def test_an_ended_session_is_told_and_leaves(driven: Driven, call: str) -> None:
    driven.world.hub.before = failing(refused(Code.SESSION_ENDED), call)
    driven.sign_in("20000002")
    assert driven.sees(Leaving).reason is LeaveReason.SESSION_ENDED
