"""A customer's orders: those they hold and those they look after as an agent."""

from sqlalchemy import and_, bindparam, func, literal_column, or_, select

from services.hub.domain.terms import OrderState, StageState
from services.hub.store.models import (
    Account,
    Company,
    Customer,
    Hall,
    Handler,
    Order,
    OrderStage,
    Team,
)
from services.hub.store.prepared import Prepared

LIST_LIMIT = 1_000
"""Orders in one list. The largest agent known has 500."""

_OWN = or_(Order.customer_id == bindparam("customer"), Order.agent_id == bindparam("customer"))
_THEIRS = and_(Order.company_id == bindparam("company"), _OWN)
_LISTED = and_(
    _OWN,
    # A sum has no index: SQLite would read all orders of the company by it (27 ms of 100,000, not 0.1 ms).
    Order.company_id + 0 == bindparam("company"),
    or_(
        Order.state != OrderState.FINISHED.value,
        Order.ended_on.is_(None),
        Order.ended_on >= bindparam("finished_since"),
    ),
)
_IS_OVER = or_(Order.state == OrderState.FINISHED.value, Order.state == OrderState.CANCELLED.value)

_NEWEST = (
    select(
        Order.id,
        Order.order_no,
        Order.flow_id,
        Order.address,
        Order.filed_on,
        Order.state,
        Order.planned_finish,
        Order.ended_on,
        Order.as_of,
        Order.source,
        Company.nearly_late_days,
    )
    .join(Company, Company.id == Order.company_id)
    .where(_LISTED)
    .order_by(_IS_OVER, Order.filed_on.desc(), Order.id)
    .limit(LIST_LIMIT)
    .subquery()
)

_IS_CURRENT = OrderStage.state == literal_column(f"'{StageState.CURRENT.value}'")
"""Written out: where a partial index asks for a state, SQLite plans anew for each bound one (0.1 ms)."""

LIST = Prepared(
    select(_NEWEST, OrderStage.flow_stage_id, OrderStage.planned_finish.label("stage_due")).outerjoin(
        OrderStage,
        and_(OrderStage.order_id == _NEWEST.c.id, _IS_CURRENT),
    )
)
"""One row for each current stage of each order, or one with no stage. Running orders stay when there are more
than fit."""

COUNT = select(func.count()).select_from(Order).where(_LISTED)

ORDER_COLUMNS = (
    Order.id,
    Order.order_no,
    Order.flow_id,
    Order.address,
    Order.filed_on,
    Order.wanted_on,
    Order.planned_finish,
    Order.state,
    Order.reason,
    Order.ended_on,
    Order.as_of,
    Order.source,
    Customer.name.label("customer_name"),
    Customer.kind.label("customer_kind"),
    Account.account_no,
    Company.nearly_late_days,
)

ONE = Prepared(
    select(*ORDER_COLUMNS)
    .join(Customer, Customer.id == Order.customer_id)
    .join(Company, Company.id == Order.company_id)
    .outerjoin(Account, Account.id == Order.account_id)
    .where(_THEIRS, Order.order_no == bindparam("order_no"))
)

PUBLIC = Prepared(
    select(
        *ORDER_COLUMNS,
        Company.code.label("company_code"),
        Company.name_zh.label("company_zh"),
        Company.name_en.label("company_en"),
        func.coalesce(Hall.phone, "").label("phone"),
    )
    .join(Customer, Customer.id == Order.customer_id)
    .join(Company, Company.id == Order.company_id)
    .outerjoin(Account, Account.id == Order.account_id)
    .outerjoin(Hall, Hall.id == Order.hall_id)
    .where(Order.id == bindparam("order"))
)
"""By its own key, for who has a link to it."""

STAGES = Prepared(
    select(
        OrderStage.id,
        OrderStage.flow_stage_id,
        OrderStage.visit,
        OrderStage.state,
        OrderStage.entered_on,
        OrderStage.finished_on,
        OrderStage.planned_start,
        OrderStage.planned_finish,
        Handler.name.label("handler_name"),
        Handler.phone.label("handler_phone"),
        Team.name.label("team_name"),
        Team.leader_name,
        Team.leader_phone,
    )
    .outerjoin(Handler, Handler.id == OrderStage.handler_id)
    .outerjoin(Team, Team.id == func.coalesce(Handler.team_id, OrderStage.team_id))
    .where(OrderStage.order_id == bindparam("order"), OrderStage.state != StageState.SET_BACK.value)
    .order_by(OrderStage.flow_stage_id, OrderStage.visit)
)

CUSTOMERS_DATA = select(Customer.as_of, Customer.source).where(Customer.id == bindparam("customer"))
"""What an empty list rests on: the data of the customer."""
