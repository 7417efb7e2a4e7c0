"""A company's year from a seed, straight into the hub's tables: 100,000 orders of 10,000 customers."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from sqlalchemy import Connection, select

from services.hub.domain.chinatime import china_date
from services.hub.domain.terms import OrderState, StageState
from services.hub.store.models import (
    Account,
    Company,
    Customer,
    Flow,
    FlowStage,
    Hall,
    Handler,
    Order,
    OrderStage,
    Team,
)
from tests.bench.bulk import Row, put

CUSTOMERS = 10_000
ORDERS_EACH = 10
HALL = 1
TEAMS = 30
HANDLERS = 150
STAGE_DAYS = 4
FLOW_WEIGHTS = {"low-voltage": 5, "low-voltage-direct": 3, "high-voltage": 2}
UNFINISHED_WEIGHTS = {OrderState.RUNNING: 80, OrderState.PAUSED: 5, OrderState.CANCELLED: 15}
FINISHED_SHARE = 0.3
LATEST_FILED_DAYS = 90
"""So that no order is finished so long ago that lists leave it out."""
SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
ROADS = ("玉兴路", "红塔大道", "聂耳路", "东风中路", "凤凰路", "抚仙路", "珊瑚路", "棋阳路")
_DONE, _CURRENT, _LATER = StageState.DONE.value, StageState.CURRENT.value, StageState.LATER.value
_day = date.fromordinal
BATCH = 5_000
"""Orders that are made at a time, with all their visits: a million is more than should be held at once."""


@dataclass(frozen=True)
class FlowShape:
    """A flow that orders go by."""

    id: int
    supply: str
    stages: tuple[int, ...]


def populate(
    connection: Connection,
    now: datetime,
    seed: int,
    *,
    customers: int = CUSTOMERS,
    orders_each: Sequence[int] = (ORDERS_EACH,),
    agents: Mapping[int, int] | None = None,
    weights: Mapping[str, int] = FLOW_WEIGHTS,
) -> int:
    """Fill a database whose data files are loaded; the same seed and day make the same orders. How many.

    Customers have as many orders as `orders_each` says, one after the other and over again; `agents` says
    which customers look after so many more, the last ones; `weights` how frequent each flow is.

    Raises LookupError when a company or a flow is missing.
    """
    dice = random.Random(seed)
    flows = _flows(connection, weights)
    numbers = range(1, customers + 1)
    company = company_of(connection)
    put(connection, Hall, [_hall()], company_id=company)
    put(connection, Team, (_team(number) for number in range(1, TEAMS + 1)), company_id=company)
    put(connection, Handler, (_handler(number) for number in range(1, HANDLERS + 1)), company_id=company)
    put(connection, Customer, (_customer(number, now, dice) for number in numbers), company_id=company)
    put(connection, Account, (_account(number, now, dice) for number in numbers), company_id=company)
    holders = [
        customer for customer, count in zip(numbers, cycle(orders_each), strict=False) for _ in range(count)
    ]
    looked_after = [agent for agent, count in (agents or {}).items() for _ in range(count)]
    agent_of = dict(zip(range(len(holders), 0, -1), looked_after, strict=False))
    rows = (
        _order(number, holder, flows, now, dice) | {"agent_id": agent_of.get(number)}
        for number, holder in enumerate(holders, 1)
    )
    shapes = {flow.id: flow for flow in flows}
    while orders := list(islice(rows, BATCH)):
        put(connection, Order, orders, company_id=company)
        put(connection, OrderStage, (row for order in orders for row in _visits(order, shapes, now, dice)))
    return len(holders)


def company_of(connection: Connection) -> int:
    """The company that all of it belongs to. Raises LookupError."""
    company = connection.execute(select(Company.id).order_by(Company.id)).scalars().first()
    if company is None:
        raise LookupError("the hub has no company")
    return company


def account_no(customer: int) -> str:
    """The customer's account."""
    return f"530426{customer:07d}"


def _flows(connection: Connection, weights: Mapping[str, int]) -> list[FlowShape]:
    """As many of each as it is frequent."""
    found = []
    for code, weight in weights.items():
        flow = connection.execute(select(Flow.id).where(Flow.code == code)).scalars().first()
        if flow is None:
            raise LookupError(f"the hub has no flow {code}")
        stages = select(FlowStage.id).where(FlowStage.flow_id == flow).order_by(FlowStage.step, FlowStage.id)
        supply = "high-one" if code.startswith("high") else "low"
        found += [FlowShape(flow, supply, tuple(connection.execute(stages).scalars()))] * weight
    return found


def _hall() -> Row:
    names = {"name_zh": "城区营业厅", "name_en": "Town hall"}
    return {"id": HALL, "code": "town", "phone": "0877-0012345", **names}


def _team(number: int) -> Row:
    leader = {"leader_name": f"{SURNAMES[number % 20]}班长", "leader_phone": f"0877-00{number:05d}"}
    return {"id": number, "name": f"客户服务{number}班", **leader}


def _handler(number: int) -> Row:
    person = {
        "name": f"{SURNAMES[number % 20]}建国",
        "phone": f"138{number:08d}",
        "team_id": number % TEAMS + 1,
    }
    return {"id": number, "staff_no": f"S{number:05d}", **person}


def _customer(number: int, now: datetime, dice: random.Random) -> Row:
    if dice.random() < 0.2:
        name, kind = f"玉溪市{dice.choice(SURNAMES)}氏机械制造有限公司", "company"
    else:
        name, kind = (
            dice.choice(SURNAMES) + dice.choice("伟芳娜敏静丽强磊军洋") * dice.randint(1, 2),
            "person",
        )
    phone = f"139{number:08d}"
    base = {"id": number, "customer_no": f"C{number:07d}", "as_of": now}
    return {**base, "name": name, "kind": kind, "phone": phone}


def _account(number: int, now: datetime, dice: random.Random) -> Row:
    base = {"id": number, "account_no": account_no(number), "as_of": now}
    return {**base, "customer_id": number, "address": _address(dice)}


def _address(dice: random.Random) -> str:
    return f"云南省玉溪市红塔区{dice.choice(ROADS)}{dice.randint(1, 400)}号{dice.randint(1, 30)}栋"


def _order(number: int, holder: int, flows: list[FlowShape], now: datetime, dice: random.Random) -> Row:
    today = china_date(now)
    flow, filed = dice.choice(flows), today - timedelta(days=dice.randint(1, LATEST_FILED_DAYS))
    planned = filed + timedelta(days=STAGE_DAYS * len(flow.stages))
    state = OrderState.FINISHED
    if dice.random() > FINISHED_SHARE:
        state = dice.choices([*UNFINISHED_WEIGHTS], [*UNFINISHED_WEIGHTS.values()])[0]
    over = state in (OrderState.FINISHED, OrderState.CANCELLED)
    return {
        "id": number,
        "order_no": f"5304{number:012d}",
        "customer_id": holder,
        "account_id": holder,
        "hall_id": HALL,
        "flow_id": flow.id,
        "supply": flow.supply,
        "address": _address(dice),
        "filed_on": filed,
        "wanted_on": planned + timedelta(days=dice.randint(0, 30)),
        "planned_finish": planned,
        "state": state.value,
        "reason": "客户申请" if state in (OrderState.PAUSED, OrderState.CANCELLED) else "",
        "ended_on": min(today, filed + timedelta(days=dice.randint(5, 60))) if over else None,
        "as_of": now,
        "source": "orders.csv",
    }


def _visits(order: Row, shapes: dict[int, FlowShape], now: datetime, dice: random.Random) -> Iterator[Row]:
    """Every stage of the order's flow; those before the current one done, those after it planned."""
    stages, chance = shapes[order["flow_id"]].stages, dice.random  # several times faster than randint
    at = len(stages) if order["state"] == OrderState.FINISHED else int(chance() * len(stages))
    filed, today = order["filed_on"].toordinal(), china_date(now).toordinal()
    for index, stage in enumerate(stages):
        start = filed + STAGE_DAYS * index
        entered = min(today, start + int(chance() * 4))
        yield {
            "order_id": order["id"],
            "flow_stage_id": stage,
            "visit": 1,
            "state": _DONE if index < at else _CURRENT if index == at else _LATER,
            "entered_on": _day(entered) if index <= at else None,
            "finished_on": _day(min(today, entered + int(chance() * 7))) if index < at else None,
            "planned_start": _day(start),
            "planned_finish": _day(start + STAGE_DAYS - 1),
            "handler_id": int(chance() * HANDLERS) + 1 if chance() < 0.9 else None,
            "team_id": int(chance() * TEAMS) + 1,
            "as_of": now if index <= at else None,
        }
