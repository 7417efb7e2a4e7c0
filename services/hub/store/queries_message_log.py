"""The log of messages: what was sent about which order, and what became of it; newest first."""

from typing import Any

from sqlalchemy import Select, bindparam, select, text

from services.hub.domain.messages import MessageState
from services.hub.store.models import Message, MessageTemplate, Order

LOG = (
    select(
        Message.id,
        Message.event,
        Order.order_no,
        Message.phone,
        Message.parameters,
        MessageTemplate.text,
        Message.state,
        Message.tries,
        Message.reason,
        Message.code,
        Message.created_at,
        Message.accepted_at,
        Message.reported_at,
    )
    .join(Order, Order.id == Message.order_id)
    .join(MessageTemplate, MessageTemplate.id == Message.template_id)
    .order_by(Message.id.desc())
)

ABOUT_ORDER = LOG.where(Message.order_id == bindparam("order"))

COMPANY_OF = (
    select(Message.company_id, Order.order_no)
    .join(Order, Order.id == Message.order_id)
    .where(Message.id == bindparam("number"))
)


def log_of(company: int) -> Select[*tuple[Any, ...]]:
    """Of one company."""
    return LOG.where(Message.company_id == company)


def in_state(log: Select[*tuple[Any, ...]], state: MessageState) -> Select[*tuple[Any, ...]]:
    """Of which this has become."""
    return log.where(Message.state == state.value)


def unsent(log: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """That wait for a person. Written out, as in the index of these."""
    return log.where(text("messages.state IN ('dead', 'undelivered')"))


def telling(log: Select[*tuple[Any, ...]], event: str) -> Select[*tuple[Any, ...]]:
    """That tell this."""
    return log.where(Message.event == event)


def of_order(log: Select[*tuple[Any, ...]], company: int, order_no: str) -> Select[*tuple[Any, ...]]:
    """About the company's order of this number."""
    found = select(Order.id).where(Order.company_id == company, Order.order_no == order_no)
    return log.where(Message.order_id.in_(found))


def older(log: Select[*tuple[Any, ...]], number: int) -> Select[*tuple[Any, ...]]:
    """Written before the message of this number."""
    return log.where(Message.id < number)
