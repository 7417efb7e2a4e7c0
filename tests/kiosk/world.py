"""A small world for the brain's tests: a clock turned by hand, a hub in memory, a printer that counts.

The hub in memory obeys the same contract suite as the real one (tests/contracts/hub_client.py).
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from kiosk.ports import (
    HubAway,
    HubRefused,
    Outbox,
    PrintOutcome,
    PrintResult,
    ReceiptPart,
    UrgeItem,
    UrgeOutcome,
    UrgeReceived,
    UrgeRefused,
)
from services.contracts.base import Language, Text
from services.contracts.orders import (
    Handler,
    OrderDetail,
    OrderList,
    OrderRow,
    Provenance,
    ReceiptLink,
    StageState,
    StageView,
    Standing,
)
from services.contracts.problems import Code, LastUrge, Problem
from services.contracts.sessions import (
    RECEIPT_LINK,
    NewPassword,
    NumberKind,
    SessionState,
    SignedIn,
    SignInRequest,
)
from services.contracts.terminals import Hall, HeartbeatAnswer
from services.contracts.urges import UrgeRequest, UrgeState, UrgeView

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PASSWORD = "402957"
FIRST_PASSWORD = "718304"
AWAY = HubAway("nobody there")
HALL = Hall(
    code="h1",
    name=Text(zh="红塔营业厅", en="Hongta Hall"),
    company=Text(zh="玉溪供电局", en="Yuxi Power Supply Bureau"),
    phone="0877-0061234",
)


class HandClock:
    """Implements `kiosk.ports.Clock`; moves when it is turned."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at

    def now(self) -> datetime:
        return START + timedelta(seconds=self.at - 1000.0)

    def turn(self, seconds: float) -> None:
        self.at += seconds


def problem(code: Code, status: int = 409, **more: object) -> Problem:
    return Problem.model_validate(
        {"type": "about:blank", "title": code.value, "status": status, "code": code, **more}
    )


def refused(code: Code, **more: object) -> HubRefused:
    return HubRefused(problem(code, **more))


def failing(error: Exception, *names: str) -> Callable[[str], None]:
    """For `MemoryHub.before`: these calls, or all if none is named, fail."""

    def before(name: str) -> None:
        if not names or name in names:
            raise error

    return before


@dataclass
class MadeOrder:
    """An order; `current` are (stage id, side) of the stages that it is in."""

    order_no: str
    current: list[tuple[str, str]]
    standing: Standing = Standing.RUNNING


@dataclass
class MadeCustomer:
    """All that is theirs bears `mark`, so that it can be found where it must not be."""

    mark: str
    number: str
    card: str
    orders: list[MadeOrder]
    password: str = PASSWORD
    must_change: bool = False
    language: Language = "zh"


def marked(mark: str, number: str, orders: int, **more: object) -> MadeCustomer:
    made = [
        MadeOrder(f"YK{mark}{at:04d}", [(f"{mark}-s{at}", "customer" if at % 3 == 2 else "company")])
        for at in range(orders)
    ]
    return MadeCustomer(mark, number, f"CARD{number}", made, **more)  # type: ignore[arg-type]


class MemoryHub:
    """Implements `kiosk.ports.Hub`. `before` hears each method's name before it answers, and may raise."""

    def __init__(self, customers: list[MadeCustomer], now: Callable[[], datetime]) -> None:
        self.customers = customers
        self.now = now
        self.before: Callable[[str], None] = lambda _name: None
        self.public_url: str | None = "https://hub.example"
        self.features = [RECEIPT_LINK]
        self.tokens: dict[str, MadeCustomer] = {}
        self.urges: dict[str, UrgeView] = {}
        """By key."""
        self._lock = threading.Lock()

    def heartbeat(self, outbox_waiting: int) -> HeartbeatAnswer:
        self.before("heartbeat")
        return HeartbeatAnswer(now=self.now(), hall=HALL)

    def sign_in(self, request: SignInRequest) -> SignedIn:
        self.before("sign_in")
        for customer in self.customers:
            numbers = [customer.number, *(order.order_no for order in customer.orders)]
            known = [customer.card] if request.kind is NumberKind.CARD else numbers
            if request.number in known and customer.password == request.password:
                token = f"token-{customer.mark}-{secrets.token_hex(8)}"
                self.tokens[token] = customer
                return SignedIn(
                    token=token,
                    idle_seconds=180,
                    customer_name=f"{customer.mark}*",
                    customer_kind="person",
                    customer_language=customer.language,
                    must_change_password=customer.must_change,
                    now=self.now(),
                    features=self.features,
                )
        raise refused(Code.SIGN_IN_REFUSED, status=401)

    def renew(self, token: str) -> SessionState:
        self.before("renew")
        must_change = self._customer(token).must_change
        return SessionState(idle_seconds=180, must_change_password=must_change, now=self.now())

    def change_password(self, token: str, new: NewPassword) -> None:
        self.before("change_password")
        customer = self._customer(token)
        if len(set(new.new_password)) == 1:
            raise refused(Code.PASSWORD_WEAK, status=422, reason="repeated")
        customer.password, customer.must_change = new.new_password, False

    def set_language(self, token: str, language: Language) -> None:
        self.before("set_language")
        self._customer(token).language = language

    def sign_out(self, token: str) -> None:
        self.before("sign_out")
        self._customer(token)
        del self.tokens[token]

    def orders(self, token: str) -> OrderList:
        self.before("orders")
        customer = self._settled(token)
        rows = [
            OrderRow(
                order_no=order.order_no,
                flow=Text(zh="低压新装", en="New low-voltage supply"),
                address=f"{customer.mark}路",
                filed_on=date(2026, 10, 1),
                standing=order.standing,
                stages=[Text(zh="现场勘查", en="Site survey") for _ in order.current],
                planned_finish=None,
                ended_on=None,
            )
            for order in customer.orders
        ]
        return OrderList(orders=rows, total=len(rows), provenance=self._provenance())

    def order(self, token: str, order_no: str) -> OrderDetail:
        self.before("order")
        customer = self._settled(token)
        order = next((one for one in customer.orders if one.order_no == order_no), None)
        if order is None:
            raise refused(Code.ORDER_NOT_FOUND, status=404)
        return OrderDetail(
            order_no=order.order_no,
            flow=Text(zh="低压新装", en="New low-voltage supply"),
            customer_name=f"{customer.mark}*",
            account=f"****{customer.mark}",
            address=f"{customer.mark}路",
            filed_on=date(2026, 10, 1),
            wanted_on=None,
            standing=order.standing,
            reason=None,
            ended_on=None,
            planned_finish=None,
            stages=[self._stage(order, stage_id, side) for stage_id, side in order.current],
            refused=[],
            provenance=self._provenance(),
        )

    def urge(self, order_no: str, request: UrgeRequest, key: str, permit: str) -> UrgeView:
        self.before("urge")
        with self._lock:
            if key in self.urges:
                return self.urges[key]
            if permit != f"permit-{order_no}-{request.stage_id}":
                raise refused(Code.PERMIT_REFUSED, status=403)
            touched_at = request.touched_at or self.now()
            before = next((u for u in self.urges.values() if u.stage_id == request.stage_id), None)
            if before is not None:
                last = LastUrge(
                    urge_no=before.urge_no,
                    received_at=before.received_at,
                    working_day=before.working_day,
                    state=before.state.value,
                )
                raise refused(Code.ALREADY_URGED, last_urge=last)
            self.urges[key] = UrgeView(
                urge_no=f"CB{len(self.urges) + 1:06d}",
                kind=request.kind,
                stage_id=request.stage_id,
                state=UrgeState.RECEIVED,
                touched_at=touched_at,
                received_at=self.now(),
                working_day=touched_at.date(),
                addressed_to="刘建华",
                to_team_leader=False,
            )
            return self.urges[key]

    def receipt_link(self, token: str, order_no: str) -> ReceiptLink | None:
        self.before("receipt_link")
        customer = self._settled(token)
        if all(order.order_no != order_no for order in customer.orders):
            raise refused(Code.ORDER_NOT_FOUND, status=404)
        if self.public_url is None:
            return None
        url = f"{self.public_url}/p/{secrets.token_hex(4)}"
        return ReceiptLink(url=url, expires_at=self.now() + timedelta(days=1))

    def _customer(self, token: str) -> MadeCustomer:
        if token not in self.tokens:
            raise refused(Code.SESSION_ENDED, status=401)
        return self.tokens[token]

    def _settled(self, token: str) -> MadeCustomer:
        customer = self._customer(token)
        if customer.must_change:
            raise refused(Code.PASSWORD_CHANGE_REQUIRED, status=403)
        return customer

    def _provenance(self) -> Provenance:
        return Provenance(as_of=self.now(), source="营销管理系统")

    def _stage(self, order: MadeOrder, stage_id: str, side: str) -> StageView:
        theirs = side == "customer"
        return StageView(
            stage_id=stage_id,
            code="site-survey",
            step=1,
            name=Text(zh="现场勘查", en="Site survey"),
            does=Text(zh="到现场看一看", en="A look at the site"),
            side="customer" if theirs else "company",
            state=StageState.CURRENT,
            started_on=date(2026, 11, 1),
            finished_on=None,
            planned_start=None,
            planned_finish=None,
            variance_days=None,
            late=False,
            awaited=Text(zh="施工", en="Construction") if theirs else None,
            bring=None,
            handler=Handler(name="刘建华", team="业扩一班", phone="0877-0060002"),
            urge_kind="check" if theirs else "urge",
            permit=f"permit-{order.order_no}-{stage_id}",
            urges=[view for view in self.urges.values() if view.stage_id == stage_id],
        )


class MemoryOutbox:
    """Implements `kiosk.ports.Outbox` without a journal: sends at once."""

    def __init__(self, hub: MemoryHub) -> None:
        self._hub = hub

    def send(self, item: UrgeItem, patience_s: float) -> UrgeOutcome:
        try:
            return UrgeReceived(self._hub.urge(item.order_no, item.request, item.key, item.permit))
        except HubRefused as error:
            return UrgeRefused(error.problem)


@dataclass
class CountingPrinter:
    """Implements `kiosk.ports.Printer`; `papers` are what came out."""

    outcome: PrintOutcome = PrintOutcome.CONFIRMED
    is_ready: bool = True
    papers: list[tuple[ReceiptPart, ...]] = field(default_factory=list)
    results: dict[str, PrintResult] = field(default_factory=dict)

    def print(self, parts: tuple[ReceiptPart, ...], job_key: str) -> PrintResult:
        if job_key not in self.results:
            if self.outcome is not PrintOutcome.NOT_SENT:
                self.papers.append(parts)
            reason = None if self.outcome is PrintOutcome.CONFIRMED else "paper-out"
            self.results[job_key] = PrintResult(self.outcome, reason)
        return self.results[job_key]

    def ready(self) -> bool:
        return self.is_ready


@dataclass
class World:
    """Implements `kiosk.ports.Tools` too."""

    clock: HandClock
    hub: MemoryHub
    printer: CountingPrinter
    outbox: Outbox
    hall: Hall | None = HALL


def new_world() -> World:
    """Customers QJIA (six orders), QYI (one), QBING (none) and QDING, who must change a first password."""
    clock = HandClock()
    customers = [
        marked("QJIA", "10000001", 6),
        marked("QYI", "20000002", 1),
        marked("QBING", "30000003", 0),
        marked("QDING", "40000004", 2, password=FIRST_PASSWORD, must_change=True),
    ]
    customers[0].orders[1].current.append(("QJIA-s1b", "company"))
    customers[0].orders[5].current.clear()
    hub = MemoryHub(customers, clock.now)
    return World(clock, hub, CountingPrinter(), MemoryOutbox(hub))
