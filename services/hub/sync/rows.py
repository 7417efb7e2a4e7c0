"""A row of cells into what it says of a customer, an order or a visit to a stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from sys import intern
from typing import Any, Final, TypeVar

from services.hub.domain.chinatime import china_date
from services.hub.domain.terms import CustomerKind, OrderState, SupplyKind
from services.hub.store.models import Account, Customer, Flow, FlowStage, Grid, Hall, Handler, Order, Team
from services.hub.sync import cells
from services.hub.sync.headings import Headings
from services.hub.sync.mapping import ColumnMapping
from services.hub.usecases.take_in_batch import Told
from services.hub.usecases.take_in_flows import nearest
from services.hub.usecases.take_in_records import (
    UNSAID,
    Action,
    CustomerRecord,
    HandlerRecord,
    Kind,
    OrderRecord,
    Reason,
    RowRefused,
    Said,
    StageRecord,
    longest,
)

_LONGEST: Final = {
    "customer_no": longest(Customer.customer_no),
    "name": longest(Customer.name),
    "phone": longest(Customer.phone),
    "account_no": longest(Account.account_no),
    "card_no": longest(Account.card_no),
    "address": min(longest(Account.address), longest(Order.address)),
    "order_no": longest(Order.order_no),
    "agent_no": longest(Customer.customer_no),
    "flow": longest(Flow.name_zh),
    "reason": longest(Order.reason),
    "hall": longest(Hall.name_zh),
    "grid": longest(Grid.name),
    "stage": longest(FlowStage.name_zh),
    "staff_no": longest(Handler.staff_no),
    "handler": longest(Handler.name),
    "handler_phone": longest(Handler.phone),
    "team": longest(Team.name),
    "leader": longest(Team.leader_name),
    "leader_phone": longest(Team.leader_phone),
}

_shared_handler = lru_cache(maxsize=4096)(HandlerRecord)
"""A file of stages names few handlers many times, and what it says of them is held until it is taken in."""

_Choice = TypeVar("_Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with the means to read its cells by field. What has no column reads as empty."""

    cells: Sequence[str]
    headings: Headings
    mapping: ColumnMapping
    file_as_of: datetime

    def has(self, field: str) -> bool:
        """Whether the file has a column for it."""
        return field in self.headings.places

    def cell(self, field: str) -> tuple[str, str]:
        """The cell and its heading."""
        place = self.headings.places.get(field)
        return ("", field) if place is None else (self.cells[place], self.headings.names[place])

    def text(self, field: str) -> str:
        return cells.text(*self.cell(field), _LONGEST[field])

    def number(self, field: str) -> str:
        return cells.number(*self.cell(field), _LONGEST[field])

    def phone(self, field: str) -> str:
        return cells.phone(*self.cell(field), _LONGEST[field])

    def moment(self, field: str) -> datetime | None:
        return cells.moment(*self.cell(field))

    def day(self, field: str) -> date | None:
        return cells.day(*self.cell(field))

    def needed(self, field: str, value: Any) -> Any:
        """The value. Refuses the row where there is none."""
        if value in ("", None):
            cells.refuse(Reason.MISSING_VALUE, self.cell(field)[1], "没有填写", "nothing is written there")
        return value

    def said(self, field: str, read: Callable[[], Any]) -> Any:
        """What `read` gives, or UNSAID where the file has no such column."""
        return read() if self.has(field) else UNSAID

    def choice(self, field: str, choices: type[_Choice]) -> _Choice:
        """The value that the word in the cell stands for."""
        cell, heading = self.cell(field)
        word = self.needed(field, cells.text(cell, heading, 60))
        value = self.mapping.value(field, word)
        if value is None:
            names = "、".join(nearest(word, self.mapping.values[field]))
            zh, en = f"不认识「{word}」，相近的有：{names}", f"an unknown word; nearest: {names}"
            cells.refuse(Reason.UNKNOWN_VALUE, heading, zh, en)
        return choices(value)

    def name_of(self, field: str) -> str:
        """The name of a flow or stage, after the mapping's other names."""
        word = self.needed(field, self.text(field))
        return self.mapping.value(field, word) or word

    @property
    def as_of(self) -> datetime:
        return self.moment("as_of") or self.file_as_of

    def not_after_export(self, field: str, day: date | None) -> None:
        """Refuse what is said to have happened after the export."""
        if day and day > china_date(self.as_of):
            zh, en = "晚于数据导出的日期", "later than the export itself"
            cells.refuse(Reason.FUTURE_DATE, self.cell(field)[1], zh, en)


def read_row(
    kind: Kind, row: Sequence[str], headings: Headings, mapping: ColumnMapping, file_as_of: datetime
) -> Told | RowRefused:
    """What a row says, or why it can't be taken. `file_as_of` holds where the row tells no moment itself."""
    line = _Line(row, headings, mapping, file_as_of)
    try:
        if line.as_of > file_as_of:
            zh, en = "晚于文件的时刻", "later than the moment of the file"
            cells.refuse(Reason.FUTURE_DATE, line.cell("as_of")[1], zh, en)
        return _READERS[kind](line)
    except RowRefused as refusal:
        return refusal.with_traceback(None)


def _customer(line: _Line) -> CustomerRecord:
    phone = line.phone("phone")
    return CustomerRecord(
        customer_no=line.needed("customer_no", line.number("customer_no")),
        name=line.needed("name", line.text("name")),
        kind=line.choice("kind", CustomerKind),
        phone=phone or UNSAID,  # a customer has a row for each account, and not every row repeats it
        account_no=line.number("account_no"),
        address=line.said("address", lambda: line.text("address")),
        card_no=line.said("card_no", lambda: line.number("card_no")),
        as_of=line.as_of,
    )


def _order(line: _Line) -> OrderRecord:
    customer_no = line.number("customer_no")
    account_no: Said[str] = line.said("account_no", lambda: line.number("account_no"))
    if not customer_no and account_no in ("", UNSAID):
        line.needed("customer_no", customer_no)
    state = line.choice("state", OrderState)
    over = state in (OrderState.FINISHED, OrderState.CANCELLED)
    filed_on, ended_on = line.needed("filed_on", line.day("filed_on")), line.day("ended_on")
    line.not_after_export("filed_on", filed_on)
    line.not_after_export("ended_on", ended_on)
    if ended_on and ended_on < filed_on:
        raise RowRefused(Reason.DATES_REVERSED, "办结早于受理", "ended before it was filed")
    return OrderRecord(
        order_no=line.needed("order_no", line.number("order_no")),
        customer_no=customer_no,
        account_no=account_no,
        agent_no=line.said("agent_no", lambda: line.number("agent_no")),
        flow=line.name_of("flow"),
        supply=line.choice("supply", SupplyKind),
        address=line.said("address", lambda: line.text("address")),
        filed_on=filed_on,
        wanted_on=line.said("wanted_on", lambda: line.day("wanted_on")),
        planned_finish=line.said("planned_finish", lambda: line.day("planned_finish")),
        state=state,
        reason=line.said("reason", lambda: line.text("reason")),
        ended_on=line.needed("ended_on", ended_on) if over else None,
        hall=line.said("hall", lambda: line.text("hall")),
        grid=line.said("grid", lambda: line.text("grid")),
        as_of=line.as_of,
    )


def _stage(line: _Line) -> StageRecord:
    entered_at, finished_at = line.moment("entered_at"), line.moment("finished_at")
    for field, moment in (("entered_at", entered_at), ("finished_at", finished_at)):
        line.not_after_export(field, china_date(moment) if moment else None)
    return StageRecord(
        order_no=intern(line.needed("order_no", line.number("order_no"))),
        stage=intern(line.name_of("stage")),
        action=_action(line, entered_at, finished_at),
        entered_at=entered_at,
        finished_at=finished_at,
        planned_start=line.day("planned_start"),
        planned_finish=line.day("planned_finish"),
        handler=_handler(line),
        as_of=line.as_of,
    )


def _action(line: _Line, entered_at: datetime | None, finished_at: datetime | None) -> Action:
    """What the row says is done; without a word for it, what its dates say."""
    if not cells.bare(line.cell("action")[0]):
        return Action.FINISH if finished_at else Action.ENTER if entered_at else Action.PLAN
    action = line.choice("action", Action)
    if action in (Action.ENTER, Action.WORKING, Action.SET_BACK):
        line.needed("entered_at", entered_at)
    elif action is Action.FINISH:
        line.needed("finished_at", finished_at)
    elif entered_at or finished_at:
        zh, en = "写着未开始或跳过，却有实际日期", "not begun or skipped, and yet it has an actual date"
        cells.refuse(Reason.CONTRADICTION, line.cell("action")[1], zh, en)
    if action is Action.WORKING and finished_at:
        zh, en = "写着在办，却有完成日期", "being worked on, and yet finished"
        cells.refuse(Reason.CONTRADICTION, line.cell("action")[1], zh, en)
    return action


def _handler(line: _Line) -> HandlerRecord:
    staff_no = line.number("staff_no")
    name = line.text("handler")
    if name and not staff_no:
        zh, en = "有办理人却没有工号", "a handler without a staff number"
        cells.refuse(Reason.HANDLER_WITHOUT_NUMBER, line.cell("handler")[1], zh, en)
    return _shared_handler(
        staff_no=staff_no,
        name=line.needed("handler", name) if staff_no else "",
        phone=line.phone("handler_phone"),
        team=line.text("team"),
        leader=line.text("leader"),
        leader_phone=line.phone("leader_phone"),
    )


_READERS: Final[dict[Kind, Callable[[_Line], Told]]] = {
    Kind.CUSTOMERS: _customer,
    Kind.ORDERS: _order,
    Kind.STAGES: _stage,
}
