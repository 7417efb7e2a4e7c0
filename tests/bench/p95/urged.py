"""What was urged in a filled database: an order that is asked for shows its urges, texts and answers."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from services.contracts.urges import UrgeState
from services.hub.domain.chinatime import china_date
from services.hub.domain.messages import GOOD_FOR, MessageEvent, MessageState
from services.hub.domain.terms import OrderState, StageState
from services.hub.domain.urging import UrgeKind
from services.hub.store.models import Message, Order, OrderStage, Urge, UrgeAnswer
from services.hub.usecases.outgoing import words_in_force
from tests.bench.bulk import put
from tests.bench.hub.population import company_of

EVERY, UNANSWERED_EVERY = 20, 20
"""Of the stages that handlers have in hand every 20th was urged; every 20th of the urges is unanswered."""
AGO = timedelta(minutes=10)
"""So long, that nothing has to go up yet."""


def urge_some(connection: Connection, now: datetime) -> None:
    """Put urges, texts and answers into the tables."""
    in_hand = (
        select(OrderStage.id, OrderStage.order_id, OrderStage.handler_id)
        .join(Order, Order.id == OrderStage.order_id)
        .where(
            OrderStage.state == StageState.CURRENT.value,
            OrderStage.handler_id.is_not(None),
            Order.state == OrderState.RUNNING.value,
            OrderStage.id % EVERY == 0,
        )
        .order_by(OrderStage.id)
    )
    urges = [
        {
            "urge_no": f"CB{row.id:012d}",
            "order_id": row.order_id,
            "order_stage_id": row.id,
            "handler_id": row.handler_id,
            "key": f"bench-{row.id}",
            "state": (UrgeState.RECEIVED if number % UNANSWERED_EVERY == 0 else UrgeState.ANSWERED).value,
        }
        for number, row in enumerate(connection.execute(in_hand))
    ]
    of_company = {"company_id": company_of(connection)}
    at = {"touched_at": now - AGO, "received_at": now - AGO, "working_day": china_date(now)}
    put(connection, Urge, urges, kind=UrgeKind.URGE.value, kiosk_id=1, request_hash="", **at, **of_company)
    numbered = list(enumerate(urges, 1))  # as the database numbers them
    answered = [pair for pair in numbered if pair[1]["state"] == UrgeState.ANSWERED.value]
    words = {"text": "已安排人员, 明天上门", "answered_by": "employee:1", "answered_at": now}
    put(connection, UrgeAnswer, ({"urge_id": number} for number, _ in answered), **words)
    for event, told in (
        (MessageEvent.URGE_TO_HANDLER, numbered),
        (MessageEvent.ANSWER_TO_CUSTOMER, answered),
    ):
        texts = (
            {"key": f"{urge['urge_no']}-{event.value}", "urge_id": number, "order_id": urge["order_id"]}
            for number, urge in told
        )
        template = words_in_force(connection, event, of_company["company_id"], "").id
        put(connection, Message, texts, event=event.value, template_id=template, **_sent(now), **of_company)


def _sent(now: datetime) -> dict[str, object]:
    """What a delivered text has in its columns."""
    told = {"phone": "13800000000", "parameters": json.dumps({"order": "5304"})}
    moments = {"created_at": now - AGO, "due_at": now - AGO, "expires_at": now - AGO + GOOD_FOR}
    reported = {"accepted_at": now - AGO, "reported_at": now - AGO}
    return {**told, **moments, **reported, "state": MessageState.DELIVERED.value, "provider_id": "bench"}
