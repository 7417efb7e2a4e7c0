"""One order as its own customer may see it: where it stands, what happens there, who has it, what comes
next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from services.contracts.orders import StageState as ShownState
from services.contracts.problems import Code
from services.hub.domain.chinatime import china_date
from services.hub.domain.clocks import Standing, days_over, variance_days
from services.hub.domain.masking import mask_number
from services.hub.domain.terms import OrderState, Side, StageState
from services.hub.domain.urging import UrgeableStage, possible_kind
from services.hub.store.queries_orders import ONE, STAGES
from services.hub.store.queries_urges import OF_ORDER, REFUSED_OF_ORDER
from services.hub.store.types import AnyRow
from services.hub.usecases.authenticate import Visitor
from services.hub.usecases.context import Hub
from services.hub.usecases.list_orders import masked_address, planned, planned_finish, standing_of
from services.hub.usecases.reference import Facts, FlowStageFacts
from services.hub.usecases.refusal import Refused
from services.hub.usecases.sign_in import masked_name
from services.hub.usecases.urge_views import urge_view

_REFUSED_SHOWN = timedelta(days=30)

_ENDED: dict[OrderState, dict[str, ShownState]] = {
    OrderState.FINISHED: {
        StageState.CURRENT.value: ShownState.DONE,
        StageState.LATER.value: ShownState.SKIPPED,
    },
    OrderState.CANCELLED: {
        StageState.CURRENT.value: ShownState.STOPPED,
        StageState.LATER.value: ShownState.STOPPED,
    },
}
"""What the end of an order makes of stages that the export left open."""

_UNDONE = (StageState.CURRENT.value, StageState.LATER.value)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order and the timeline of its stages, with what the views are worked out from."""

    order: AnyRow
    state: OrderState
    stages: list[tuple[FlowStageFacts, AnyRow | None]]
    """Every stage of the flow, with the order's own row where it has one."""
    facts: Facts
    today: date

    def standing(self) -> Standing:
        """How the order stands."""
        current = [
            (stage, row.planned_finish)
            for stage, row in self.stages
            if row is not None and row.state == StageState.CURRENT.value
        ]
        return standing_of(self.facts, self.order, current, self.today)


def find_order(connection: Connection, who: Visitor, order_no: str) -> AnyRow:
    """The customer's own order. Raises Refused (order-not-found), also when it is another's."""
    bound = {"company": who.terminal.company_id, "customer": who.customer_id, "order_no": order_no}
    order = ONE.one_or_none(connection, bound)
    if order is None:
        raise Refused(Code.ORDER_NOT_FOUND)
    return order


def order_facts(hub: Hub, connection: Connection, order: AnyRow) -> OrderFacts:
    """Read its stages. A stage that was never entered, or was set back, is one that comes later."""
    now = hub.now()
    facts = hub.reference.knowing(connection, now, {order.flow_id})
    rows = {row.flow_stage_id: row for row in STAGES.all(connection, {"order": order.id})}
    stages = [(stage, rows.get(stage.id)) for stage in facts.flows[order.flow_id].stages]
    return OrderFacts(order, OrderState(order.state), stages, facts, china_date(now))


def show_order(hub: Hub, connection: Connection, who: Visitor, order_no: str) -> dict[str, Any]:
    """contracts.orders.OrderDetail. Raises Refused (order-not-found)."""
    order = find_order(connection, who, order_no)
    known = order_facts(hub, connection, order)
    urges: dict[int, list[dict[str, Any]]] = {}
    for row in OF_ORDER.all(connection, {"order": order.id}):
        urges.setdefault(row.order_stage_id, []).append(urge_view(row))
    return {
        "order_no": order.order_no,
        "flow": known.facts.flows[order.flow_id].name,
        "customer_name": masked_name(order.customer_name, order.customer_kind),
        "account": mask_number(order.account_no) if order.account_no else None,
        "address": masked_address(order.address),
        "filed_on": order.filed_on,
        "wanted_on": order.wanted_on,
        "standing": known.standing().value,
        "reason": order.reason or None,
        "ended_on": order.ended_on,
        "planned_finish": planned_finish(known.facts.calendar, order),
        "stages": [
            _stage(hub, known, who, stage, row, urges.get(row.id, []) if row else [])
            for stage, row in known.stages
        ],
        "refused": _refused(hub, connection, known),
        "provenance": {"as_of": order.as_of, "source": order.source},
    }


def stage_dates(known: OrderFacts, row: AnyRow | None) -> dict[str, Any]:
    """When a stage began and ended, and when it was or is planned to."""
    calendar, own = known.facts.calendar, row.state if row else StageState.LATER.value
    shown = _ENDED.get(known.state, {}).get(own)
    paused = known.state is OrderState.PAUSED and own in _UNDONE
    plan = None if shown or paused else row
    return {
        "state": shown.value if shown else own,
        "started_on": row.entered_on if row else None,
        "finished_on": row.finished_on if row else None,
        "planned_start": planned(calendar, plan.planned_start) if plan else None,
        "planned_finish": planned(calendar, plan.planned_finish) if plan else None,
    }


def stage_facts(known: OrderFacts, stage: FlowStageFacts, row: AnyRow | None) -> dict[str, Any]:
    """A stage with its dates and who has it."""
    variance = _variance(known, stage, row)
    return {
        "code": stage.code,
        "step": stage.step,
        "name": stage.name,
        "does": stage.does,
        "side": stage.side.value,
        **stage_dates(known, row),
        "variance_days": variance,
        "late": variance is not None and variance > 0,
        "handler": _handler(row) if row else None,
    }


def _stage(
    hub: Hub,
    known: OrderFacts,
    who: Visitor,
    stage: FlowStageFacts,
    row: AnyRow | None,
    urges: Iterable[dict[str, Any]],
) -> dict[str, Any]:
    kind = None
    if row is not None and row.state == StageState.CURRENT.value:
        urgeable = UrgeableStage(row.id, stage.side, StageState(row.state))
        kind = possible_kind(known.state, urgeable)
    return {
        "stage_id": str(row.id) if row else f"later-{stage.id}",
        **stage_facts(known, stage, row),
        "awaited": stage.awaited,
        "bring": stage.bring,
        "urge_kind": kind.value if kind else None,
        "permit": hub.permits.issue(who.terminal.id, known.order.id, row.id) if row and kind else None,
        "urges": urges,
    }


def _variance(known: OrderFacts, stage: FlowStageFacts, row: AnyRow | None) -> int | None:
    """Working days late; None where nothing is measured: no plan, not begun, the customer's, or a pause."""
    if row is None or row.planned_finish is None or stage.side is Side.CUSTOMER:
        return None
    if row.state == StageState.DONE.value and row.finished_on is not None:
        return variance_days(known.facts.calendar, row.planned_finish, row.finished_on)
    if row.state == StageState.CURRENT.value and known.state is OrderState.RUNNING:
        return days_over(known.facts.calendar, row.planned_finish, known.today)
    return None


def _handler(row: AnyRow) -> dict[str, Any] | None:
    if row.handler_name is not None:
        name, phone, leads = row.handler_name, row.handler_phone, False
    elif row.leader_name:
        name, phone, leads = row.leader_name, row.leader_phone, True
    else:
        return None
    return {"name": name, "team": row.team_name or "", "phone": phone or "", "is_team_leader": leads}


def _refused(hub: Hub, connection: Connection, known: OrderFacts) -> list[dict[str, Any]]:
    bound = {"order": known.order.id, "since": hub.now() - _REFUSED_SHOWN}
    return [
        {
            "stage": known.facts.stages[row.flow_stage_id].name,
            "touched_at": row.touched_at,
            "code": row.code,
        }
        for row in REFUSED_OF_ORDER.all(connection, bound)
    ]
