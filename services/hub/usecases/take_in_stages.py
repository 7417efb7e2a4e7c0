"""Takes stage events in: moves orders on, sets them back, changes who has them and what is planned."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.hub.domain.chinatime import china_date
from services.hub.domain.terms import StageState
from services.hub.store.models import Order, OrderStage
from services.hub.usecases.take_in_flows import KnownFlow, KnownFlows
from services.hub.usecases.take_in_handlers import Roster
from services.hub.usecases.take_in_orders import midnight, unvisited
from services.hub.usecases.take_in_records import Reason, RowRefused
from services.hub.usecases.take_in_shelf import Entry, Shelf, Taking
from services.hub.usecases.take_in_visits import VisitFact, only_day, same_visit, void_visits
from services.hub.usecases.tell_stages import tell_of_stages

_EVENTS = {
    StageState.LATER.value: "stage-ahead",
    StageState.CURRENT.value: "stage-entered",
    StageState.DONE.value: "stage-finished",
    StageState.SKIPPED.value: "stage-skipped",
    StageState.SET_BACK.value: "stage-set-back",
}


class StageBatch:
    """The visits to stages that a batch of facts speaks of. Their handlers have been taken in before."""

    def __init__(self, taking: Taking, flows: KnownFlows, facts: Sequence[VisitFact]) -> None:
        self._taking = taking
        self._flows = flows
        self._roster = Roster(taking)
        self._visits = Shelf(taking.connection, OrderStage)
        orders = Shelf(taking.connection, Order).read(
            Order.company_id == taking.company_id, Order.order_no.in_({fact.order_no for fact in facts})
        )
        self._by_number = {order["order_no"]: order for order in orders}
        self._of_order: dict[int, list[Entry]] = defaultdict(list)
        self._entered: dict[int, dict[tuple[int, int], date]] = defaultdict(dict)
        self._as_of = max((fact.as_of for fact in facts), default=taking.now)
        for visit in self._visits.read(OrderStage.order_id.in_([order.id for order in orders])):
            self._of_order[visit["order_id"]].append(visit)

    def take(self, fact: VisitFact) -> bool:
        """Take a visit in; False when it is older than what is known of it. Raises RowRefused."""
        order = self._by_number.get(fact.order_no)
        if order is None:
            raise RowRefused(Reason.UNKNOWN_ORDER, "还没有这个工单", "there is no such order yet")
        flow = self._flows.by_id[order["flow_id"]]
        stage = flow.stage(fact.stage)
        visits = self._of_order[order.id]
        visit = _told_of(fact, [one for one in visits if one["flow_stage_id"] == stage.id])
        if visit and visit["as_of"] and visit["as_of"] > fact.as_of:
            return False
        values = self._values(fact, visit)
        if visit is None:
            visit = self._open(order, stage.id, visits)
        self._change(order, flow, visit, values, fact)
        self._visits.change(visit, {"as_of": fact.as_of})
        if any(one["visit"] > 1 for one in visits):
            self._void_and_reopen(order, flow, fact)
        return True

    def write(self) -> None:
        """Write the rows, then the events, then what customers are told of it."""
        self._visits.write()
        self._taking.write_events()
        taking = self._taking
        tell_of_stages(taking.connection, taking.company_id, self._entered, self._as_of, taking.now)

    def _values(self, fact: VisitFact, visit: Entry | None) -> dict[str, Any]:
        """The columns and values of the visit that the fact sets. Raises RowRefused."""
        values: dict[str, Any] = {}
        known = visit["entered_at"] if visit else None
        if fact.entered_at and (known is None or only_day(known)):
            values = {"entered_at": fact.entered_at, "entered_on": china_date(fact.entered_at)}
        if fact.finished_on or fact.unfinished:
            values["finished_on"] = fact.finished_on
        for column in ("planned_start", "planned_finish"):
            if getattr(fact, column):
                values[column] = getattr(fact, column)
        values |= self._who(fact)
        after = {**(visit.values if visit else {}), **values}
        _refuse_reversed(after)
        if fact.skipped and after.get("entered_at"):
            raise RowRefused(
                Reason.CONTRADICTION, "该环节已经开始，不能跳过", "entered already, so not skipped"
            )
        values["state"] = _state(fact, after)
        return values

    def _who(self, fact: VisitFact) -> dict[str, Any]:
        """A team without a handler means that no handler has it now; neither says nothing."""
        handler, team = self._roster.handler(fact.handler.staff_no), self._roster.team(fact.handler.team)
        if team:
            return {"handler_id": handler, "team_id": team}
        return {"handler_id": handler} if handler else {}

    def _open(self, order: Entry, flow_stage_id: int, visits: list[Entry]) -> Entry:
        numbers = [one["visit"] for one in visits if one["flow_stage_id"] == flow_stage_id]
        visit = self._visits.add(**unvisited(order, flow_stage_id, max(numbers, default=0) + 1))
        visits.append(visit)
        return visit

    def _void_and_reopen(self, order: Entry, flow: KnownFlow, fact: VisitFact) -> None:
        """Make void what a set-back made void, and put the stages without a valid visit ahead again."""
        visits = self._of_order[order.id]
        steps = {stage.id: stage.step for stage in flow.stages}
        entered = [one for one in visits if one["entered_at"]]
        void = void_visits(
            [(steps[one["flow_stage_id"]], one["flow_stage_id"], one["entered_at"]) for one in entered]
        )
        for place, one in enumerate(entered):
            finished = StageState.DONE if one["finished_on"] else StageState.CURRENT
            state = StageState.SET_BACK if place in void else finished
            self._change(order, flow, one, {"state": state.value}, fact)
        valid = {one["flow_stage_id"] for one in visits if one["state"] != StageState.SET_BACK.value}
        for stage in flow.stages:
            if stage.id not in valid:
                self._open(order, stage.id, visits)

    def _change(
        self, order: Entry, flow: KnownFlow, visit: Entry, values: dict[str, Any], fact: VisitFact
    ) -> None:
        before = dict(visit.values)
        changed = self._visits.change(visit, values)
        if not changed:
            return
        stage = next(stage.code for stage in flow.stages if stage.id == visit["flow_stage_id"])
        details = {
            "stage": stage,
            "visit": visit["visit"],
            "changed": {
                column: [before[column], visit[column]] for column in changed if column != "entered_at"
            },
        }
        kind, occurred_at = _event(changed, visit, fact)
        if kind == _EVENTS[StageState.CURRENT.value]:
            self._entered[order.id][visit["flow_stage_id"], visit["visit"]] = visit["entered_on"]
        self._taking.happened(kind, details, occurred_at, order)


def _told_of(fact: VisitFact, of_stage: list[Entry]) -> Entry | None:
    """The visit of a stage that a fact tells of; None for a new one. Raises RowRefused (not-entered)."""
    entered = sorted((one for one in of_stage if one["entered_at"]), key=lambda one: one["entered_at"])
    ahead = next((one for one in of_stage if not one["entered_at"]), None)
    if fact.entered_at:
        told = [one for one in entered if same_visit(one["entered_at"], fact.entered_at)]
        exact = [one for one in told if one["entered_at"] == fact.entered_at]
        if told:
            return (exact or told)[-1]
        if fact.set_back and not (entered and entered[0]["entered_at"] < fact.entered_at):
            zh, en = "退回到还没有进入过的环节", "sent back to a stage that it has not been in"
            raise RowRefused(Reason.NOT_ENTERED, zh, en)
        return ahead
    if fact.moment:
        begun = [one for one in entered if one["entered_at"] <= fact.moment]
        if not begun:
            zh, en = "完成了还没有进入的环节", "finishes a stage that was not entered"
            raise RowRefused(Reason.NOT_ENTERED, zh, en)
        return begun[-1]
    return ahead or entered[-1]


def _state(fact: VisitFact, after: dict[str, Any]) -> str:
    if after.get("entered_at") is None:
        return (StageState.SKIPPED if fact.skipped else StageState.LATER).value
    if after.get("state") == StageState.SET_BACK.value:
        return StageState.SET_BACK.value
    return (StageState.DONE if after.get("finished_on") else StageState.CURRENT).value


def _refuse_reversed(after: dict[str, Any]) -> None:
    for first, last in (("entered_on", "finished_on"), ("planned_start", "planned_finish")):
        if after.get(first) and after.get(last) and after[last] < after[first]:
            zh, en = "完成日期早于开始日期", "finished before it begins"
            raise RowRefused(Reason.DATES_REVERSED, zh, en)


def _event(changed: list[str], visit: Entry, fact: VisitFact) -> tuple[str, datetime]:
    """The kind of event that a change of these columns is, and when it happened."""
    if "state" in changed:
        kind = _EVENTS[visit["state"]]
        if visit["state"] == StageState.DONE.value:
            return kind, midnight(visit["finished_on"])
        return kind, fact.moment or fact.as_of
    if "handler_id" in changed or "team_id" in changed:
        return "handler-changed", fact.as_of
    if set(changed) <= {"planned_start", "planned_finish"}:
        return "stage-planned", fact.as_of
    return "stage-changed", fact.as_of
