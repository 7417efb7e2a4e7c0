"""What a customer is told when an order enters a stage."""

from sqlalchemy import BindParameter, bindparam, func, select

from services.hub.store.models import (
    Company,
    Customer,
    FlowStage,
    Hall,
    Handler,
    ImportFile,
    Order,
    OrderStage,
    Team,
)

FIRST_DATA = select(func.min(ImportFile.as_of)).where(
    ImportFile.company_id == bindparam("company"),
    ImportFile.kind == "stages",
    ImportFile.finished_at.is_not(None),
)
"""The moment of the oldest data on stages that were taken in whole; None before there were any."""

_AGENT = Customer.__table__.alias("agent")

_ORDERS: BindParameter[int] = bindparam("orders", expanding=True)

ORDERS = (
    select(
        Order.id,
        Order.company_id,
        Order.order_no,
        Order.state,
        func.coalesce(_AGENT.c.phone, Customer.phone).label("customers_phone"),
        func.coalesce(Hall.phone, "").label("halls_phone"),
        Company.stage_news_days,
        Company.quiet_from,
        Company.quiet_until,
        Company.told_at_night,
    )
    .join(Company, Company.id == Order.company_id)
    .join(Customer, Customer.id == Order.customer_id)
    .outerjoin(_AGENT, _AGENT.c.id == Order.agent_id)
    .outerjoin(Hall, Hall.id == Order.hall_id)
    .where(Order.id.in_(_ORDERS))
    .order_by(Order.id)
)

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
        FlowStage.awaited_zh,
        FlowStage.bring_zh,
        func.coalesce(Handler.phone, "").label("handlers_phone"),
        func.coalesce(Team.leader_phone, "").label("leaders_phone"),
    )
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .outerjoin(Handler, Handler.id == OrderStage.handler_id)
    .outerjoin(Team, Team.id == OrderStage.team_id)
    .where(OrderStage.order_id.in_(_ORDERS))
    .order_by(OrderStage.id)
)
