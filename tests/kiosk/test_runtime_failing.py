"""What raises, wherever it is, leads to a safe page and a line in the journal; nothing dies for good."""

import threading

import pytest

from kiosk.flows.orders import Orders
from kiosk.flows.out_of_service import COME_BACK_S, OutOfService
from kiosk.flows.sign_in import AskNumber, SignInFlow
from kiosk.intents import Begin, Digit
from kiosk.snapshot import Welcome
from kiosk.threads import Service
from tests.kiosk.living import DEADLINE_S, Living, Make


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
