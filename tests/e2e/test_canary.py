"""A name, an account number and passwords are planted; visits end in every way; nothing of them is left."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.flows.first_password import ChoosePassword
from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown, OrderTrouble
from kiosk.flows.orders import Orders
from kiosk.flows.receipt import ReceiptReady
from kiosk.moves import LeaveReason, ToReceipt
from kiosk.session import SignedInCustomer
from kiosk.snapshot import Welcome
from kiosk.trouble import Trouble, TroubleKind
from tests.e2e.exports import Applicant
from tests.e2e.hall import BusinessHall, business_hall
from tests.e2e.hub import PASSWORD, HubProcess, hub_process
from tests.e2e.leftovers import OffScreen
from tests.e2e.mirror import Mirror
from tests.e2e.settings import write_settings
from tests.e2e.twin import Twin
from tests.e2e.visitor import Visitor

CANARY = Applicant(
    "77317731", "5304277731", "拓跋鹳鹆", orders=2, address="示范市南湖区鹈鹕巷91号", kind="居民"
)
CHOSEN = "739518"
LONELY = r"(?<![0-9A-Za-z.]){}(?![0-9A-Za-z])"
"""Six digits by themselves; among others they come about by chance."""


@dataclass
class Canary:
    """The planted customer before the terminal, again and again."""

    hall: BusinessHall
    visitor: Visitor
    twin: Twin
    passwords: list[str] = field(default_factory=list)
    customer: SignedInCustomer | None = None

    def signs_in(self) -> None:
        self.visitor.customer = None
        self.visitor.sees(Welcome())
        self.visitor.touches_anywhere()
        self.visitor.signs_in(CANARY.account_no, self.passwords[-1])
        self.visitor.customer = self.customer

    def gets_a_first_password(self) -> None:
        """At the counter."""
        self.passwords.append(self.hall.hub.command("account", "issue", CANARY.account_no).strip())

    def chooses(self, password: str) -> None:
        """After a first password."""
        visitor = self.visitor
        visitor.sees(ChoosePassword())
        visitor.types(password)
        visitor.sees(ChoosePassword(typed=password))
        visitor.touches("下一步")
        visitor.sees(ChoosePassword(first=password))
        visitor.types(password)
        visitor.sees(ChoosePassword(first=password, typed=password))
        visitor.touches("下一步")
        self.passwords.append(password)
        visitor.until(self._is_known)

    def sees_the_orders(self) -> None:
        self.visitor.sees(Orders(self.twin.orders()))

    def opens_the_first(self) -> None:
        self.sees_the_orders()
        self.visitor.picks(0)

    def is_told_good_bye(self, reason: LeaveReason) -> None:
        self.visitor.customer = None
        self.visitor.sees(Leaving(reason))
        self.visitor.touches("回到首页")

    def _is_known(self) -> bool:
        """The hub has the new password."""
        self.customer = self.visitor.customer = self.twin.try_sign_in(CANARY.account_no, self.passwords[-1])
        return self.customer is not None


@pytest.fixture
def canary(tmp_path: Path, mirror: Mirror) -> Iterator[Canary]:
    with hub_process(tmp_path / "hub", "--public-url", "http://127.0.0.1:9") as hub:
        hub.prepare([CANARY])
        hub.start()
        twin = Twin(hub.url, hub.enrolment_code())
        with business_hall(tmp_path, mirror, hub) as hall:
            visitor = hall.start_terminal()
            visitor.hall = twin.hall
            yield Canary(hall, visitor, twin)
        twin.close()


@pytest.mark.window
def test_nothing_of_a_customer_is_left_on_the_disk(canary: Canary) -> None:
    chooses_a_password_prints_and_ends(canary)
    goes_away(canary)
    meets_a_dead_hub(canary)
    is_signed_out_by_the_hub(canary)
    stands_before_a_terminal_that_dies(canary)
    folder = canary.hall.folder
    assert secrets_in([folder / "hub" / "hub.db", folder / "hub" / "hub.db-wal"], ["x"]) != []
    kept = [path for path in folder.rglob("*") if path.is_file() and not is_the_hubs_own(path, folder)]
    assert {"journal.db", "terminal.log", "terminal.stderr", "hub.stderr", "receipt-0001.bin"} <= {
        path.name for path in kept
    }
    assert secrets_in(kept, canary.passwords) == []


def chooses_a_password_prints_and_ends(canary: Canary) -> None:
    visitor, twin = canary.visitor, canary.twin
    canary.gets_a_first_password()
    canary.customer = SignedInCustomer("", "", "person")
    canary.signs_in()
    canary.chooses(CHOSEN)
    canary.opens_the_first()
    order = twin.order(twin.orders().orders[0].order_no)
    visitor.sees(OrderShown(order, single=False, can_print=True))
    visitor.touches("打印回执")
    (stage,) = (stage for stage in order.stages if stage.permit)
    visitor.sees(ReceiptReady(ToReceipt(order, stage.stage_id, False)))
    visitor.touches("取好了，退出")
    canary.is_told_good_bye(LeaveReason.DONE)


def goes_away(canary: Canary) -> None:
    canary.signs_in()
    canary.opens_the_first()
    canary.is_told_good_bye(LeaveReason.IDLE)


def meets_a_dead_hub(canary: Canary) -> None:
    canary.signs_in()
    canary.sees_the_orders()
    canary.hall.hub.kill()
    canary.visitor.picks(0)
    trouble = Trouble(TroubleKind.HUB_AWAY, "")
    canary.visitor.sees_button(OrderTrouble(CANARY.order_no(), False, trouble), "再试一次")
    canary.visitor.touches("退出")
    canary.is_told_good_bye(LeaveReason.DONE)
    canary.hall.hub.start()


def is_signed_out_by_the_hub(canary: Canary) -> None:
    canary.signs_in()
    canary.sees_the_orders()
    canary.gets_a_first_password()
    canary.visitor.picks(0)
    canary.is_told_good_bye(LeaveReason.SESSION_ENDED)


def stands_before_a_terminal_that_dies(canary: Canary) -> None:
    canary.signs_in()
    canary.visitor.sees(ChoosePassword())
    canary.visitor.types(PASSWORD[:5])
    canary.visitor.sees(ChoosePassword(typed=PASSWORD[:5]))
    canary.hall.kill_terminal()


def is_the_hubs_own(path: Path, folder: Path) -> bool:
    """The database and what was imported; the hub's logs and temporary files are looked through."""
    return path.name.startswith("hub.db") or folder / "hub" / "exports" in path.parents


def secrets_in(paths: list[Path], passwords: list[str]) -> list[tuple[str, str]]:
    """File and secret, wherever a file of these holds a secret in any encoding that a program may use."""
    spellings = {
        secret: [re.escape(form) for text in forms for form in encoded(text)]
        for secret, forms in (
            (CANARY.name, [CANARY.name]),
            (CANARY.address, [CANARY.address[-6:]]),
            (CANARY.account_no, [CANARY.account_no, "5304 2777 31", "5304 277 731"]),
        )
    }
    spellings |= {secret: [LONELY.format(secret).encode()] for secret in passwords}
    return [
        (path.name, secret)
        for path in paths
        if path.exists()
        for secret, patterns in spellings.items()
        if re.search(b"|".join(patterns), path.read_bytes())
    ]


def encoded(text: str) -> list[bytes]:
    forms = [text.encode(name) for name in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")]
    return [*forms, text.encode("ascii", "backslashreplace")]


@pytest.mark.pixels
def test_nothing_of_a_customer_is_left_on_the_glass_or_in_memory(tmp_path: Path) -> None:
    with hub_process(tmp_path / "hub") as hub:
        hub.prepare([CANARY], CHOSEN)
        hub.start()
        twin = Twin(hub.url, hub.enrolment_code())
        name = twin.sign_in(CANARY.account_no, CHOSEN).name
        twin.close()
        terminal = OffScreen(tmp_path, write_settings(tmp_path, hub.url, hub.enrolment_code()))
        secrets = [name, CANARY.account_no, CHOSEN, CANARY.order_no()]
        try:
            ends = ends_of_a_visit(terminal, hub)
            next(ends)
            at_an_order = {secret for secret, _ in terminal.remembers(secrets)}
            assert at_an_order >= {name, CANARY.order_no()}, "the search finds what is there"
            for how in ends:
                assert terminal.remembers(secrets) == [], how
        finally:
            terminal.close()


def ends_of_a_visit(terminal: OffScreen, hub: HubProcess) -> Iterator[str]:
    """One after the other; each from an order's page, up to a page that belongs to nobody."""
    reach_the_order(terminal)
    yield "none yet"
    terminal.touches("退出")
    terminal.sees("LeavingScreen")
    yield "the customer leaves"
    terminal.touches("回到首页")
    reach_the_order(terminal)
    terminal.sees("LeavingScreen")
    yield "the customer went away without a word"
    terminal.touches("回到首页")
    reach_the_order(terminal)
    hub.kill()
    terminal.touches("返回")
    terminal.sees("OrdersTroubleScreen")
    terminal.touches("退出")
    terminal.sees("LeavingScreen")
    yield "the hub has died"
    terminal.touches("回到首页")
    hub.start()
    reach_the_order(terminal)
    terminal.breaks()
    terminal.sees("OutOfServiceScreen")
    yield "the terminal is out of service"


def reach_the_order(terminal: OffScreen) -> None:
    terminal.sees("WelcomeScreen")
    terminal.begins()
    terminal.types(CANARY.account_no)
    terminal.touches("下一步")
    terminal.types(CHOSEN)
    terminal.touches("登录")
    terminal.sees("OrdersScreen")
    terminal.picks(0)
    terminal.sees("OrderScreen")
