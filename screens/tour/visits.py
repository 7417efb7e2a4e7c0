"""The visits of a tour, in the order in which their pictures are numbered."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.flows.first_password import ChoosePassword
from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown, OrderTrouble
from kiosk.flows.orders import Orders
from kiosk.flows.out_of_service import OutOfService
from kiosk.flows.receipt import ReceiptFailed, ReceiptPrinting, ReceiptReady
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.flows.urge import UrgeChoose, UrgeConfirm, UrgeDone, UrgeKeptHere, UrgeNotTaken
from kiosk.runtime import Runtime
from kiosk.snapshot import Welcome
from screens.tour.hall import Hall
from screens.tour.player import Player
from services.contracts.orders import OrderRow, Standing


@dataclass(frozen=True)
class Account:
    """A demonstration account; README lists them."""

    number: str
    password: str


SEVERAL = Account("5304100018", "482916")
AGENT = Account("5304100026", "705183")
LATE = Account("5304100034", "639274")
NONE = Account("5304100042", "918350")
FIRST_PASSWORD = Account("5304100059", "273961")
CARD_OF_SEVERAL = "62E3086CED"
WRONG_PASSWORD = "902715"  # noqa: S105
WEAK_PASSWORD = "123456"  # noqa: S105
NEW_PASSWORD = "730264"  # noqa: S105
TRIES_UNTIL_LOCKED = 5
ANSWER = "计量箱已到货，明天上午上门装表，请留人在家"


class Tour:
    """Each visit begins and ends at the welcome screen."""

    def __init__(self, player: Player, hall: Hall, runtime: Runtime) -> None:
        self.player = player
        self.hall = hall
        self.runtime = runtime

    def play(self) -> None:
        """All of them."""
        visits: tuple[Callable[[], None], ...] = (
            self.whole_visit,
            self.by_card,
            self.side_by_side,
            self.first_password,
            self.agent,
            self.nothing_and_idle,
            self.late_and_no_paper,
            self.hub_away,
            self.locked,
            self.out_of_service,
        )
        for visit in visits:
            self.player.wait_for(Welcome)
            visit()

    def whole_visit(self) -> None:
        """From the welcome to the receipt in the customer's hand."""
        player = self.player
        player.choose_language()
        player.picture("welcome")
        self._begin()
        player.picture("number")
        player.type(SEVERAL.number)
        player.picture("number-typed")
        player.press("action.next")
        player.wait_for(AskPassword)
        player.picture("password")
        player.type(SEVERAL.password)
        player.picture("password-typed")
        player.press("signin.submit")
        player.wait_for(Orders)
        player.picture("orders")
        self._look_at(Standing.WAITING_FOR_CUSTOMER, "order-waiting-for-you")
        self._look_at(Standing.FINISHED, "order-finished")
        self._look_at(Standing.PAUSED, "order-paused")
        self._look_at(Standing.CANCELLED, "order-cancelled")
        self._open(Standing.RUNNING)
        player.picture("order")
        player.press("order.whole")
        player.picture("order-whole")
        player.press("action.back")
        self._urge("urge")
        player.press("order.receipt")
        player.wait_for(ReceiptPrinting)
        player.picture("receipt-printing")
        player.wait_for(ReceiptReady)
        player.picture("receipt-ready")
        player.keep_receipt(self.hall.receipts, "paper-of-the-urge")
        player.press("receipt.ready.leave")
        player.wait_for(Leaving)
        player.picture("leaving")

    def by_card(self) -> None:
        """A card gives the account; a wrong password is refused, an urge of today is not taken twice, and an
        answer to it is read.
        """
        player = self.player
        player.press_welcome()
        self.hall.reader.control(f"card {CARD_OF_SEVERAL}")
        player.wait_for(AskPassword)
        player.picture("password-by-card")
        self._password(WRONG_PASSWORD)
        player.until(self._refused_once, "a refusal")
        player.stage.pump()
        player.picture("password-refused")
        self._password(SEVERAL.password)
        player.wait_for(Orders)
        self._open(Standing.RUNNING)
        player.picture("order-urged")
        player.press("order.urge")
        player.wait_for(UrgeConfirm)
        player.press("urge.confirm.submit")
        player.wait_for(UrgeNotTaken)
        player.picture("urge-not-taken")
        self.hall.hub.answer_last_urge(ANSWER)
        player.press("urge.back")
        player.wait_for(OrderShown)
        player.picture("order-answered")
        self._end()

    def side_by_side(self) -> None:
        """Stages that run side by side: one is chosen; the customer's own is reported as done."""
        player = self.player
        self._sign_in(SEVERAL)
        player.wait_for(Orders)
        several = next(row for row in self._rows() if len(row.stages) > 1)
        player.pick(several.order_no)
        shown = player.wait_for(OrderShown)
        assert isinstance(shown, OrderShown)
        player.picture("order-side-by-side")
        player.press("order.either")
        choice = player.wait_for(UrgeChoose)
        assert isinstance(choice, UrgeChoose)
        player.picture("urge-choose")
        yours = next(stage for stage in choice.stages if stage.urge_kind == "check")
        player.pick(yours.stage_id)
        player.wait_for(UrgeConfirm)
        player.picture("check-confirm")
        player.press("urge.check.submit")
        player.wait_for(UrgeDone)
        player.picture("check-done")
        self._end()

    def first_password(self) -> None:
        """A first password from staff: the customer chooses one of their own, and not an easy one."""
        player = self.player
        self._sign_in(FIRST_PASSWORD)
        player.wait_for(ChoosePassword)
        player.picture("first-password")
        self._new_password(WEAK_PASSWORD)
        player.press("action.next")
        player.picture("first-password-again")
        self._new_password(WEAK_PASSWORD)
        player.press("action.next")
        player.until(self._weak, "a refusal of the easy one")
        player.stage.pump()
        player.picture("first-password-weak")
        self._new_password(NEW_PASSWORD)
        player.press("action.next")
        self._new_password(NEW_PASSWORD)
        player.press("action.next")
        player.wait_for(OrderShown)
        player.picture("order-just-filed")
        self._end()

    def agent(self) -> None:
        """Five hundred orders, by page buttons and by finger."""
        player = self.player
        self._sign_in(AGENT)
        player.wait_for(Orders)
        player.picture("agent-orders")
        player.press("action.page_down")
        player.press("action.page_down")
        player.push_list(0.6)
        player.rest()
        player.picture("agent-orders-further")
        self._end()

    def nothing_and_idle(self) -> None:
        """No orders; then nobody touches anything, says that they are here, and leaves after all."""
        player = self.player
        self._sign_in(NONE)
        player.wait_for(Orders)
        player.picture("no-orders")
        player.until(lambda: player.snapshot.idle_left is not None, "the idle warning")
        player.stage.pump()
        player.picture("idle-warning")
        player.press("idle.still_here")
        player.wait_for(Orders)
        self._end()

    def late_and_no_paper(self) -> None:
        """Exactly one order, opened at once, and late. The printer runs out of paper."""
        player = self.player
        self._sign_in(LATE)
        player.wait_for(OrderShown)
        player.picture("order-late")
        self.hall.printer.control("fault paper-out on")
        player.press("order.receipt")
        player.wait_for(ReceiptFailed)
        player.picture("receipt-no-paper")
        self.hall.printer.control("fault paper-out off")
        self._end()

    def hub_away(self) -> None:
        """The hub is gone: an urge is kept, on paper too, and sent when it is back."""
        player = self.player
        self._sign_in(SEVERAL)
        player.wait_for(Orders)
        self._open(Standing.LATE)
        player.press("order.urge")
        player.wait_for(UrgeConfirm)
        player.picture("urge-confirm-late")
        self.hall.hub.stop()
        player.press("urge.confirm.submit")
        player.wait_for(UrgeKeptHere)
        player.picture("urge-kept")
        player.press("order.receipt")
        player.wait_for(ReceiptReady)
        player.keep_receipt(self.hall.receipts, "paper-of-the-kept-urge")
        player.press("urge.back")
        player.wait_for(OrderTrouble)
        player.picture("hub-away")
        self._end()
        self.hall.hub.start()

    def locked(self) -> None:
        """Too many wrong passwords."""
        player = self.player
        self._begin()
        player.type(NONE.number)
        player.press("action.next")
        player.wait_for(AskPassword)
        for _ in range(TRIES_UNTIL_LOCKED + 1):
            self._password(WRONG_PASSWORD)
            player.until(self._refused_once, "a refusal")
        player.stage.pump()
        player.picture("locked")
        self._end()

    def out_of_service(self) -> None:
        """Something that nobody expected."""
        self.runtime.crashed("the tour", RuntimeError("shown on purpose"))
        self.player.wait_for(OutOfService)
        self.player.picture("out-of-service")

    def _begin(self) -> None:
        player = self.player
        player.press_welcome()
        player.wait_for(AskNumber)

    def _sign_in(self, account: Account) -> None:
        player = self.player
        self._begin()
        player.type(account.number)
        player.press("action.next")
        player.wait_for(AskPassword)
        self._password(account.password)

    def _password(self, digits: str) -> None:
        self.player.type(digits)
        self.player.press("signin.submit")

    def _new_password(self, digits: str) -> None:
        self.player.rest()
        self.player.type(digits)

    def _refused_once(self) -> bool:
        state = self.player.snapshot.state
        return isinstance(state, AskPassword) and not state.sending and state.trouble is not None

    def _weak(self) -> bool:
        state = self.player.snapshot.state
        return isinstance(state, ChoosePassword) and state.trouble is not None

    def _rows(self) -> list[OrderRow]:
        state = self.player.snapshot.state
        assert isinstance(state, Orders)
        return state.list.orders

    def _open(self, standing: Standing) -> None:
        row = next(row for row in self._rows() if row.standing is standing and len(row.stages) <= 1)
        self.player.pick(row.order_no)
        self.player.wait_for(OrderShown)

    def _look_at(self, standing: Standing, name: str) -> None:
        self._open(standing)
        self.player.picture(name)
        self.player.press("action.back")
        self.player.wait_for(Orders)

    def _urge(self, name: str) -> None:
        player = self.player
        player.press("order.urge")
        player.wait_for(UrgeConfirm)
        player.picture(f"{name}-confirm")
        player.press("urge.confirm.submit")
        player.wait_for(UrgeDone)
        player.picture(f"{name}-done")

    def _end(self) -> None:
        self.player.press("header.end")
        self.player.wait_for(Leaving)
