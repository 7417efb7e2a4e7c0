"""One order: the stage that is spoken of, and what is offered."""

from kiosk.flows.order import OrderShown, OrderTrouble
from kiosk.flows.orders import Orders
from kiosk.intents import AskReceipt, AskUrge, Back, ChooseStage, OpenOrder, Retry, ShowWhole
from tests.kiosk.driving import Driven
from tests.kiosk.world import AWAY, failing


def opened(inside: Driven, at: int) -> OrderShown:
    inside.touch(OpenOrder(f"YKQJIA{at:04d}"))
    inside.work()
    return inside.sees(OrderShown)


def test_of_parallel_stages_the_touched_one_is_spoken_of(inside: Driven) -> None:
    shown = opened(inside, 1)
    assert shown.spoken_of is not None
    assert shown.spoken_of.stage_id == "QJIA-s1"
    inside.touch(ChooseStage("QJIA-s1b"))
    spoken_of = inside.sees(OrderShown).spoken_of
    assert spoken_of is not None
    assert spoken_of.stage_id == "QJIA-s1b"
    inside.touch(ChooseStage("no such stage"))
    assert inside.sees(OrderShown).stage_id == "QJIA-s1b"


def test_an_ended_order_can_not_be_urged(inside: Driven) -> None:
    assert not opened(inside, 5).can_urge
    inside.touch(AskUrge())
    inside.sees(OrderShown)


def test_without_a_printer_no_receipt_is_offered(inside: Driven) -> None:
    inside.world.printer.is_ready = False
    assert not opened(inside, 0).can_print
    inside.touch(AskReceipt())
    inside.sees(OrderShown)


def test_show_whole_folds_again(inside: Driven) -> None:
    opened(inside, 0)
    inside.touch(ShowWhole())
    assert inside.sees(OrderShown).whole
    inside.touch(ShowWhole())
    assert not inside.sees(OrderShown).whole


def test_trouble_can_be_tried_again_or_left(inside: Driven) -> None:
    inside.world.hub.before = failing(AWAY, "order")
    inside.touch(OpenOrder("YKQJIA0000"))
    inside.work()
    inside.sees(OrderTrouble)
    inside.touch(Retry())
    inside.work()
    inside.sees(OrderTrouble)
    inside.touch(Back())
    inside.work()
    inside.sees(Orders)
