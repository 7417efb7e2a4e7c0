"""Orders to show: made from the flows' own data files, on fixed days, with the hard names of the field."""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from services.contracts.base import Text
from services.contracts.orders import (
    Handler,
    OrderDetail,
    OrderList,
    OrderRow,
    PlannedDay,
    Provenance,
    StageState,
    StageView,
    Standing,
)
from services.contracts.terminals import Hall
from services.contracts.urges import UrgeAnswer, UrgeKind, UrgeState, UrgeView

FLOWS = Path(__file__).resolve().parents[3] / "assets" / "flows"
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
BEGUN_AGO = 2
"""Working days since the current stage was entered."""
PROVENANCE = Provenance(as_of=NOW - timedelta(minutes=42), source="营销管理系统")
HALL = Hall(
    code="H01",
    name=Text(zh="青岚路供电营业厅", en="Qinglan Road service hall"),
    company=Text(zh="蓝河供电公司", en="Lanhe Power Supply Company"),
    phone="0999-0550100",
)
LONG_HALL = Hall(
    code="H02",
    name=Text(
        zh="蓝河市高新技术产业开发区青岚路供电营业厅",
        en="Qinglan Road service hall of the High-Tech Development Zone",
    ),
    company=Text(zh="蓝河供电公司", en="Lanhe Power Supply Company"),
    phone="0999-0550100 转 1002",
)
HANDLER = Handler(name="刘建国", team="客户服务一班", phone="0999-0550132")
LONG_HANDLER = Handler(
    name="买买提·艾力", team="高新技术产业开发区配电运维检修二班", phone="0999-0550148 转 8012"
)
LEADER = Handler(name="欧阳明月", team="计量装接班", phone="0999-0550156", is_team_leader=True)
LONG_NAME = "蓝河" + "新能源智能制造与高端装备" * 4 + "（集团）有限公司"
LONG_ADDRESS = (
    "蓝河市高新技术产业开发区青岚街道办事处向阳社区创新创业园东区二期标准化厂房北侧"
    "规划十七路与青岚大道交汇处以西三百米老粮站旁无路名"
)
ANSWER = "材料已到货，正在安排施工"
LONG_ANSWER = ("跨越道路的一段要等交通部门的许可，许可下来以后" * 9)[:200]
"""As long as the hub takes one."""
LONG_REASON = (
    "客户书面申请暂停：因项目规划调整，受电工程的设计文件需要重新报批，预计明年一月恢复；"
    "恢复前如有疑问，请与客户经理联系"
)
ORDER_NO = "3726112400158"


@cache
def flow(code: str) -> dict[str, Any]:
    """A flow's data file."""
    return tomllib.loads((FLOWS / f"{code}.toml").read_text("utf-8"))


def workday(count: int) -> date:
    """So many days of Monday to Friday after today, or before."""
    day, step = TODAY, 1 if count > 0 else -1
    while count:
        day += timedelta(days=step)
        count -= step * (day.weekday() < 5)
    return day


def planned(day: date, *, provisional: bool = False) -> PlannedDay:
    """An estimate."""
    return PlannedDay(day=day, estimate=True, provisional=provisional)


def order(
    code: str = "high-voltage",
    at: str | None = "intermediate-inspection",
    *,
    late: int = 0,
    handler: Handler | None = HANDLER,
    **changes: Any,
) -> OrderDetail:
    """An order in the stage `at` (None: all done), `late` working days behind its plan."""
    data = flow(code)
    step = next((stage["step"] for stage in data["stages"] if stage["code"] == at), 99)
    stages = _stages(data["stages"], step, late, handler)
    begun = stages[0].planned_start
    facts: dict[str, Any] = {
        "order_no": ORDER_NO,
        "flow": Text(**data["name"]),
        "customer_name": "蓝河市****食品有限公司",
        "account": "37********26",
        "address": "蓝河市青岚区向阳路",
        "filed_on": begun.day if begun else TODAY,
        "wanted_on": date(2026, 12, 25),
        "standing": Standing.LATE if late else Standing.RUNNING,
        "reason": None,
        "ended_on": stages[-1].finished_on,
        "planned_finish": planned(date(2026, 12, 22)) if at else None,
        "stages": stages,
        "refused": [],
        "provenance": PROVENANCE,
    }
    return OrderDetail(**{**facts, **changes})


def _stages(
    stages: list[dict[str, Any]], current: int, late: int, handler: Handler | None
) -> list[StageView]:
    longest: dict[int, int] = {}
    for stage in stages:
        longest[stage["step"]] = max(longest.get(stage["step"], 0), stage["default_days"])
    before = {step: sum(days for other, days in longest.items() if other < step) for step in [*longest, 99]}
    begins = {step: days - before[current] - BEGUN_AGO for step, days in before.items()}
    return [
        _stage(stage, number, current, begins[stage["step"]], late, handler)
        for number, stage in enumerate(stages, 1)
    ]


def _stage(
    stage: dict[str, Any], number: int, current: int, begin: int, late: int, handler: Handler | None
) -> StageView:
    company, now = stage["side"] == "company", stage["step"] == current
    finish = begin + stage["default_days"]
    if now and late:
        finish = -late
    done = stage["step"] < current
    variance = (0, -2, 1, 0, 3)[number % 5] if done else late if now else None
    kind = ("urge" if company else "check") if now else None
    return StageView(
        stage_id=f"s{number:02d}",
        code=stage["code"],
        step=stage["step"],
        name=Text(**stage["name"]),
        does=Text(**stage["does"]),
        side=stage["side"],
        state=StageState.DONE if done else StageState.CURRENT if now else StageState.LATER,
        started_on=workday(begin) if done or now else None,
        finished_on=workday(finish) if done else None,
        planned_start=planned(workday(begin)),
        planned_finish=planned(workday(finish)),
        variance_days=variance,
        late=bool(now and late),
        awaited=Text(**stage["awaited"]) if "awaited" in stage else None,
        bring=Text(**stage["bring"]) if "bring" in stage else None,
        handler=handler if company and (done or now) else None,
        urge_kind=kind,
        permit="opaque" if kind else None,
        urges=[],
    )


def with_stage(shown: OrderDetail, stage_code: str, **changes: Any) -> OrderDetail:
    """The order with one of its stages changed."""
    stages = [
        stage.model_copy(update=changes) if stage.code == stage_code else stage for stage in shown.stages
    ]
    return shown.model_copy(update={"stages": stages})


def current(shown: OrderDetail) -> StageView:
    """The first of its current stages."""
    return next(stage for stage in shown.stages if stage.state is StageState.CURRENT)


def urge_view(stage: StageView, kind: UrgeKind = UrgeKind.URGE, number: str = "U261124-0031") -> UrgeView:
    """An urge that the hub has received."""
    handler = stage.handler or LEADER
    return UrgeView(
        urge_no=number,
        kind=kind,
        stage_id=stage.stage_id,
        state=UrgeState.RECEIVED,
        touched_at=NOW,
        received_at=NOW,
        working_day=TODAY,
        addressed_to=handler.name,
        to_team_leader=handler.is_team_leader,
    )


def answered(urge: UrgeView, text: str, **more: Any) -> UrgeView:
    """The urge with what was answered to it."""
    answer = UrgeAnswer(text=text, answered_at=NOW, **more)
    return urge.model_copy(update={"state": UrgeState.ANSWERED, "answer": answer})


def row(number: int, standing: Standing, **changes: Any) -> OrderRow:
    """A row of the list."""
    ended = standing in (Standing.FINISHED, Standing.CANCELLED)
    stage = "payment" if standing is Standing.WAITING_FOR_CUSTOMER else "intermediate-inspection"
    name = next(each["name"] for each in flow("high-voltage")["stages"] if each["code"] == stage)
    facts: dict[str, Any] = {
        "order_no": f"37261124{number:05d}",
        "flow": Text(**flow("high-voltage")["name"]),
        "address": f"蓝河市青岚区向阳路{number}号",
        "filed_on": workday(-40 - number % 20),
        "standing": standing,
        "stages": [] if ended else [Text(**name)],
        "planned_finish": None if ended else planned(workday(12 + number % 9)),
        "ended_on": workday(-(number % 30) - 2) if ended else None,
    }
    return OrderRow(**{**facts, **changes})


def listed(rows: list[OrderRow]) -> OrderList:
    """A list as the hub gives it."""
    return OrderList(orders=rows, total=len(rows), provenance=PROVENANCE)


def parallel_names() -> list[Text]:
    """Stages that run side by side."""
    return [Text(**each["name"]) for each in flow("high-voltage-parallel")["stages"] if each["step"] == 4]


def some_rows() -> list[OrderRow]:
    """One of each standing, with the hard ones."""
    return [
        row(1, Standing.WAITING_FOR_CUSTOMER),
        row(2, Standing.LATE, stages=parallel_names(), address=LONG_ADDRESS),
        row(3, Standing.NEARLY_LATE, flow=Text(**flow("high-voltage-parallel")["name"])),
        row(4, Standing.RUNNING, address="𠮷祥村三组", planned_finish=None),
        row(5, Standing.PAUSED, planned_finish=None),
        row(6, Standing.FINISHED),
        row(7, Standing.CANCELLED, address=""),
    ]


def many_rows(count: int = 500) -> list[OrderRow]:
    """An agent's list."""
    standings = [*Standing]
    kinds = sorted(standings[number % len(standings)] for number in range(count))
    order_of = {standing: place for place, standing in enumerate(standings)}
    ranked = sorted(kinds, key=lambda kind: order_of[kind])
    return [row(number, kind) for number, kind in enumerate(ranked, 1)]


def paused(order: OrderDetail, reason: str) -> OrderDetail:
    """The order as the hub tells it during a pause: no day of what is undone."""
    undated = {"planned_start": None, "planned_finish": None, "variance_days": None, "late": False}
    stages = [
        stage.model_copy(update=undated) if stage.state in (StageState.CURRENT, StageState.LATER) else stage
        for stage in order.stages
    ]
    pause = {"standing": Standing.PAUSED, "reason": reason, "planned_finish": None, "stages": stages}
    return order.model_copy(update=pause)
