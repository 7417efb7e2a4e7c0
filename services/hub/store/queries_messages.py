"""The outbox: what is due, what a worker takes, and what stands behind an urge's messages."""

from sqlalchemy import JSON, String, bindparam, cast, delete, func, literal, literal_column, select, update
from sqlalchemy.dialects.postgresql import JSONB

from services.hub.domain.messages import EXPIRED, MessageState
from services.hub.store.models import (
    Company,
    Customer,
    FlowStage,
    Hall,
    Handler,
    Message,
    MessageTemplate,
    Order,
    OrderPhone,
    OrderStage,
    Team,
    Urge,
    UrgeAnswer,
)
from services.hub.store.prepared import Prepared
from services.hub.store.queries_phones import AGENT, ORDERS_PHONE, RECEIVERS_KIND, RECEIVERS_LANGUAGE

_WAITING = Message.state == literal_column(f"'{MessageState.WAITING.value}'")
"""Written out, as in the index of what waits: a prepared plan can use that index for a constant alone."""

_DUE = _WAITING & (Message.due_at <= bindparam("now"))

SOME_DUE = Prepared(select(Message.id).where(_DUE).limit(1))

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
    .returning(
        Message.id,
        Message.tries,
        Message.key,
        Message.phone,
        select(MessageTemplate.provider_code)
        .where(MessageTemplate.id == Message.template_id)
        .scalar_subquery()
        .label("template"),
        Message.parameters,
        (Message.expires_at <= bindparam("now")).label("late"),
        Message.quiet,
    )
)

_OURS = _WAITING & (Message.due_at == bindparam("until")) & (Message.lease == bindparam("lease_key"))
"""What a worker has taken, found by the end of its lease, which is when it is due again. What has a report by
now, or another worker's lease, is not among it.
"""

_PROVIDER_IDS = bindparam("provider_ids", type_=JSON().with_variant(JSONB(), "postgresql"))
_NAME = (literal("m") + cast(Message.id, String)).self_group()
"""Of a message among them; digits alone would be a place in a list to SQLite."""
_PROVIDER_ID = _PROVIDER_IDS.op("->>", return_type=String())(_NAME)

EXPIRE = (
    update(Message)
    .where(_OURS, Message.expires_at <= bindparam("now"))
    .values(lease="", state=MessageState.DEAD.value, reason=EXPIRED, code="")
)

ACCEPT = (
    update(Message)
    .where(_OURS, _PROVIDER_ID.is_not(None))
    .values(
        lease="",
        state=MessageState.ACCEPTED.value,
        provider_id=_PROVIDER_ID,
        accepted_at=bindparam("now"),
        reason="",
        code="",
    )
)
"""All that the provider took, in one statement; `provider_ids` has its word for each, by _NAME."""

_ONE = update(Message).where(_OURS, Message.id == bindparam("number"))

PUT_OFF = _ONE.values(
    lease="", due_at=bindparam("due"), reason=bindparam("why"), code=bindparam("providers_code")
)
GIVE_UP = _ONE.values(
    lease="", state=MessageState.DEAD.value, reason=bindparam("why"), code=bindparam("providers_code")
)
REST = _ONE.values(lease="", due_at=bindparam("due"), tries=Message.tries - 1)
"""It is night for this one."""

GIVE_BACK = _ONE.values(lease="", due_at=bindparam("now"), tries=Message.tries - 1)

TOLD_BEFORE = select(Message.id).where(Message.key == bindparam("key"))

TAKE_BACK = (
    delete(Message)
    .where(
        Message.order_id == bindparam("order"),
        Message.event == bindparam("event"),
        _WAITING,
        Message.tries == 0,
        Message.lease == "",
    )
    .returning(Message.key)
)
"""What no worker has begun with."""

_LEADERS_TEAM = Team.__table__.alias("leaders_team")

OF_URGE = (
    select(
        Urge.id,
        Urge.urge_no,
        Urge.company_id,
        Urge.order_id,
        Urge.touched_at,
        Order.order_no,
        FlowStage.name_zh,
        FlowStage.name_en,
        func.coalesce(Handler.phone, Team.leader_phone, "").label("handlers_phone"),
        ORDERS_PHONE.label("customers_phone"),
        RECEIVERS_KIND.label("customers_kind"),
        RECEIVERS_LANGUAGE.label("customers_language"),
        func.coalesce(Hall.phone, "").label("halls_phone"),
        UrgeAnswer.text.label("answer"),
        UrgeAnswer.verdict,
        UrgeAnswer.new_day,
        Urge.handler_id.is_(None).label("to_leader"),
        func.coalesce(Urge.team_id, Handler.team_id).label("team_id"),
        func.coalesce(_LEADERS_TEAM.c.leader_phone, "").label("leaders_phone"),
        Company.quiet_from,
        Company.quiet_until,
        Company.told_at_night,
    )
    .join(Order, Order.id == Urge.order_id)
    .join(Company, Company.id == Urge.company_id)
    .join(Customer, Customer.id == Order.customer_id)
    .join(OrderStage, OrderStage.id == Urge.order_stage_id)
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .outerjoin(AGENT, AGENT.c.id == Order.agent_id)
    .outerjoin(OrderPhone, OrderPhone.order_id == Order.id)
    .outerjoin(Hall, Hall.id == Order.hall_id)
    .outerjoin(Handler, Handler.id == Urge.handler_id)
    .outerjoin(Team, Team.id == Urge.team_id)
    .outerjoin(_LEADERS_TEAM, _LEADERS_TEAM.c.id == func.coalesce(Urge.team_id, Handler.team_id))
    .outerjoin(UrgeAnswer, UrgeAnswer.urge_id == Urge.id)
    .where(Urge.urge_no == bindparam("urge_no"))
)

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
        MessageTemplate.text,
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
