"""A first password must be changed before anything is shown."""

import pytest

from kiosk.flows.first_password import ChoosePassword
from kiosk.flows.leaving import Leaving
from kiosk.flows.orders import Orders
from kiosk.intents import AskReceipt, AskUrge, Back, Confirm, Digit, OpenOrder
from kiosk.moves import LeaveReason
from services.contracts.problems import Code
from tests.kiosk.driving import Driven, typed
from tests.kiosk.world import FIRST_PASSWORD


@pytest.fixture
def choosing(driven: Driven) -> Driven:
    driven.sign_in("40000004", FIRST_PASSWORD)
    driven.sees(ChoosePassword)
    return driven


def test_it_is_typed_twice_and_then_the_orders_come(choosing: Driven) -> None:
    choosing.touch(*typed("650412"), Confirm())
    assert choosing.sees(ChoosePassword).repeating
    choosing.touch(*typed("650412"), Confirm())
    choosing.work()
    choosing.sees(Orders)
    assert choosing.world.hub.customers[3].password == "650412"


def test_two_that_differ_begin_again(choosing: Driven) -> None:
    choosing.touch(*typed("650412"), Confirm(), *typed("650413"), Confirm())
    state = choosing.sees(ChoosePassword)
    assert (state.differs, state.repeating, state.entered) == (True, False, 0)
    choosing.touch(Digit("1"))
    assert not choosing.sees(ChoosePassword).differs


def test_a_weak_one_is_refused_with_its_reason(choosing: Driven) -> None:
    choosing.touch(*typed("111111"), Confirm(), *typed("111111"), Confirm())
    choosing.work()
    trouble = choosing.sees(ChoosePassword).trouble
    assert trouble is not None
    assert (trouble.code, trouble.reason) == (Code.PASSWORD_WEAK, "repeated")


def test_nothing_is_shown_before(choosing: Driven) -> None:
    choosing.touch(OpenOrder("YKQDING0000"), AskUrge(), AskReceipt())
    choosing.sees(ChoosePassword)
    assert choosing.jobs == []


def test_back_from_the_second_time_begins_again_and_then_leaves(choosing: Driven) -> None:
    choosing.touch(*typed("650412"), Confirm(), Back())
    assert not choosing.sees(ChoosePassword).repeating
    choosing.touch(Back())
    choosing.sees(Leaving)


def test_an_ended_session_ends_the_visit(choosing: Driven) -> None:
    choosing.world.hub.tokens.clear()
    choosing.touch(*typed("650412"), Confirm(), *typed("650412"), Confirm())
    choosing.work()
    assert choosing.sees(Leaving).reason is LeaveReason.SESSION_ENDED
