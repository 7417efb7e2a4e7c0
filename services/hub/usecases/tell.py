"""Telling of an urge, in the transaction of what is told: there is never one without the other."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from services.hub.domain.answering import Verdict
from services.hub.domain.chinatime import CHINA, china_date
from services.hub.domain.masking import mask_number
from services.hub.domain.messages import MessageEvent, mobile_of
from services.hub.domain.phrases import phrases_in, spoken_day
from services.hub.domain.raising import Level
from services.hub.domain.terms import Language, Text
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
        _write(connection, _TO_HANDLER[kind], urge, urge.handlers_phone, now)


def tell_substitute(connection: Connection, urge_no: str, substitute: int, phone: str, now: datetime) -> None:
    """Tell who stands in from today of an item that waits since before."""
    urge = connection.execute(OF_URGE, {"urge_no": urge_no}).one()
    _tell_substitute(connection, urge, substitute, phone, now)


def tell_level(connection: Connection, urge_no: str, level: Level, now: datetime) -> None:
    """Tell the leaders of the team, or all dispatchers, that it went up to them; who is absent today, by
    those who stand in. A team whose leader is no employee here has the marketing system's number of them.
    """
    urge = connection.execute(OF_URGE, {"urge_no": urge_no}).one()
    event, to_leader = _TO_LEVEL[level], level is Level.LEADER
    people = _leaders(connection, urge) if to_leader else _dispatchers(connection, urge)
    substitutes = _standing_in(connection, people, now)
    absent = {one.absent_id for one in substitutes}
    phones = {one.id: one.phone for one in (*people, *substitutes) if one.id not in absent}
    reached = {person: phone for person, phone in phones.items() if mobile_of(phone)}
    for person, phone in reached.items():
        _write(connection, event, urge, phone, now, str(person))
    if not reached:
        _write(connection, event, urge, urge.leaders_phone if to_leader else "", now)


def tell_customer(connection: Connection, urge_no: str, now: datetime) -> None:
    """Tell the customer what was answered."""
    urge = connection.execute(OF_URGE, {"urge_no": urge_no}).one()
    event = MessageEvent.ANSWER_TO_CUSTOMER
    about = replace(_about(urge, event), customer_kind=urge.customers_kind, language=urge.customers_language)

    def say(template: AnyRow) -> dict[str, str]:
        return what_is_answered(urge, Language(template.language))

    write_message(connection, event, about, urge.customers_phone, say, now)


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
    _write(connection, MessageEvent.ITEM_TO_SUBSTITUTE, urge, phone, now, str(substitute))


def what_is_asked(urge: AnyRow) -> dict[str, str]:
    """What staff are told of an item, a row of OF_URGE."""
    moment = urge.touched_at.astimezone(CHINA)
    told = f"{spoken_day(Language.CHINESE, moment)}{moment:%H:%M}"
    return {"order": urge.order_no, "stage": urge.name_zh, "urge": urge.urge_no, "moment": told}


def what_is_answered(urge: AnyRow, language: Language) -> dict[str, str]:
    """What a customer is told of an answered item, a row of OF_URGE. The answer is in its author's words."""
    phrases = phrases_in(language)
    verdicts = {Verdict.ACCEPTED.value: phrases.accepted, Verdict.MISSING.value: phrases.missing}
    day = phrases.new_day.format(day=spoken_day(language, urge.new_day)) if urge.new_day else ""
    said = filter(None, (verdicts.get(urge.verdict, ""), urge.answer, day))
    return {
        "order": mask_number(urge.order_no),
        "stage": Text(urge.name_zh, urge.name_en).read_in(language),
        "urge": urge.urge_no,
        "answer": phrases.comma.join(said),
        "phone": urge.halls_phone,
    }


def _write(
    connection: Connection,
    event: MessageEvent,
    urge: AnyRow,
    phone: str,
    now: datetime,
    to: str = "",
) -> None:
    write_message(connection, event, _about(urge, event), phone, lambda _: what_is_asked(urge), now, to)


def _about(urge: AnyRow, event: MessageEvent) -> About:
    return About(urge.company_id, urge.order_id, urge.urge_no, urge.id, quiet_hours(urge, event))
