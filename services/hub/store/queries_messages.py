"""The outbox: what is due, what a worker takes, and what stands behind an urge's messages."""

from sqlalchemy import bindparam, func, select, update

from services.hub.domain.messages import MessageState
from services.hub.store.models import (
    Customer,
    FlowStage,
    Hall,
    Handler,
    Message,
    MessageTemplate,
    Order,
    OrderStage,
    Team,
    Urge,
    UrgeAnswer,
)
from services.hub.store.prepared import Prepared

_WAITING = Message.state == MessageState.WAITING.value
_DUE = _WAITING & (Message.due_at <= bindparam("now"))

SOME_DUE = Prepared(select(Message.id).where(_DUE).limit(1))

EXPIRE = (
    update(Message)
    .where(_DUE, Message.expires_at <= bindparam("now"))
    .values(state=MessageState.DEAD.value, reason=bindparam("expired"), code="", lease="")
)

_FREE = (
    select(Message.id)
    .where(_DUE)
    .order_by(Message.due_at, Message.id)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)
    .cte("free")
)
"""Rows that another worker is just taking are passed over, on PostgreSQL; on SQLite one writes at a time."""

TAKE = (
    update(Message)
    .where(Message.id.in_(select(_FREE.c.id)))
    .values(lease=bindparam("lease_key"), due_at=bindparam("until"), tries=Message.tries + 1)
    .returning(Message.id, Message.key, Message.phone, Message.template_id, Message.parameters, Message.tries)
)

PROVIDER_CODES = select(MessageTemplate.id, MessageTemplate.provider_code)

NEWEST_TEMPLATE = (
    select(MessageTemplate.id)
    .where(MessageTemplate.event == bindparam("event"))
    .order_by(MessageTemplate.id.desc())
    .limit(1)
)

_AGENT = Customer.__table__.alias("agent")

OF_URGE = (
    select(
        Urge.id,
        Urge.urge_no,
        Urge.company_id,
        Urge.order_id,
        Urge.touched_at,
        Order.order_no,
        FlowStage.name_zh.label("stage"),
        func.coalesce(Handler.phone, Team.leader_phone, "").label("handlers_phone"),
        func.coalesce(_AGENT.c.phone, Customer.phone).label("customers_phone"),
        func.coalesce(Hall.phone, "").label("halls_phone"),
        UrgeAnswer.text.label("answer"),
        UrgeAnswer.verdict,
        UrgeAnswer.new_day,
    )
    .join(Order, Order.id == Urge.order_id)
    .join(Customer, Customer.id == Order.customer_id)
    .join(OrderStage, OrderStage.id == Urge.order_stage_id)
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .outerjoin(_AGENT, _AGENT.c.id == Order.agent_id)
    .outerjoin(Hall, Hall.id == Order.hall_id)
    .outerjoin(Handler, Handler.id == Urge.handler_id)
    .outerjoin(Team, Team.id == Urge.team_id)
    .outerjoin(UrgeAnswer, UrgeAnswer.urge_id == Urge.id)
    .where(Urge.urge_no == bindparam("urge_no"))
)
"""An order that an agent looks after was filed by the agent, whose phone it goes to."""

TO_REPORT = select(Message.id, Message.state, Message.reported_at, Message.code, Message.provider_id).where(
    Message.key == bindparam("key")
)

ALL = (
    select(
        Message.id,
        Message.event,
        Order.order_no,
        Urge.urge_no,
        Message.phone,
        Message.parameters,
        MessageTemplate.text_zh.label("text"),
        Message.state,
        Message.tries,
        Message.rounds,
        Message.reason,
        Message.code,
        Message.created_at,
        Message.due_at,
        Message.accepted_at,
        Message.reported_at,
    )
    .join(Order, Order.id == Message.order_id)
    .join(MessageTemplate, MessageTemplate.id == Message.template_id)
    .outerjoin(Urge, Urge.id == Message.urge_id)
    .order_by(Message.id)
)
"""For staff: every message, oldest first."""
