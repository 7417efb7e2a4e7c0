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
from services.hub.domain.terms import Language, OrderState, Side, StageState, Text
from services.hub.store.queries_messages import TAKE_BACK, TOLD_BEFORE
from services.hub.store.queries_phones import AMONG, OF_ORDER
from services.hub.store.queries_stage_news import NEWS_RULES, STAGES
from services.hub.store.types import AnyRow
from services.hub.usecases.events import HUB, record
from services.hub.usecases.outgoing import About, quiet_hours, write_message

_EVENT = MessageEvent.STAGE_TO_CUSTOMER
Visits = Mapping[tuple[int, int], date]
"""Of one order, by stage of its flow and which visit to it is: the day of entering."""


def tell_of_stages(
    connection: Connection, company_id: int, entered: Mapping[int, Visits], as_of: datetime, now: datetime
) -> None:
    """Tell the customers of these orders (by their ids) which of these visits they are in now.

    `as_of` is the moment of the data that say so.
    """
    if not entered:
        return
    rules = connection.execute(NEWS_RULES, {"company": company_id}).one()
    if rules.first_data is None or rules.first_data >= as_of:
        return
    today = china_date(now)
    news = {
        order: {visit for visit, day in visits.items() if is_news(day, today, rules.stage_news_days)}
        for order, visits in entered.items()
    }
    told = [order for order, visits in news.items() if visits]
    orders = connection.execute(AMONG, {"orders": told}).all()
    stages: dict[int, list[AnyRow]] = {}
    for row in connection.execute(STAGES, {"orders": told}):
        stages.setdefault(row.order_id, []).append(row)
    for order in orders:
        visit = _to_tell(stages[order.id], news[order.id])
        if order.state == OrderState.RUNNING.value and visit is not None:
            _tell(connection, order, stages[order.id], visit, now)


def said_of_order(
    connection: Connection, order_id: int, text: str, language: Language, now: datetime
) -> dict[str, str] | None:
    """What these words would say of an order, were it told now of the stage that it entered last; None for
    one that is in no stage.
    """
    order = connection.execute(OF_ORDER, {"order": order_id}).one()
    stages = list(connection.execute(STAGES, {"orders": [order_id]}))
    visit = _to_tell(stages)
    return said_of(_news(order, stages, visit, language), text, china_date(now)) if visit else None


def _to_tell(stages: list[AnyRow], news: set[tuple[int, int]] | None = None) -> AnyRow | None:
    """The stage that it entered last, of those in the news where there are such; of two at once that of the
    customer's side, who has to act there.
    """
    current = [
        row
        for row in stages
        if row.state == StageState.CURRENT.value and (news is None or (row.flow_stage_id, row.visit) in news)
    ]
    return max(current, key=lambda row: (row.entered_at, row.side == Side.CUSTOMER.value), default=None)


def _tell(connection: Connection, order: AnyRow, stages: list[AnyRow], visit: AnyRow, now: datetime) -> None:
    about = About(
        order.company_id,
        order.id,
        f"stage{visit.id}",
        quiet=quiet_hours(order, _EVENT),
        customer_kind=order.customers_kind,
        language=order.customers_language,
    )
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

    def say(template: AnyRow) -> dict[str, str]:
        news = _news(order, stages, visit, Language(template.language))
        return said_of(news, template.text, china_date(now))

    write_message(connection, _EVENT, about, order.phone, say, now)


def _news(order: AnyRow, stages: list[AnyRow], visit: AnyRow, language: Language) -> StageNews:
    ahead = [row for row in stages if row.state == StageState.LATER.value and row.step > visit.step]
    following = min(ahead, key=lambda row: (row.step, row.flow_stage_id), default=None)
    return StageNews(
        language=language,
        order=mask_number(order.order_no),
        stage=Text(visit.name_zh, visit.name_en).read_in(language),
        side=Side(visit.side),
        due=visit.planned_finish,
        awaited=Text(visit.awaited_zh, visit.awaited_en).read_in(language),
        bring=Text(visit.bring_zh, visit.bring_en).read_in(language),
        next_stage=Text(following.name_zh, following.name_en).read_in(language) if following else "",
        next_start=following.planned_start if following else None,
        phone=visit.handlers_phone or visit.leaders_phone or order.halls_phone,
    )
