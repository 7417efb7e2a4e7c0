"""Which orders the demonstration has, and whose they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.clocks import Standing
from services.hub.domain.flowfiles import FlowDefinition
from services.hub.sync.demo import names
from services.hub.sync.demo.accounts import AGENTS_ORDERS, STANDINGS_OF_A, A, B, C, E, F
from services.hub.sync.demo.people import DEVELOPER, DemoCustomer
from services.hub.sync.demo.timeline import Planner, Timeline, Wish, standings_of

RUNNING_ORDERS: Final = 150
"""Of a district's year; the agent's 500 come on top."""
ENDED_ORDERS: Final = 70

_PARALLEL: Final = "high-voltage-parallel"
_HIGH: Final = "high-voltage"
_HOME: Final = "low-voltage-direct"
_LOW: Final = "low-voltage"
_REVIEWS: Final = frozenset({"design-review", "intermediate-inspection"})
_OVER: Final = (Standing.FINISHED, Standing.CANCELLED)
_PAUSES: Final = ("客户申请暂停，待设备到货", "受电工程因雨季停工", "客户资金未到位，申请延期")
_CANCELS: Final = ("客户撤销申请", "客户改在其他地址用电", "资料逾期未补齐，按规定终止")


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """An order with its way through its flow."""

    order_no: str
    customer: DemoCustomer
    account_no: str
    agent_no: str
    flow: FlowDefinition
    supply: str
    address: str
    wish: Wish
    reason: str
    timeline: Timeline
    without_handler: bool
    """Its current stage is with a team and nobody in it."""

    @property
    def high_voltage(self) -> bool:
        """Whether customer managers for high voltage look after it."""
        return self.supply.startswith("高压")


class OrderBook:
    """Makes the orders one after the other."""

    def __init__(
        self, flows: Mapping[str, FlowDefinition], calendar: WorkCalendar, today: date, random: Random
    ) -> None:
        self._flows = flows
        self._random = random
        self._planner = Planner(calendar, today, random)
        self._count = 0

    def orders(self, customers: Sequence[DemoCustomer]) -> Iterator[DemoOrder]:
        """All orders: those of the known accounts, the agent's, then everybody's."""
        known = {customer.customer_no: customer for customer in customers}
        named = list(self._of_known_accounts(known))
        yield from named
        yield from self._of_agent()
        running = sum(order.wish.standing not in _OVER for order in named)
        others = [customer for customer in customers if customer.customer_no < A.customer_no]
        every = [(flow, standing) for flow in self._flows.values() for standing in standings_of(flow)]
        live = [pair for pair in every if pair[1] not in _OVER]
        over = [pair for pair in every if pair[1] in _OVER]
        for place in range(RUNNING_ORDERS - running):
            flow, standing = live[place % len(live)]
            wish = self._wish(flow, standing, just_filed=standing is Standing.RUNNING and place % 3 == 0)
            yield self._order(self._someone(others, flow), flow, wish, without_handler=place % 17 == 0)
        for place in range(ENDED_ORDERS):
            flow, standing = over[place % len(over)]
            yield self._order(self._someone(others, flow), flow, self._wish(flow, standing))

    def _of_known_accounts(self, known: Mapping[str, DemoCustomer]) -> Iterator[DemoOrder]:
        a, high, parallel = known[A.customer_no], self._flows[_HIGH], self._flows[_PARALLEL]
        for standing in STANDINGS_OF_A:
            flow = high if standing is not Standing.RUNNING else self._flows[_LOW]
            yield self._order(a, flow, self._wish(flow, standing, days_ago=15))
        yield self._order(a, parallel, Wish(Standing.WAITING_FOR_CUSTOMER, beside=True))
        yield self._order(a, high, Wish(Standing.RUNNING, set_back=True))
        yield self._order(a, self._flows[_LOW], Wish(Standing.NEARLY_LATE), without_handler=True)
        yield self._order(known[C.customer_no], self._flows[_HOME], Wish(Standing.LATE))
        yield self._order(known[E.customer_no], self._flows[_HOME], Wish(Standing.RUNNING, just_filed=True))
        yield self._order(known[F.customer_no], self._flows[_HOME], Wish(Standing.RUNNING), order_no=F.number)

    def _of_agent(self) -> Iterator[DemoOrder]:
        """The estate's homes: most of them connected within the last months, so that all are listed."""
        flow, low = self._flows[_HOME], self._flows[_LOW]
        shares = {
            Standing.LATE: 12,
            Standing.NEARLY_LATE: 20,
            Standing.RUNNING: 60,
            Standing.PAUSED: 8,
            Standing.CANCELLED: 15,
        }
        standings = [standing for standing, share in shares.items() for _ in range(share)]
        standings += [Standing.FINISHED] * (AGENTS_ORDERS - len(standings))
        self._random.shuffle(standings)
        for place, standing in enumerate(standings):
            ended = self._random.randrange(1, 55)
            home = f"锦绣园{place // 20 + 1}栋{place // 4 % 5 + 1}{place % 4 + 1:02d}室"
            yield self._order(
                DEVELOPER,
                low if place % 25 == 0 else flow,
                Wish(standing, days_ago=ended if standing in _OVER else 0),
                agent_no=B.customer_no,
                address=f"{names.DISTRICT}玉兰路1号{home}",
            )

    def _wish(
        self,
        flow: FlowDefinition,
        standing: Standing,
        *,
        just_filed: bool = False,
        days_ago: int | None = None,
    ) -> Wish:
        ended = self._random.randrange(1, 120) if days_ago is None else days_ago
        skips = _REVIEWS if flow.code == _HIGH and self._random.random() < 0.5 else frozenset()
        set_back = flow.code == _HIGH and standing is Standing.LATE
        return Wish(standing, just_filed, set_back, skips, days_ago=ended if standing in _OVER else 0)

    def _someone(self, customers: Sequence[DemoCustomer], flow: FlowDefinition) -> DemoCustomer:
        """Whom an order of this flow fits."""
        while True:
            customer = self._random.choice(customers)
            if customer.is_company is not (flow.code == _HOME):
                return customer

    def _order(
        self,
        customer: DemoCustomer,
        flow: FlowDefinition,
        wish: Wish,
        *,
        order_no: str = "",
        agent_no: str = "",
        address: str = "",
        without_handler: bool = False,
    ) -> DemoOrder:
        self._count += 1
        supply = self._supply(flow)
        has_account = customer.account_nos and supply != "低压居民"
        reasons = {Standing.PAUSED: _PAUSES, Standing.CANCELLED: _CANCELS}.get(wish.standing)
        return DemoOrder(
            order_no=order_no or f"53049{self._count:07d}",
            customer=customer,
            account_no=self._random.choice(customer.account_nos) if has_account else "",
            agent_no=agent_no,
            flow=flow,
            supply=supply,
            address=address or customer.address,
            wish=wish,
            reason=self._random.choice(reasons) if reasons else "",
            timeline=self._planner.lay_out(flow, wish),
            without_handler=without_handler,
        )

    def _supply(self, flow: FlowDefinition) -> str:
        by_flow = {_HOME: ("低压居民",), _LOW: ("低压非居民",)}
        return self._random.choice(by_flow.get(flow.code, ("高压单电源", "高压单电源", "高压双电源")))
