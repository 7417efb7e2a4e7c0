"""The log of what the staff did, newest first, a page at a time."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, text

from services.hub.store.models import Account, Event, Order
from services.hub.store.models.orders import OF_STAFF

_LOG = (
    select(
        Event.id, Event.kind, Event.actor, Event.details, Event.recorded_at, Event.order_id, Order.order_no
    )
    .outerjoin(Order, Order.id == Event.order_id)
    .where(text(f"({OF_STAFF.text})"))
    .order_by(Event.id.desc())
)


def log_of(company: int) -> Select[*tuple[Any, ...]]:
    """Of one company; and sign-ins refused to whoever said a number that is nobody's."""
    return _LOG.where(or_(Event.company_id == company, Event.company_id.is_(None)))


def by(log: Select[*tuple[Any, ...]], actors: Collection[str]) -> Select[*tuple[Any, ...]]:
    """What these did."""
    return log.where(Event.actor.in_(actors))


def about(log: Select[*tuple[Any, ...]], company: int, number: str) -> Select[*tuple[Any, ...]]:
    """What was done to the order of this number, to those of the customer of this account, or to the employee
    of this staff number.
    """
    account = select(Account.id).where(Account.company_id == company, Account.account_no == number)
    customer = select(Account.customer_id).where(Account.company_id == company, Account.account_no == number)
    orders = select(Order.id).where(
        Order.company_id == company,
        or_(Order.order_no == number, Order.account_id.in_(account), Order.customer_id.in_(customer)),
    )
    named = f'"staff_no": {json.dumps(number, ensure_ascii=False)}'
    return log.where(or_(Event.order_id.in_(orders), Event.details.contains(named, autoescape=True)))


def of_kinds(log: Select[*tuple[Any, ...]], kinds: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Of these kinds."""
    return log.where(Event.kind.in_(kinds))


def since(log: Select[*tuple[Any, ...]], moment: datetime) -> Select[*tuple[Any, ...]]:
    """From this moment on."""
    return log.where(Event.recorded_at >= moment)


def until(log: Select[*tuple[Any, ...]], moment: datetime) -> Select[*tuple[Any, ...]]:
    """Before this moment."""
    return log.where(Event.recorded_at < moment)


def older(log: Select[*tuple[Any, ...]], number: int) -> Select[*tuple[Any, ...]]:
    """Recorded before the event of this number: the next page begins where the last one ended, whatever was
    added meanwhile.
    """
    return log.where(Event.id < number)
