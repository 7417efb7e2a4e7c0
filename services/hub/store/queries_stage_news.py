"""What a customer is told when an order enters a stage."""

from sqlalchemy import BindParameter, bindparam, func, select

from services.hub.store.models import (
    Company,
    FlowStage,
    Handler,
    ImportFile,
    OrderStage,
    Team,
)

NEWS_RULES = select(
    Company.stage_news_days,
    select(func.min(ImportFile.as_of))
    .where(
        ImportFile.company_id == Company.id,
        ImportFile.kind == "stages",
        ImportFile.finished_at.is_not(None),
    )
    .scalar_subquery()
    .label("first_data"),
).where(Company.id == bindparam("company"))
"""`first_data`: the moment of the oldest data on stages that were taken in whole; None before any were."""

_ORDERS: BindParameter[int] = bindparam("orders", expanding=True)

STAGES = (
    select(
        OrderStage.id,
        OrderStage.order_id,
        OrderStage.flow_stage_id,
        OrderStage.visit,
        OrderStage.state,
        OrderStage.entered_on,
        OrderStage.entered_at,
        OrderStage.planned_start,
        OrderStage.planned_finish,
        FlowStage.step,
        FlowStage.side,
        FlowStage.name_zh,
        FlowStage.name_en,
        FlowStage.awaited_zh,
        FlowStage.awaited_en,
        FlowStage.bring_zh,
        FlowStage.bring_en,
        func.coalesce(Handler.phone, "").label("handlers_phone"),
        func.coalesce(Team.leader_phone, "").label("leaders_phone"),
    )
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .outerjoin(Handler, Handler.id == OrderStage.handler_id)
    .outerjoin(Team, Team.id == OrderStage.team_id)
    .where(OrderStage.order_id.in_(_ORDERS))
    .order_by(OrderStage.id)
)
