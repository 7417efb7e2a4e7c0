"""Urges, refused ones, and the links on receipts."""

from sqlalchemy import bindparam, func, literal_column, or_, select

from services.contracts.urges import UrgeState
from services.hub.domain.messages import MessageEvent, MessageState
from services.hub.domain.terms import OrderState, StageState
from services.hub.store.models import (
    FlowStage,
    Handler,
    Kiosk,
    Message,
    Order,
    OrderStage,
    ReceiptLink,
    RefusedUrge,
    Team,
    Urge,
    UrgeAnswer,
)
from services.hub.store.prepared import Prepared

TOLD = (MessageEvent.URGE_TO_HANDLER, MessageEvent.CHECK_TO_HANDLER, MessageEvent.ITEM_TO_SUBSTITUTE)
"""The texts to whoever has an item in hand."""

_TEXTS = (Message.urge_id == Urge.id) & or_(*(Message.event == event.value for event in TOLD))
_DELIVERED = Message.state == literal_column(f"'{MessageState.DELIVERED.value}'")
_TAKEN = _DELIVERED | (Message.state == literal_column(f"'{MessageState.ACCEPTED.value}'"))
"""Written out: where a partial index asks for a state, SQLite plans anew for each bound one (0.1 ms)."""
_TEXTED_AT = select(func.min(Message.accepted_at)).where(_TEXTS, _TAKEN).scalar_subquery()
_DELIVERED_AT = select(func.min(Message.reported_at)).where(_TEXTS, _DELIVERED).scalar_subquery()

STEPS = (
    Urge.received_at,
    _TEXTED_AT.label("texted_at"),
    _DELIVERED_AT.label("delivered_at"),
    Urge.shown_at,
    Urge.seen_at,
    UrgeAnswer.answered_at,
    Urge.closed_at,
)
"""The moment of each UrgeState, in its order; null for what has not come to be."""

_VIEW = (
    select(
        Urge.urge_no,
        Urge.kind,
        Urge.order_stage_id,
        Urge.state,
        Urge.touched_at,
        Urge.working_day,
        Urge.handler_id,
        Handler.name.label("handler_name"),
        Team.leader_name,
        UrgeAnswer.text.label("answer"),
        UrgeAnswer.verdict,
        UrgeAnswer.new_day,
        *STEPS,
    )
    .outerjoin(UrgeAnswer, UrgeAnswer.urge_id == Urge.id)
    .outerjoin(Handler, Handler.id == Urge.handler_id)
    .outerjoin(Team, Team.id == Urge.team_id)
)

OF_ORDER = Prepared(_VIEW.where(Urge.order_id == bindparam("order")).order_by(Urge.id.desc()))

OF_KEY = _VIEW.add_columns(Urge.request_hash).where(
    Urge.kiosk_id == bindparam("kiosk"), Urge.key == bindparam("key")
)

OF_DESK_KEY = _VIEW.add_columns(Urge.request_hash).where(
    Urge.opened_by_id == bindparam("employee"), Urge.key == bindparam("key")
)

OF_NUMBER = _VIEW.join(Order, Order.id == Urge.order_id).where(
    Urge.urge_no == bindparam("urge_no"),
    Order.company_id == bindparam("company"),
    (Order.customer_id == bindparam("customer")) | (Order.agent_id == bindparam("customer")),
)

URGE_TO_ANSWER = (
    select(Urge.id, Urge.urge_no, Urge.company_id, Urge.order_id, Urge.kind, Urge.state)
    .where(Urge.urge_no == bindparam("urge_no"))
    .with_for_update()
)

OPEN = (Urge.state != literal_column(f"'{UrgeState.ANSWERED.value}'")) & Urge.closed_at.is_(None)
"""What somebody is to answer. The state is written out, as in the index of what waits."""

OVER = (
    select(Urge.id, Urge.urge_no, Urge.company_id, Urge.order_id)
    .join(OrderStage, OrderStage.id == Urge.order_stage_id)
    .join(Order, Order.id == Urge.order_id)
    .where(
        Urge.company_id == bindparam("company"),
        Urge.closed_at.is_(None),
        (OrderStage.state != StageState.CURRENT.value)
        | Order.state.in_([OrderState.FINISHED.value, OrderState.CANCELLED.value]),
    )
    .with_for_update(of=Urge)
    .order_by(Urge.id)
)
"""Open no more: an import has moved the order on."""

REFUSED_OF_ORDER = Prepared(
    select(RefusedUrge.code, RefusedUrge.touched_at, OrderStage.flow_stage_id)
    .join(OrderStage, OrderStage.id == RefusedUrge.order_stage_id)
    .where(RefusedUrge.order_id == bindparam("order"), RefusedUrge.refused_at >= bindparam("since"))
    .order_by(RefusedUrge.id.desc())
)

REFUSED_OF_KEY = select(RefusedUrge.code, RefusedUrge.request_hash).where(
    RefusedUrge.kiosk_id == bindparam("kiosk"), RefusedUrge.key == bindparam("key")
)

URGEABLE_STAGES = (
    select(OrderStage.id, OrderStage.state, OrderStage.handler_id, OrderStage.team_id, FlowStage.side)
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .where(OrderStage.order_id == bindparam("order"))
)

_BY_ID = select(Order.id, Order.order_no, Order.state).where(Order.id == bindparam("order"))

ORDER_OF_PERMIT = _BY_ID

ORDER_TO_URGE = _BY_ID.with_for_update()
"""Held, so that no import moves the order on meanwhile."""

LINK = Prepared(
    select(ReceiptLink.order_id, ReceiptLink.expires_at).where(
        ReceiptLink.token_hash == bindparam("token_hash"), ReceiptLink.expires_at > bindparam("now")
    )
)

ALL = (
    select(
        Urge.urge_no,
        Order.order_no,
        FlowStage.code.label("stage"),
        FlowStage.name_zh.label("stage_name"),
        Urge.kind,
        Urge.state,
        Urge.touched_at,
        Urge.working_day,
        func.coalesce(Handler.name, Team.leader_name, "").label("addressed_to"),
        Urge.handler_id.is_(None).label("to_team_leader"),
        Urge.channel,
        Kiosk.kiosk_id.label("terminal"),
        UrgeAnswer.text.label("answer"),
        UrgeAnswer.verdict,
        UrgeAnswer.new_day,
        *STEPS,
    )
    .join(Order, Order.id == Urge.order_id)
    .join(OrderStage, OrderStage.id == Urge.order_stage_id)
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .outerjoin(Kiosk, Kiosk.id == Urge.kiosk_id)
    .outerjoin(Handler, Handler.id == Urge.handler_id)
    .outerjoin(Team, Team.id == Urge.team_id)
    .outerjoin(UrgeAnswer, UrgeAnswer.urge_id == Urge.id)
    .order_by(Urge.id)
)
"""For staff: every urge, oldest first."""
