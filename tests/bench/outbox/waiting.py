"""A hub's database with messages that wait."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Engine

from services.hub.domain.messages import GOOD_FOR, MessageEvent, MessageState
from services.hub.store.engine import writing
from services.hub.store.models import Message
from services.hub.usecases.outgoing import words_in_force
from tests.bench.bulk import put
from tests.bench.hub.population import ORDERS_EACH, company_of, populate
from tests.bench.outbox.jobs import parameters, phone

SEED = 20261122
CUSTOMERS = 20


def fill(engine: Engine, now: datetime, count: int) -> None:
    """Answers to customers, due one after the other until now. The database has its data files alone."""
    told = MessageEvent.ANSWER_TO_CUSTOMER
    event = told.value
    with writing(engine) as connection:
        populate(connection, now, SEED, customers=CUSTOMERS)
        rows = (
            {
                "key": f"{parameters(number)['urge']}-{event}",
                "order_id": number % (CUSTOMERS * ORDERS_EACH) + 1,
                "phone": phone(number),
                "due_at": now - timedelta(milliseconds=count - number),
                "parameters": json.dumps(parameters(number), ensure_ascii=False),
            }
            for number in range(count)
        )
        put(
            connection,
            Message,
            rows,
            company_id=company_of(connection),
            event=event,
            template_id=words_in_force(connection, told, company_of(connection), "").id,
            state=MessageState.WAITING.value,
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
