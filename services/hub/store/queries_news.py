"""The newest of what has happened to items, and how followed orders are, for pages that show them live."""

from sqlalchemy import BindParameter, bindparam, func, select

from services.hub.store.models import Event, Message, Order, OrderPhone, OrderStage, Urge

CHANNEL = "hub_events"
"""On which PostgreSQL tells that events were added (migration 0008)."""

OF_ITEMS = ("urge-received", "urge-raised", "urge-lowered", "urge-answered", "urge-closed")
"""The kinds of event that change what is in a list of items."""

NEWEST = select(func.coalesce(func.max(Event.id), 0))

SINCE = (
    select(Event.id, Event.kind, Event.details)
    .where(Event.id > bindparam("after"), Event.kind.in_(OF_ITEMS))
    .order_by(Event.id.desc())
    .limit(bindparam("most"))
)

_ORDERS: BindParameter[list[int]] = bindparam("orders", expanding=True)

OF_ORDERS = (
    select(Order.id, Order.as_of, Order.state, Order.source, OrderPhone.bound_at)
    .outerjoin(OrderPhone, OrderPhone.order_id == Order.id)
    .where(Order.id.in_(_ORDERS)),
    select(
        OrderStage.order_id,
        OrderStage.id,
        OrderStage.state,
        OrderStage.entered_on,
        OrderStage.finished_on,
        OrderStage.planned_start,
        OrderStage.planned_finish,
        OrderStage.handler_id,
        OrderStage.team_id,
    )
    .where(OrderStage.order_id.in_(_ORDERS))
    .order_by(OrderStage.id),
    select(Urge.order_id, Urge.id, Urge.state, Urge.shown_at, Urge.seen_at, Urge.closed_at)
    .where(Urge.order_id.in_(_ORDERS))
    .order_by(Urge.id),
    select(
        Message.order_id,
        Message.id,
        Message.phone,
        Message.state,
        Message.tries,
        Message.reason,
        Message.code,
        Message.accepted_at,
        Message.reported_at,
    )
    .where(Message.order_id.in_(_ORDERS))
    .order_by(Message.id),
)
"""What changes of all that an order's page shows; each row begins with the order's number. Events would not
do: a message's fate is in its row alone, and an import of a hundred thousand stages concerns few open pages.
"""
