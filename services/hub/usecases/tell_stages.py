"""Telling customers that their order entered a stage, in the transaction of the import that moved it.

Only what is news: the stage became current by this batch; the company had taken in older data before, so it
is a move and not the first import of its history; it was entered today or so many days ago as the company's
rules say; and the order runs. Of several moves the last is told: what was not sent yet of an earlier one is
taken back. A visit to a stage is told once, whatever comes again.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from services.hub.domain.chinatime import china_date
from services.hub.domain.masking import mask_number
from services.hub.domain.messages import MessageEvent
from services.hub.domain.stage_news import StageNews, is_news, said_of
from services.hub.domain.terms import OrderState, Side, StageState
from services.hub.store.queries_messages import NEWEST_TEXT, TAKE_BACK, TOLD_BEFORE
from services.hub.store.queries_stage_news import FIRST_DATA, ORDERS, STAGES
from services.hub.store.types import AnyRow
from services.hub.usecases.events import HUB, record
from services.hub.usecases.outgoing import About, quiet_hours, write_message

_EVENT = MessageEvent.STAGE_TO_CUSTOMER
Visits = set[tuple[int, int]]
"""Of one order: stage of its flow, and which visit to it."""


def tell_of_stages(
    connection: Connection, company_id: int, entered: Mapping[int, Visits], as_of: datetime, now: datetime
) -> None:
    """Tell the customers of these orders (by their ids) which of these visits they are in now.

    `as_of` is the moment of the data that say so.
    """
    first = connection.execute(FIRST_DATA, {"company": company_id}).scalar() if entered else None
    if first is None or first >= as_of:
        return
    orders = connection.execute(ORDERS, {"orders": list(entered)}).all()
    stages: dict[int, list[AnyRow]] = {}
    for row in connection.execute(STAGES, {"orders": list(entered)}):
        stages.setdefault(row.order_id, []).append(row)
    for order in orders:
        visit = _to_tell(order, stages[order.id], entered[order.id], china_date(now))
        if order.state == OrderState.RUNNING.value and visit is not None:
            _tell(connection, order, stages[order.id], visit, now)


def _to_tell(order: AnyRow, stages: list[AnyRow], entered: Visits, today: date) -> AnyRow | None:
    """The stage that it entered last; of two at once that of the customer's side, who has to act there."""
    current = [
        row
        for row in stages
        if (row.flow_stage_id, row.visit) in entered
        and row.state == StageState.CURRENT.value
        and is_news(row.entered_on, today, order.stage_news_days)
    ]
    return max(current, key=lambda row: (row.entered_at, row.side == Side.CUSTOMER.value), default=None)


def _tell(connection: Connection, order: AnyRow, stages: list[AnyRow], visit: AnyRow, now: datetime) -> None:
    about = About(order.company_id, order.id, f"stage{visit.id}", quiet=quiet_hours(order, _EVENT))
    if connection.execute(TOLD_BEFORE, {"key": f"{about.subject}-{_EVENT.value}"}).first():
        return
    for subject in connection.execute(TAKE_BACK, {"order": order.id, "event": _EVENT.value}).scalars():
        details = {"message": subject}
        record(
            connection,
            "message-overtaken",
            HUB,
            now,
            company_id=order.company_id,
            order_id=order.id,
            details=details,
        )
    text = connection.execute(NEWEST_TEXT, {"event": _EVENT.value}).scalar_one()
    said = said_of(_news(order, stages, visit), text, china_date(now))
    write_message(connection, _EVENT, about, order.customers_phone, said, now)


def _news(order: AnyRow, stages: list[AnyRow], visit: AnyRow) -> StageNews:
    ahead = [row for row in stages if row.state == StageState.LATER.value and row.step > visit.step]
    following = min(ahead, key=lambda row: (row.step, row.flow_stage_id), default=None)
    return StageNews(
        order=mask_number(order.order_no),
        stage=visit.name_zh,
        side=Side(visit.side),
        due=visit.planned_finish,
        awaited=visit.awaited_zh,
        bring=visit.bring_zh,
        next_stage=following.name_zh if following else "",
        next_start=following.planned_start if following else None,
        phone=visit.handlers_phone or visit.leaders_phone or order.halls_phone,
    )
