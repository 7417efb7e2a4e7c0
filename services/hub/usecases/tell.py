"""Writing a message, in the transaction of what it tells about: there is never one without the other."""

import json
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, insert

from services.hub.domain.answering import Verdict
from services.hub.domain.chinatime import CHINA
from services.hub.domain.masking import mask_number
from services.hub.domain.messages import GOOD_FOR, MessageEvent, MessageState, mobile_of
from services.hub.domain.urging import UrgeKind
from services.hub.store.models import Message
from services.hub.store.queries_messages import NEWEST_TEMPLATE, OF_URGE
from services.hub.store.types import AnyRow
from services.hub.usecases.events import HUB, record

_TO_HANDLER = {UrgeKind.URGE: MessageEvent.URGE_TO_HANDLER, UrgeKind.CHECK: MessageEvent.CHECK_TO_HANDLER}
_VERDICTS = {Verdict.ACCEPTED.value: "核对通过", Verdict.MISSING.value: "还缺"}


def tell_handler(connection: Connection, urge_no: str, kind: UrgeKind, now: datetime) -> None:
    """Tell whoever has the stage that it was urged, or is to be checked."""
    urge = connection.execute(OF_URGE, {"urge_no": urge_no}).one()
    _write(connection, _TO_HANDLER[kind], urge, urge.handlers_phone, _what_is_asked, now)


def tell_customer(connection: Connection, urge_no: str, now: datetime) -> None:
    """Tell the customer what was answered."""
    urge = connection.execute(OF_URGE, {"urge_no": urge_no}).one()
    _write(connection, MessageEvent.ANSWER_TO_CUSTOMER, urge, urge.customers_phone, _what_is_answered, now)


def _what_is_asked(urge: AnyRow) -> dict[str, str]:
    moment = urge.touched_at.astimezone(CHINA)
    told = f"{moment.month}月{moment.day}日{moment:%H:%M}"
    return {"order": urge.order_no, "stage": urge.stage, "urge": urge.urge_no, "moment": told}


def _what_is_answered(urge: AnyRow) -> dict[str, str]:
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
    parameters: Callable[[AnyRow], dict[str, str]],
    now: datetime,
) -> None:
    mobile = mobile_of(phone)
    if mobile is None:
        details = {"event": event.value, "urge": urge.urge_no, "why": "no-mobile-number"}
        record(
            connection,
            "message-impossible",
            HUB,
            now,
            company_id=urge.company_id,
            order_id=urge.order_id,
            details=details,
        )
        return
    values = {
        "key": f"{urge.urge_no}-{event.value}",
        "company_id": urge.company_id,
        "event": event.value,
        "order_id": urge.order_id,
        "urge_id": urge.id,
        "template_id": connection.execute(NEWEST_TEMPLATE, {"event": event.value}).scalar_one(),
        "phone": mobile,
        "parameters": json.dumps(parameters(urge), ensure_ascii=False),
        "state": MessageState.WAITING.value,
        "created_at": now,
        "expires_at": now + GOOD_FOR,
        "due_at": now,
    }
    connection.execute(insert(Message), values)
