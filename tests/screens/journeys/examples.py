"""One snapshot for each state that a screen must show, and for each of its interesting variants."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from kiosk.flows import first_password, leaving, orders, out_of_service, receipt, sign_in, urge
from kiosk.flows.order import OrderShown, OrderTrouble, OrderWaiting
from kiosk.moves import LeaveReason, ToReceipt
from kiosk.session import Session, SignedInCustomer
from kiosk.snapshot import Snapshot, Welcome
from kiosk.trouble import Trouble, TroubleKind
from services.contracts.language import Language
from services.contracts.orders import OrderDetail, RefusedUrge, StageState, Standing
from services.contracts.problems import Code, LastUrge
from services.contracts.sessions import NumberKind
from services.contracts.urges import UrgeKind
from tests.screens.journeys import orders as data

NUMBER = "37210044126"


@dataclass(frozen=True)
class Example:
    """A picture's name and what it shows."""

    name: str
    state: object
    customer: str | None = None
    """Masked name, when somebody is signed in."""
    hall: Any = data.HALL
    idle_left: int | None = None

    def snapshot(self, language: Language) -> Snapshot:
        """As the brain would publish it."""
        customer = SignedInCustomer("token", self.customer, "company") if self.customer else None
        return Snapshot(
            Session(7, language, customer), self.state, data.NOW, hall=self.hall, idle_left=self.idle_left
        )


@cache
def all_examples() -> dict[str, Example]:
    """By name."""
    makers: tuple[Callable[[], Iterator[Example]], ...] = (
        _arriving,
        _signing_in,
        _first_password,
        _orders,
        _running_orders,
        _other_orders,
        _long_orders,
        _urging,
        _urged,
        _receipts,
        _leaving,
    )
    return {example.name: example for maker in makers for example in maker()}


def _trouble(kind: TroubleKind, **facts: Any) -> Trouble:
    return Trouble(kind, "7KQ2WD", **facts)


def _arriving() -> Iterator[Example]:
    yield Example("welcome", Welcome())
    yield Example("welcome-hall-unknown", Welcome(), hall=None)
    yield Example("welcome-hall-long", Welcome(), hall=data.LONG_HALL)


def _signing_in() -> Iterator[Example]:
    yield Example("number-empty", sign_in.AskNumber())
    yield Example("number-short", sign_in.AskNumber("372"))
    yield Example("number-typed", sign_in.AskNumber(NUMBER))
    yield Example("number-longest", sign_in.AskNumber("37210044126553311090"))
    ask = sign_in.AskPassword(NumberKind.NUMBER, NUMBER)
    yield Example("password-empty", ask)
    yield Example("password-card", sign_in.AskPassword(NumberKind.CARD, "62E3086CED"))
    yield Example("password-longest-number", replace(ask, number="37210044126553311090", typed="1234"))
    yield Example("password-full", replace(ask, typed="123456"))
    yield Example("password-sending", replace(ask, typed="123456", sending=True))
    refused = {
        "refused": _trouble(TroubleKind.SIGN_IN_REFUSED, code=Code.SIGN_IN_REFUSED),
        "locked": _trouble(TroubleKind.LOCKED, code=Code.SIGN_IN_LOCKED, retry_after=840),
        "locked-until-staff": _trouble(TroubleKind.LOCKED_UNTIL_STAFF),
        "busy": _trouble(TroubleKind.BUSY, code=Code.BUSY, retry_after=8),
        "hub-away": _trouble(TroubleKind.HUB_AWAY),
        "terminal-refused": _trouble(TroubleKind.TERMINAL_REFUSED),
        "trouble": _trouble(TroubleKind.UNEXPECTED),
    }
    for name, trouble in refused.items():
        yield Example(f"password-{name}", replace(ask, trouble=trouble))


def _first_password() -> Iterator[Example]:
    def example(name: str, **facts: Any) -> Example:
        return Example(f"first-password-{name}", first_password.ChoosePassword(**facts), "张*")

    yield example("choose")
    yield example("typing", typed="2580")
    yield example("repeat", first="258014", typed="25")
    yield example("differs", differs=True)
    yield example("weak", trouble=_trouble(TroubleKind.REFUSED, code=Code.PASSWORD_WEAK, reason="birthday"))
    yield example("trouble", trouble=_trouble(TroubleKind.HUB_AWAY))
    yield example("sending", first="258014", typed="258014", sending=True)


def _orders() -> Iterator[Example]:
    yield Example("orders-waiting", orders.OrdersWaiting(True), "张*")
    yield Example("orders-none", orders.Orders(data.listed([])), "张*")
    yield Example("orders-none-hall-unknown", orders.Orders(data.listed([])), "欧阳*", hall=None)
    one = data.listed([data.row(1, Standing.RUNNING)])
    yield Example("orders-one", orders.Orders(one), "买买提·**")
    yield Example("orders-few", orders.Orders(data.listed(data.some_rows()[:3])), "蓝河市****食品有限公司")
    yield Example(
        "orders-each-standing", orders.Orders(data.listed(data.some_rows())), "蓝河市****食品有限公司"
    )
    yield Example("orders-500", orders.Orders(data.listed(data.many_rows())), data.LONG_NAME)
    for kind in (
        TroubleKind.HUB_AWAY,
        TroubleKind.BUSY,
        TroubleKind.TERMINAL_REFUSED,
        TroubleKind.UNEXPECTED,
    ):
        yield Example(f"orders-{kind}", orders.OrdersTrouble(_trouble(kind), True), "张*")


def _order(name: str, order: OrderDetail, **facts: Any) -> Example:
    state = OrderShown(order, **{"single": False, "can_print": True, **facts})
    return Example(f"order-{name}", state, order.customer_name)


def _running_orders() -> Iterator[Example]:
    running = data.order()
    yield Example("order-waiting", OrderWaiting(data.ORDER_NO, False), "张*")
    yield Example(
        "order-not-found", OrderTrouble(data.ORDER_NO, False, _trouble(TroubleKind.NOT_FOUND)), "张*"
    )
    yield Example("order-hub-away", OrderTrouble(data.ORDER_NO, True, _trouble(TroubleKind.HUB_AWAY)), "张*")
    yield _order("running", running)
    yield _order("running-whole", running, whole=True)
    yield _order("single", data.order("low-voltage", "site-survey", customer_name="张*"), single=True)
    yield _order("no-printer", data.order("low-voltage", "metering", handler=data.LEADER), can_print=False)
    yield _order("late", data.order(late=4))
    yield _order("late-one", data.order("low-voltage", "site-survey", late=1))
    yield _order("nearly-late", data.order(at="design-review", standing=Standing.NEARLY_LATE))
    yield _order("first", data.order(at="acceptance", handler=None))
    yield _order("last", data.order(at="filing"))
    yield _order("two-stages", data.order("low-voltage-direct", "metering", customer_name="𠮷*"))
    waiting = Standing.WAITING_FOR_CUSTOMER
    yield _order("customer-side", data.order(at="completion-notice", standing=waiting))
    yield _order("customer-side-whole", data.order(at="completion-notice", standing=waiting), whole=True)
    parallel = data.order("high-voltage-parallel", "grid-works", standing=waiting)
    yield _order("parallel", parallel)
    yield _order("parallel-chosen", parallel, stage_id="s05")


def _other_orders() -> Iterator[Example]:
    urged = data.urge_view(data.current(data.order()))
    yield _order("urged", data.with_stage(data.order(late=4), "intermediate-inspection", urges=[urged]))
    late = data.order(late=4)
    first = data.urge_view(data.current(late))
    promised = data.answered(first, data.ANSWER, new_day=data.workday(3))
    yield _order("answered", data.with_stage(late, "intermediate-inspection", urges=[promised]))
    long = data.answered(first, data.LONG_ANSWER, new_day=data.workday(3))
    yield _order("answered-long", data.with_stage(late, "intermediate-inspection", urges=[long]))
    payment = data.order(at="payment", standing=Standing.WAITING_FOR_CUSTOMER)
    checked = data.urge_view(data.current(payment), UrgeKind.CHECK, "C261124-0007")
    yield _order("checked", data.with_stage(payment, "payment", urges=[checked], urge_kind=None))
    yield _order("refused", data.order(refused=_refused(data.order())))
    paused = data.with_stage(data.order(), "intermediate-inspection", urge_kind=None, permit=None)
    yield _order("paused", data.paused(paused, data.LONG_REASON))
    done = {"standing": Standing.FINISHED}
    yield _order("finished", data.order(at=None, **done))
    yield _order("finished-whole", data.order(at=None, **done), whole=True)
    cancelled = data.order(
        "low-voltage", "plan-reply", standing=Standing.CANCELLED, ended_on=data.workday(-1)
    )
    yield _order("cancelled", _ended(cancelled, reason="客户撤回申请"))
    no_days = {"planned_start": None, "planned_finish": None}
    undated = data.with_stage(data.order(), "intermediate-inspection", **no_days)
    yield _order("no-days", data.with_stage(undated, "completion-notice", **no_days))


def _refused(order: OrderDetail) -> list[RefusedUrge]:
    return [
        RefusedUrge(
            stage=order.stages[9].name, touched_at=data.NOW - timedelta(days=1), code=Code.STAGE_PASSED
        )
    ]


def _ended(order: OrderDetail, reason: str) -> OrderDetail:
    nothing = {"urge_kind": None, "permit": None, "variance_days": None, "late": False}
    nothing |= {"planned_start": None, "planned_finish": None}
    stages = [
        stage.model_copy(update={**nothing, "state": StageState.STOPPED})
        if stage.state in (StageState.CURRENT, StageState.LATER)
        else stage
        for stage in order.stages
    ]
    return order.model_copy(update={"stages": stages, "reason": reason, "planned_finish": None})


def _long_orders() -> Iterator[Example]:
    long = {"customer_name": data.LONG_NAME, "address": data.LONG_ADDRESS}
    for at in ("survey-dispatch", "completion-acceptance", "contract"):
        order = data.order(at=at, late=12, handler=data.LONG_HANDLER, **long)
        urged = data.urge_view(data.current(order))
        order = data.with_stage(order, at, urges=[urged])
        yield _order(f"longest-{at}", order.model_copy(update={"refused": _refused(order)}))
    works = data.order(at="project-follow-up", standing=Standing.WAITING_FOR_CUSTOMER, **long)
    yield _order("longest-customer-side", works)
    yield _order("longest-whole", works, whole=True)
    parallel = data.order("high-voltage-parallel", "grid-works", late=3, handler=data.LONG_HANDLER, **long)
    parallel = parallel.model_copy(update={"refused": _refused(data.order())})
    yield _order("longest-parallel", parallel, stage_id="s06")
    far = data.workday(30)
    provisional = data.with_stage(
        data.order(late=2, **long), "completion-notice", planned_start=data.planned(far, provisional=True)
    )
    yield _order(
        "provisional",
        provisional.model_copy(update={"planned_finish": data.planned(data.workday(45), provisional=True)}),
    )
    yield _order("set-back", _set_back(data.order(at="design-review", late=1, **long)))
    yield _order("set-back-whole", _set_back(data.order(at="design-review", late=1, **long)), whole=True)


def _set_back(order: OrderDetail) -> OrderDetail:
    """Design review was gone through twice before, with the drawings between."""
    again = [stage for stage in order.stages if stage.code in ("project-follow-up", "design-review")]
    done = {"state": StageState.DONE, "finished_on": data.workday(-4), "urge_kind": None, "permit": None}
    visits = [
        stage.model_copy(update={**done, "stage_id": f"{stage.stage_id}-{turn}", "variance_days": 0})
        for turn in (1, 2)
        for stage in again
    ]
    at = order.stages.index(again[0])
    return order.model_copy(update={"stages": [*order.stages[:at], *visits, *order.stages[at:]]})


def _confirm(order: OrderDetail, kind: UrgeKind = UrgeKind.URGE) -> urge.UrgeConfirm:
    return urge.UrgeConfirm(order, False, data.current(order), kind, "0" * 32)


def _urging() -> Iterator[Example]:
    def example(name: str, state: object) -> Example:
        return Example(f"urge-{name}", state, "蓝河市****食品有限公司")

    parallel = data.order("high-voltage-parallel", "grid-works", handler=data.LONG_HANDLER)
    stages = tuple(stage for stage in parallel.stages if stage.state is StageState.CURRENT)
    yield example("choose", urge.UrgeChoose(parallel, False, stages))
    yield example("confirm", _confirm(data.order()))
    yield example("confirm-late", _confirm(data.order(late=4, handler=data.LONG_HANDLER)))
    yield example("confirm-leader", _confirm(data.order(at="contract", handler=data.LEADER)))
    undated = data.with_stage(data.order(handler=None), "intermediate-inspection", planned_finish=None)
    yield example("confirm-no-day", _confirm(undated))
    yield example("confirm-check", _confirm(data.order(at="completion-notice"), UrgeKind.CHECK))
    yield example("confirm-check-long", _confirm(data.order(at="project-follow-up"), UrgeKind.CHECK))
    yield example("sending", urge.UrgeSending(_confirm(data.order())))


def _urged() -> Iterator[Example]:
    def example(name: str, state: object) -> Example:
        return Example(f"urge-{name}", state, "蓝河市****食品有限公司")

    asked, checked = _confirm(data.order(late=4)), _confirm(data.order(at="payment"), UrgeKind.CHECK)
    leader = _confirm(data.order(at="contract", handler=data.LEADER))
    yield example("done", urge.UrgeDone(asked, data.urge_view(asked.stage), True))
    yield example("done-leader", urge.UrgeDone(leader, data.urge_view(leader.stage), True))
    yield example("done-no-printer", urge.UrgeDone(asked, data.urge_view(asked.stage), False))
    view = data.urge_view(checked.stage, UrgeKind.CHECK, "C261124-0007")
    yield example("done-check", urge.UrgeDone(checked, view, True))
    yield example("kept", urge.UrgeKeptHere(asked, "K7QM2XWD", True))
    yield example("kept-check", urge.UrgeKeptHere(checked, "K7QM2XWD", False))
    last = LastUrge(urge_no="U261124-0031", received_at=data.NOW, working_day=data.TODAY, state="received")
    for code in (*_REFUSALS, None):
        told = last if code is Code.ALREADY_URGED else None
        trouble = _trouble(TroubleKind.REFUSED, code=code, last_urge=told)
        yield example(f"not-taken-{code or 'unexpected'}", urge.UrgeNotTaken(asked, trouble))
    away = urge.UrgeNotTaken(asked, _trouble(TroubleKind.HUB_AWAY))
    yield example("not-taken-hub-away", away)


_REFUSALS = (
    Code.ALREADY_URGED,
    Code.STAGE_PASSED,
    Code.CUSTOMER_SIDE,
    Code.ORDER_PAUSED,
    Code.ORDER_ENDED,
    Code.PERMIT_EXPIRED,
)


def _receipts() -> Iterator[Example]:
    def example(name: str, state: object) -> Example:
        return Example(f"receipt-{name}", state, "蓝河市****食品有限公司")

    asked = ToReceipt(data.order(), "s11", False)
    yield example("printing", receipt.ReceiptPrinting(asked, "0" * 32))
    yield example("ready", receipt.ReceiptReady(asked))
    yield example("uncertain", receipt.ReceiptUncertain(asked, "silent"))
    for reason in ("paper-out", "cover-open", "no-device"):
        yield example(f"failed-{reason}", receipt.ReceiptFailed(asked, reason))
    trouble = _trouble(TroubleKind.UNEXPECTED)
    yield example("failed-trouble", receipt.ReceiptFailed(asked, None, trouble))


def _leaving() -> Iterator[Example]:
    for reason in LeaveReason:
        yield Example(f"leaving-{reason}", leaving.Leaving(reason))
    yield Example("out-of-service", out_of_service.OutOfService("7KQ2WD"))
    yield Example("out-of-service-hall-unknown", out_of_service.OutOfService("7KQ2WD"), hall=None)
    state = OrderShown(data.order(), False, True)
    yield Example("idle", state, "张*", idle_left=20)
    yield Example("idle-last-seconds", sign_in.AskNumber("37"), idle_left=3)
