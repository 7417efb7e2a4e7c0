"""Takes orders in: files them with all stages of their flow ahead, and follows what changes about them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from services.hub.domain.chinatime import CHINA
from services.hub.domain.terms import OrderState, StageState
from services.hub.store.models import Account, Customer, Grid, Hall, Order, OrderStage
from services.hub.usecases.orders_phone import release_phones
from services.hub.usecases.take_in_customers import is_fresh, refuse_contradiction, said_only
from services.hub.usecases.take_in_flows import KnownFlow, KnownFlows
from services.hub.usecases.take_in_records import UNSAID, OrderRecord, Reason, RowRefused, Said
from services.hub.usecases.take_in_shelf import Entry, Shelf, Taking

_PERSONAL = frozenset({"address", "reason", "customer_id", "agent_id", "account_id", "hall_id", "grid_id"})
"""Columns of which an event says only that they have changed."""

_STATE_EVENTS = {
    OrderState.RUNNING: "order-resumed",
    OrderState.PAUSED: "order-paused",
    OrderState.FINISHED: "order-finished",
    OrderState.CANCELLED: "order-cancelled",
}


class OrderBatch:
    """The orders that a batch of rows speaks of, and what they refer to."""

    def __init__(self, taking: Taking, flows: KnownFlows, records: Sequence[OrderRecord]) -> None:
        self._taking = taking
        self._flows = flows
        self._orders = Shelf(taking.connection, Order, "order_no")
        self._visits = Shelf(taking.connection, OrderStage)
        self._other_people: set[int] = set()
        company = taking.company_id
        known = self._orders.read(
            Order.company_id == company, Order.order_no.in_({record.order_no for record in records})
        )
        customers = Shelf(taking.connection, Customer).read(
            Customer.company_id == company,
            Customer.customer_no.in_(_texts(record.customer_no for record in records))
            | Customer.customer_no.in_(_texts(record.agent_no for record in records)),
        )
        accounts = Shelf(taking.connection, Account).read(
            Account.company_id == company,
            Account.account_no.in_(_texts(record.account_no for record in records)),
        )
        self._by_number = {entry["order_no"]: entry for entry in known}
        self._customers: dict[str, int] = {entry["customer_no"]: entry.id for entry in customers}
        self._accounts = {entry["account_no"]: entry for entry in accounts}
        halls = taking.connection.execute(
            select(Hall.id, Hall.name_zh, Hall.code).where(Hall.company_id == company)
        )
        self._grids = Shelf(taking.connection, Grid, "name")
        self._grid_of = {entry["name"]: entry for entry in self._grids.read(Grid.company_id == company)}
        self._halls = {word: row.id for row in halls for word in (row.name_zh, row.code)}

    def take(self, record: OrderRecord) -> bool:
        """Take a row in; False when it is older than what is known. Raises RowRefused."""
        order = self._by_number.get(record.order_no)
        if not is_fresh(order, record):
            return False
        flow = self._flow_of(order, record)
        said = self._said(record)
        if order is None:
            self._file(record, flow, said)
        else:
            refuse_contradiction(order, said, record)
            self._follow(order, record, said)
        return True

    def write(self) -> None:
        """Write the rows, then the events."""
        self._grids.write()
        self._orders.write()
        self._visits.write()
        self._taking.write_events()
        taking = self._taking
        release_phones(taking.connection, (), self._other_people, taking.actor, taking.now)

    def _flow_of(self, order: Entry | None, record: OrderRecord) -> KnownFlow:
        """The order's flow. It keeps its version; another flow would be another order."""
        named = self._flows.for_order(record.flow, record.filed_on)
        if order is None:
            return named
        own = self._flows.by_id[order["flow_id"]]
        if own.code != named.code:
            zh = f"工单的流程是「{own.name}」，不能改成「{named.name}」"
            raise RowRefused(Reason.FLOW_CHANGED, zh, f"the order goes by {own.code}, not by {named.code}")
        return own

    def _said(self, record: OrderRecord) -> dict[str, Any]:
        """The columns and values that the record gives. Raises RowRefused for whom it can't find."""
        customer, account = self._holder(record)
        stopped = record.state in (OrderState.PAUSED, OrderState.CANCELLED)
        return said_only(
            {
                "customer_id": customer,
                "account_id": account,
                "agent_id": self._agent(record.agent_no),
                "supply": record.supply.value,
                "address": record.address,
                "filed_on": record.filed_on,
                "wanted_on": record.wanted_on,
                "planned_finish": record.planned_finish,
                "state": record.state.value,
                "reason": record.reason if stopped else "",
                "ended_on": record.ended_on,
                "hall_id": self._halls.get(record.hall) if isinstance(record.hall, str) else UNSAID,
                "grid_id": self._grid(record.grid) if isinstance(record.grid, str) else UNSAID,
            }
        )

    def _holder(self, record: OrderRecord) -> tuple[int, Said[int | None]]:
        account = self._accounts.get(record.account_no) if isinstance(record.account_no, str) else None
        if record.account_no and record.account_no is not UNSAID and account is None:
            raise RowRefused(Reason.UNKNOWN_ACCOUNT, "还没有这个户号", "there is no such account yet")
        customer = self._customers.get(record.customer_no)
        if record.customer_no and customer is None:
            raise RowRefused(Reason.UNKNOWN_CUSTOMER, "还没有这个客户编号", "there is no such customer yet")
        if account and customer not in (None, account["customer_id"]):
            raise RowRefused(
                Reason.ACCOUNT_OF_ANOTHER, "户号属于另一个客户", "the account belongs to another customer"
            )
        if customer is None:
            assert account is not None  # a record has at least one of the two numbers
            customer = account["customer_id"]
        if record.account_no is UNSAID:
            return customer, UNSAID
        return customer, account.id if account else None

    def _grid(self, name: str) -> Entry | None:
        """The grid of this name, made known where it is new; None without a name."""
        if name and name not in self._grid_of:
            self._grid_of[name] = self._grids.add(company_id=self._taking.company_id, name=name)
        return self._grid_of.get(name)

    def _agent(self, number: Said[str]) -> Said[int | None]:
        if number is UNSAID or not number:
            return number or None
        agent = self._customers.get(number)
        if agent is None:
            zh, en = "还没有这个经办人客户编号", "there is no customer with the agent's number yet"
            raise RowRefused(Reason.UNKNOWN_AGENT, zh, en)
        return agent

    def _file(self, record: OrderRecord, flow: KnownFlow, said: dict[str, Any]) -> None:
        nothing_said = {"account_id": None, "agent_id": None, "address": "", "reason": ""}
        undated = {"wanted_on": None, "planned_finish": None, "hall_id": None, "grid_id": None}
        order = self._orders.add(
            company_id=self._taking.company_id,
            order_no=record.order_no,
            flow_id=flow.id,
            as_of=record.as_of,
            source=self._taking.source,
            **{**nothing_said, **undated, **said},
        )
        self._by_number[record.order_no] = order
        for stage in flow.stages:
            self._visits.add(**unvisited(order, stage.id, 1))
        details = {"flow": flow.code, "state": record.state.value, "supply": record.supply.value}
        self._taking.happened("order-filed", details, midnight(record.filed_on), order)

    def _follow(self, order: Entry, record: OrderRecord, said: dict[str, Any]) -> None:
        before = {column: order[column] for column in said}
        changed = self._orders.change(order, said)
        self._orders.change(order, {"as_of": record.as_of, "source": self._taking.source})
        if not changed:
            return
        if order.id is not None and not {"customer_id", "agent_id"}.isdisjoint(changed):
            self._other_people.add(order.id)
        details = {
            "fields": sorted(_PERSONAL.intersection(changed)),
            "changed": {
                column: [before[column], order[column]] for column in changed if column not in _PERSONAL
            },
        }
        kind = _STATE_EVENTS[record.state] if "state" in changed else "order-changed"
        ended = midnight(record.ended_on) if record.ended_on and "state" in changed else record.as_of
        self._taking.happened(kind, details, ended, order)


def unvisited(order: Entry, flow_stage_id: int, visit: int) -> dict[str, Any]:
    """A stage of an order that lies ahead."""
    return {
        "order_id": order,
        "flow_stage_id": flow_stage_id,
        "visit": visit,
        "state": StageState.LATER.value,
        "entered_on": None,
        "entered_at": None,
        "finished_on": None,
        "planned_start": None,
        "planned_finish": None,
        "handler_id": None,
        "team_id": None,
        "as_of": None,
    }


def midnight(day: date) -> datetime:
    """The moment at which a day begins in China."""
    return datetime.combine(day, time(), CHINA)


def _texts(values: Any) -> set[str]:
    return {value for value in values if isinstance(value, str) and value}
