"""Forgetting: a name, an account and a password are planted, and looked for wherever things are left."""

import gc
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from devices.registry import start_emulator
from kiosk.flows.first_password import ChoosePassword
from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown
from kiosk.flows.orders import Orders
from kiosk.flows.out_of_service import OutOfService
from kiosk.flows.receipt import ReceiptReady
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.flows.urge import UrgeConfirm, UrgeDone
from kiosk.intents import AskReceipt, AskUrge, Back, Begin, Confirm, End, OpenOrder
from kiosk.session import SignedInCustomer
from kiosk.settings import IdleSettings, PrinterSettings
from services.contracts.orders import OrderDetail, OrderList
from services.contracts.sessions import NewPassword, SignedIn, SignInRequest
from tests.kiosk.driving import typed
from tests.kiosk.living import DEADLINE_S
from tests.kiosk.test_bootstrap import Standing, settings_for, standing
from tests.services.hub.running import running_hub
from tests.services.hub.seeding import PASSWORD

PERSONAL = (
    *(SignInRequest, NewPassword, SignedIn, OrderList, OrderDetail),
    *(SignedInCustomer, AskNumber, AskPassword, ChoosePassword, Orders, OrderShown, UrgeConfirm),
)
WRONG = "836251"


def leaves(somebody: Standing) -> None:
    somebody.touch(End())
    somebody.sees(Leaving)


def is_idle(somebody: Standing) -> None:
    somebody.until(lambda snapshot: snapshot.idle_left is not None)
    somebody.sees(Leaving)


def meets_trouble(somebody: Standing) -> None:
    somebody.runtime.crashed("drawing", ZeroDivisionError(PASSWORD))
    somebody.sees(OutOfService)


def is_cut_short(somebody: Standing) -> None:
    somebody.runtime.close(DEADLINE_S)


@pytest.mark.parametrize("ends", [leaves, is_idle, meets_trouble, is_cut_short])
def test_nothing_of_a_customer_is_left(
    ends: Callable[[Standing], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "hub").mkdir()
    others = what_lives()  # kept alive, so that nothing new can take their place in memory
    before = {id(thing) for thing in others}
    with ExitStack() as stack:
        hub = stack.enter_context(running_hub(tmp_path / "hub", public_url="https://hub.example.cn"))
        (tmp_path / "tmp").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
        monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
        port = tmp_path / "printer"
        stack.enter_context(start_emulator("escpos-80mm", port, tmp_path / "paper"))
        person, order_no = hub.seeded.person, hub.seeded.orders["running"].order_no
        settings = settings_for(tmp_path / "terminal", hub.url, hub.enrolment_code())
        settings = replace(
            settings,
            printer=PrinterSettings(port=str(port)),
            idle=IdleSettings(0.5, 1.0) if ends is is_idle else settings.idle,
        )
        with standing(settings) as somebody:
            a_visit(somebody, person.account_no, order_no)
            ends(somebody)
            alive = [type(thing).__name__ for thing in what_lives() if id(thing) not in before]
    assert alive == []
    out, err = capfd.readouterr()
    found = [
        (str(place.relative_to(tmp_path)), secret)
        for secret in (person.name, person.account_no, PASSWORD, WRONG, "14212345678", "棋阳路36号")
        for folder in ("terminal", "tmp", "paper")
        for place in (tmp_path / folder).rglob("*")
        if place.is_file() and holds(place.read_bytes(), secret)
    ]
    assert found == []
    assert not holds((out + err).encode(), PASSWORD)
    assert not holds((out + err).encode(), person.account_no)


def holds(content: bytes, secret: str) -> bool:
    return any(secret.encode(encoding) in content for encoding in ("utf-8", "gb18030", "utf-16-le"))


def a_visit(somebody: Standing, number: str, order_no: str) -> None:
    """A wrong password, the right one, an order, an urge, a receipt."""
    somebody.touch(Begin(), *typed(number), Confirm(), *typed(WRONG), Confirm())
    somebody.sees(AskPassword, lambda state: state.trouble is not None)
    somebody.touch(*typed(PASSWORD), Confirm())
    somebody.sees(Orders)
    somebody.touch(OpenOrder(order_no))
    while not somebody.sees(OrderShown).can_print:
        somebody.touch(Back())
        somebody.sees(Orders)
        somebody.touch(OpenOrder(order_no))
    somebody.touch(AskUrge(), Confirm())
    somebody.sees(UrgeDone)
    somebody.touch(AskReceipt())
    somebody.sees(ReceiptReady)


def what_lives() -> list[object]:
    """What is in memory of any customer."""
    gc.collect()
    # By its type: a weak proxy whose object has gone can't be asked anything else.
    return [thing for thing in gc.get_objects() if issubclass(type(thing), PERSONAL)]
