"""The end of the brain, at any time: the customer is signed out, threads end, parts are closed once."""

import threading

from kiosk.flows.orders import Orders, OrdersWaiting
from kiosk.runtime import Parts, Tell
from kiosk.snapshot import Welcome
from kiosk.threads import Service
from tests.kiosk.living import DEADLINE_S, Gate, Living, Make


def test_a_customer_who_is_still_there_is_signed_out(living: Living) -> None:
    living.sign_in()
    living.sees(Orders)
    living.runtime.close(DEADLINE_S)
    assert living.world.hub.tokens == {}


def test_all_threads_end_and_all_parts_are_closed_once(make: Make) -> None:
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


def test_a_hub_that_says_nothing_does_not_hold_it_up(living: Living) -> None:
    living.world.hub.before = gate = Gate("orders")
    living.sign_in()
    living.sees(OrdersWaiting)
    assert gate.waiting.acquire(timeout=DEADLINE_S)
    living.runtime.close(0.05)
    assert living.parts.closed == 1
    gate.opened.set()


def test_before_it_was_started() -> None:
    living = Living()
    living.runtime.close()
    living.runtime.start()
    assert living.ended == 1
    assert isinstance(living.runtime.snapshot().state, Welcome)


def test_while_the_parts_are_being_put_together() -> None:
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
