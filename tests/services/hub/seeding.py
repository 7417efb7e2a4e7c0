"""One small company for the hub's tests: a hall, a team, two handlers, five customers and an order of every
kind.

Days are those around running.START, Friday 20 November 2026.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from services.hub.store.engine import writing
from services.hub.store.models import (
    Account,
    Company,
    Credential,
    Customer,
    Flow,
    FlowStage,
    Hall,
    Handler,
    Order,
    OrderStage,
    Team,
)
from services.hub.usecases.context import Hub

PASSWORD = "402957"
TODAY = date(2026, 11, 20)
AS_OF = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
SOURCE = "营销管理系统 2026-11-20 导出"


@dataclass(frozen=True)
class SeededCustomer:
    """A customer who can sign in with PASSWORD."""

    id: int
    name: str
    account_no: str
    card_no: str


@dataclass(frozen=True)
class SeededOrder:
    """An order; `stage` is the id of its (first) current stage, `stages` those of all its stages by code."""

    id: int
    order_no: str
    stage: str
    stages: dict[str, str]


@dataclass(frozen=True)
class Seeded:
    """What was made."""

    company_id: int
    hall_id: int
    person: SeededCustomer
    """Has an order of every kind, in `orders`."""
    firm: SeededCustomer
    """Has exactly one order: orders["other"]."""
    nobody: SeededCustomer
    """Has no order."""
    agent: SeededCustomer
    """Looks after orders["running"] and orders["other"]."""
    newcomer: SeededCustomer
    """Has a first password that must be changed."""
    orders: dict[str, SeededOrder]
    """running, nearly, late, waiting, paused, parallel, leaderless, finished, old, cancelled; and other."""


def seed(hub: Hub) -> Seeded:
    """Fill an empty database."""
    with writing(hub.engine) as connection:
        seeded = _Seeding(connection).everything()
    for customer in (seeded.person, seeded.firm, seeded.nobody, seeded.agent):
        give_password(hub, customer.id, PASSWORD, first=False)
    give_password(hub, seeded.newcomer.id, PASSWORD, first=True)
    return seeded


def give_password(hub: Hub, customer_id: int, password: str, *, first: bool) -> None:
    """Set a customer's password."""
    values = {
        "customer_id": customer_id,
        "password_hash": hub.passwords.hash(password),
        "must_change": first,
        "changed_at": AS_OF,
    }
    with writing(hub.engine) as connection:
        connection.execute(delete(Credential).where(Credential.customer_id == customer_id))
        connection.execute(insert(Credential), values)


class _Seeding:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._company = self._add(
            Company, code="seeded", name_zh="玉溪供电局", name_en="Yuxi Power Supply Bureau"
        )
        self._hall = self._add(
            Hall,
            company_id=self._company,
            code="hongta",
            name_zh="红塔营业厅",
            name_en="Hongta Hall",
            phone="0877-0061234",
        )
        self._team = self._add(
            Team, company_id=self._company, name="业扩一班", leader_name="赵国强", leader_phone="0877-0060001"
        )
        self._handler = self._add(
            Handler,
            company_id=self._company,
            staff_no="H001",
            name="刘建华",
            phone="0877-0060002",
            team_id=self._team,
        )
        self._orders: dict[str, SeededOrder] = {}
        self._account_of: dict[int, int] = {}

    def everything(self) -> Seeded:
        person = self._customer("0001", "张小明", "person")
        firm = self._customer("0002", "玉溪市红塔区恒源塑料制品有限公司", "company")
        nobody = self._customer("0003", "欧阳锋", "person")
        agent = self._customer("0004", "买买提·艾力", "person")
        newcomer = self._customer("0005", "王芳", "person")
        day = timedelta(days=1)
        mine: dict[str, Any] = {"customer_id": person.id}
        high, low = "high-voltage", "low-voltage"
        self._order("running", high, ["design-review"], TODAY + 10 * day, agent_id=agent.id, **mine)
        self._order("nearly", low, ["plan-reply"], TODAY + 3 * day, **mine)
        self._order("late", low, ["site-survey"], TODAY - 4 * day, **mine)
        self._order("waiting", high, ["project-follow-up"], TODAY + 20 * day, **mine)
        self._order("paused", low, ["plan-reply"], TODAY + day, state="paused", reason="客户申请暂缓", **mine)
        both = ["customer-works", "grid-works"]
        self._order("parallel", "high-voltage-parallel", both, TODAY + 15 * day, **mine)
        self._order("leaderless", low, ["contract"], TODAY + 6 * day, handler_id=None, **mine)
        self._order("finished", low, [], None, state="finished", ended_on=TODAY - 10 * day, **mine)
        self._order("old", low, [], None, state="finished", ended_on=TODAY - 91 * day, **mine)
        gone = {"state": "cancelled", "reason": "客户撤销申请", "ended_on": TODAY - 30 * day}
        self._order("cancelled", low, ["contract"], TODAY + day, **gone, **mine)
        self._order("other", low, ["metering"], TODAY + 5 * day, customer_id=firm.id, agent_id=agent.id)
        return Seeded(self._company, self._hall, person, firm, nobody, agent, newcomer, self._orders)

    def _customer(self, number: str, name: str, kind: str) -> SeededCustomer:
        account_no, card_no = f"530601{number}", f"C{number}"
        of_company = {"company_id": self._company, "as_of": AS_OF}
        customer = self._add(
            Customer,
            customer_no=f"K{number}",
            name=name,
            kind=kind,
            phone="14212345678",
            source=SOURCE,
            **of_company,
        )
        self._account_of[customer] = self._add(
            Account,
            account_no=account_no,
            customer_id=customer,
            card_no=card_no,
            address="云南省玉溪市红塔区棋阳路36号2幢501室",
            **of_company,
        )
        return SeededCustomer(customer, name, account_no, card_no)

    def _order(self, name: str, flow: str, current: list[str], due: date | None, **values: Any) -> None:
        flow_id, stages = self._flow(flow)
        handler = values.pop("handler_id", self._handler)
        number = f"YK20261100{len(self._orders) + 1:02d}"
        settled: dict[str, Any] = {"state": "running", "reason": "", "agent_id": None, "ended_on": None}
        order = self._add(
            Order,
            company_id=self._company,
            order_no=number,
            hall_id=self._hall,
            flow_id=flow_id,
            account_id=self._account_of[values["customer_id"]],
            supply="low",
            address="云南省玉溪市红塔区棋阳路36号2幢501室",
            filed_on=TODAY - timedelta(days=40),
            planned_finish=due + timedelta(days=30) if due else None,
            as_of=AS_OF,
            source=SOURCE,
            **(settled | values),
        )
        visits: dict[str, str] = {}
        reached = False
        for at, (code, stage_id) in enumerate(stages):
            reached = reached or code in current
            state = "current" if code in current else "later" if reached else "done"
            entered = None if state == "later" else TODAY - timedelta(days=30 - at)
            visits[code] = str(
                self._add(
                    OrderStage,
                    order_id=order,
                    flow_stage_id=stage_id,
                    state=state,
                    entered_on=entered,
                    finished_on=entered if state == "done" else None,
                    planned_start=None if due is None else due - timedelta(days=3),
                    planned_finish=due,
                    handler_id=handler,
                    team_id=self._team,
                )
            )
        stage = visits[current[0]] if current else ""
        self._orders[name] = SeededOrder(order, number, stage, visits)

    def _flow(self, code: str) -> tuple[int, list[tuple[str, int]]]:
        flow_id = self._connection.execute(select(Flow.id).where(Flow.code == code)).scalar_one()
        stages = self._connection.execute(
            select(FlowStage.code, FlowStage.id)
            .where(FlowStage.flow_id == flow_id)
            .order_by(FlowStage.step, FlowStage.id)
        )
        return flow_id, [(row.code, row.id) for row in stages]

    def _add(self, table: Any, **values: Any) -> int:
        statement = insert(table).values(**values).returning(table.id)
        return int(self._connection.execute(statement).scalar_one())
