"""Telling of an urge, in the transaction of what is told: there is never one without the other."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from services.hub.domain.answering import Verdict
from services.hub.domain.chinatime import CHINA, china_date
from services.hub.domain.masking import mask_number
from services.hub.domain.messages import MessageEvent, mobile_of
from services.hub.domain.raising import Level
from services.hub.domain.urging import UrgeKind
from services.hub.store.queries_messages import OF_URGE
from services.hub.store.queries_raising import DISPATCHERS, HANDLER_OF_ITEM, LEADERS, STANDING_IN
from services.hub.store.types import AnyRow
from services.hub.usecases.outgoing import About, quiet_hours, write_message

_TO_HANDLER = {UrgeKind.URGE: MessageEvent.URGE_TO_HANDLER, UrgeKind.CHECK: MessageEvent.CHECK_TO_HANDLER}
_TO_LEVEL = {
    Level.LEADER: MessageEvent.RAISED_TO_LEADER,
    Level.DISPATCHER: MessageEvent.RAISED_TO_DISPATCHER,
}
_VERDICTS = {Verdict.ACCEPTED.value: "核对通过", Verdict.MISSING.value: "还缺"}


def tell_handler(connection: Connection, urge_no: str, kind: UrgeKind, now: datetime) -> None:
    """Tell whoever has the stage that it was urged, or is to be checked; who is absent today, by those who
    stand in for them.
    """
    urge = connection.execute(OF_URGE, {"urge_no": urge_no}).one()
    people = _leaders(connection, urge) if urge.to_leader else _handler(connection, urge)
    substitutes = _standing_in(connection, people, now)
    for one in substitutes:
        _tell_substitute(connection, urge, one.id, one.phone, now)
    if not substitutes:
        _write(connection, _TO_HANDLER[kind], urge, urge.handlers_phone, what_is_asked(urge), now)


def tell_substitute(connection: Connection, urge_no: str, substitute: int, phone: str, now: datetime) -> None:
    """Tell who stands in from today of an item that waits since before."""
    urge = connection.execute(OF_URGE, {"urge_no": urge_no}).one()
    _tell_substitute(connection, urge, substitute, phone, now)


def tell_level(connection: Connection, urge_no: str, level: Level, now: datetime) -> None:
    """Tell the leaders of the team, or all dispatchers, that it went up to them; who is absent today, by
    those who stand in. A team whose leader is no employee here has the marketing system's number of them.
    """
    urge = connection.execute(OF_URGE, {"urge_no": urge_no}).one()
    event, said = _TO_LEVEL[level], what_is_asked(urge)
    to_leader = level is Level.LEADER
    people = _leaders(connection, urge) if to_leader else _dispatchers(connection, urge)
    substitutes = _standing_in(connection, people, now)
    absent = {one.absent_id for one in substitutes}
    phones = {one.id: one.phone for one in (*people, *substitutes) if one.id not in absent}
    reached = {person: phone for person, phone in phones.items() if mobile_of(phone)}
    for person, phone in reached.items():
        _write(connection, event, urge, phone, said, now, str(person))
    if not reached:
        _write(connection, event, urge, urge.leaders_phone if to_leader else "", said, now)


def tell_customer(connection: Connection, urge_no: str, now: datetime) -> None:
    """Tell the customer what was answered."""
    urge = connection.execute(OF_URGE, {"urge_no": urge_no}).one()
    said = what_is_answered(urge)
    about = _about(urge, MessageEvent.ANSWER_TO_CUSTOMER, urge.customers_kind)
    write_message(connection, MessageEvent.ANSWER_TO_CUSTOMER, about, urge.customers_phone, said, now)


def _handler(connection: Connection, urge: AnyRow) -> list[AnyRow]:
    return list(connection.execute(HANDLER_OF_ITEM, {"urge": urge.id}))


def _leaders(connection: Connection, urge: AnyRow) -> list[AnyRow]:
    return list(connection.execute(LEADERS, {"company": urge.company_id, "team": urge.team_id}))


def _dispatchers(connection: Connection, urge: AnyRow) -> list[AnyRow]:
    return list(connection.execute(DISPATCHERS, {"company": urge.company_id}))


def _standing_in(connection: Connection, people: list[AnyRow], now: datetime) -> list[AnyRow]:
    """Who stands in today for these, and can be told."""
    bound = {"absent": [one.id for one in people], "today": china_date(now)}
    return [one for one in connection.execute(STANDING_IN, bound) if mobile_of(one.phone)]


def _tell_substitute(
    connection: Connection, urge: AnyRow, substitute: int, phone: str, now: datetime
) -> None:
    event, said = MessageEvent.ITEM_TO_SUBSTITUTE, what_is_asked(urge)
    _write(connection, event, urge, phone, said, now, str(substitute))


def what_is_asked(urge: AnyRow) -> dict[str, str]:
    """What staff are told of an item, a row of OF_URGE."""
    moment = urge.touched_at.astimezone(CHINA)
    told = f"{moment.month}月{moment.day}日{moment:%H:%M}"
    return {"order": urge.order_no, "stage": urge.stage, "urge": urge.urge_no, "moment": told}


def what_is_answered(urge: AnyRow) -> dict[str, str]:
    """What a customer is told of an answered item, a row of OF_URGE."""
    day = f"新的预计日期{urge.new_day.month}月{urge.new_day.day}日" if urge.new_day else ""
    said = filter(None, (_VERDICTS.get(urge.verdict, ""), urge.answer, day))
    return {
        "order": mask_number(urge.order_no),
        "stage": urge.stage,
        "urge": urge.urge_no,
        "answer": "，".join(said),
        "phone": urge.halls_phone,
    }


def _write(
    connection: Connection,
    event: MessageEvent,
    urge: AnyRow,
    phone: str,
    said: Mapping[str, str],
    now: datetime,
    to: str = "",
) -> None:
    write_message(connection, event, _about(urge, event), phone, said, now, to)


def _about(urge: AnyRow, event: MessageEvent, customer_kind: str = "") -> About:
    quiet = quiet_hours(urge, event)
    return About(urge.company_id, urge.order_id, urge.urge_no, urge.id, quiet, customer_kind)
