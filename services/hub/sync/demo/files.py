"""Writes the demonstration's export files: a pure function of a seed, a day and the flows."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.calendar_seed import seed_days
from services.hub.domain.clocks import Standing
from services.hub.domain.flowfiles import FlowDefinition, parse_flow
from services.hub.sync.demo import names
from services.hub.sync.demo.orders import DemoOrder, OrderBook
from services.hub.sync.demo.people import HALL, DemoCustomer, DemoHandler, DemoTeam, customers, team_of, teams
from services.hub.sync.demo.timeline import Visit

SEED: Final = 20261122

_STATES: Final = {Standing.PAUSED: "暂停", Standing.FINISHED: "已归档", Standing.CANCELLED: "已终止"}
_CUSTOMER_HEADINGS: Final = ("客户编号", "户号", "客户名称", "客户类别", "联系电话", "用电地址", "会员卡号")
_ORDER_HEADINGS: Final = (
    *("工单编号", "客户编号", "户号", "经办人客户编号", "流程", "供电类别", "用电地址", "受理日期"),
    *("期望送电日期", "计划完成日期", "工单状态", "原因", "办结日期", "营业厅", "网格"),
)
STAGE_HEADINGS: Final = (
    *("工单编号", "环节", "动作", "计划开始", "计划完成", "实际开始", "实际完成"),
    *("办理人工号", "办理人", "电话", "班组", "班长", "班长电话"),
)

Row = Sequence[object]


def write_demo_files(directory: Path, flows_directory: Path, today: date, seed: int = SEED) -> list[Path]:
    """Write customers.csv, orders.csv and stages.csv (UTF-8 with a byte order mark) for a day in China."""
    flows = {flow.code: flow for flow in _flows(flows_directory)}
    random = Random(seed)  # noqa: S311
    people = customers(random)
    calendar = WorkCalendar.from_days(seed_days())
    orders = list(OrderBook(flows, calendar, today, random).orders(people))
    return [
        write_rows(directory / "customers.csv", _CUSTOMER_HEADINGS, _customer_rows(people)),
        write_rows(directory / "orders.csv", _ORDER_HEADINGS, map(_order_row, orders)),
        write_rows(directory / "stages.csv", STAGE_HEADINGS, _stage_rows(orders, random)),
    ]


def _flows(directory: Path) -> Iterator[FlowDefinition]:
    for path in sorted(directory.glob("*.toml")):
        yield parse_flow(path.read_text(encoding="utf-8"), path.name)


def write_rows(path: Path, headings: Sequence[str], rows: Iterable[Row]) -> Path:
    """A CSV file in UTF-8 with a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def _customer_rows(people: Iterable[DemoCustomer]) -> Iterator[Row]:
    """A row for each account; one row for who has none."""
    for one in people:
        for account in one.account_nos or ("",):
            yield one.customer_no, account, one.name, one.kind, one.phone, one.address, one.card


def _order_row(order: DemoOrder) -> Row:
    line = order.timeline
    state = _STATES.get(order.wish.standing, "在办")
    customer = (order.customer.customer_no, order.account_no, order.agent_no)
    days = (line.filed_on, line.planned_finish, line.planned_finish)
    ended = (state, order.reason, line.ended_on or "", HALL, names.grid(order.address))
    return order.order_no, *customer, order.flow.name.zh, order.supply, order.address, *days, *ended


def _stage_rows(orders: Iterable[DemoOrder], random: Random) -> Iterator[Row]:
    by_name = teams()
    for order in orders:
        managers: dict[str, DemoHandler] = {}
        for visit in order.timeline.visits:
            team = by_name[team_of(visit.stage.code, high_voltage=order.high_voltage)]
            handler = managers.setdefault(team.name, random.choice(team.members))
            nobody = order.without_handler and visit.action in ("在办", "退回")
            yield (
                order.order_no,
                visit.stage.name.zh,
                visit.action,
                *_days(visit),
                *who_has(team, None if nobody or visit.action == "跳过" else handler),
            )


def _days(visit: Visit) -> Row:
    begun, finished = visit.entered and f"{visit.entered} 09:10", visit.finished and f"{visit.finished} 16:40"
    return tuple(day or "" for day in (visit.planned_start, visit.planned_finish, begun, finished))


def who_has(team: DemoTeam, handler: DemoHandler | None) -> Row:
    """The cells that say who has a stage; nobody where it is the team's."""
    of_handler = (handler.staff_no, handler.name, handler.phone) if handler else ("", "", "")
    return *of_handler, team.name, team.leader, team.leader_phone
