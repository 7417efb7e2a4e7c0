"""The phone that an order's texts go to, and what is kept about binding one."""

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)

from services.hub.domain.messages import TO_ORDERS_PHONE, MessageState
from services.hub.store.models import Company, Customer, Hall, Message, Order, OrderPhone, PhoneCode

AGENT = Customer.__table__.alias("agent")
IMPORTED: ColumnElement[str] = func.coalesce(func.nullif(AGENT.c.phone, ""), Customer.phone)
"""What the marketing system says: an order that an agent looks after was filed by the agent."""

ORDERS_PHONE: ColumnElement[str] = func.coalesce(OrderPhone.phone, IMPORTED)
"""Where an order's texts go. Needs its customer, AGENT and OrderPhone joined, the last two outer."""

RECEIVERS_KIND: ColumnElement[str] = func.coalesce(AGENT.c.kind, Customer.kind)
RECEIVERS_LANGUAGE: ColumnElement[str] = func.coalesce(AGENT.c.language, Customer.language)
"""Of whoever gets an order's texts: its agent, or else its customer. Need both joined, the agent outer."""

PHONE: ColumnElement[str] = case(
    (Order.agent_id.is_(None), func.coalesce(OrderPhone.phone, Customer.phone)), else_=Customer.phone
)
"""By which an order's customer is called. Where an agent looks after it the bound one is the agent's."""

PHONE_OF = (
    select(
        Order.id,
        Order.company_id,
        Order.order_no,
        Order.state,
        Order.customer_id,
        func.coalesce(Order.agent_id, Order.customer_id).label("receiver_id"),
        RECEIVERS_KIND.label("customers_kind"),
        RECEIVERS_LANGUAGE.label("customers_language"),
        ORDERS_PHONE.label("phone"),
        IMPORTED.label("imported"),
        OrderPhone.phone.label("bound"),
        OrderPhone.imported.label("imported_then"),
        OrderPhone.how,
        OrderPhone.bound_at,
        func.coalesce(Hall.phone, "").label("halls_phone"),
        Company.quiet_from,
        Company.quiet_until,
        Company.told_at_night,
    )
    .join(Company, Company.id == Order.company_id)
    .join(Customer, Customer.id == Order.customer_id)
    .outerjoin(AGENT, AGENT.c.id == Order.agent_id)
    .outerjoin(OrderPhone, OrderPhone.order_id == Order.id)
    .outerjoin(Hall, Hall.id == Order.hall_id)
)

"""Whom an order's texts go to, and when they may. The phone is as it was imported, unless one was bound."""

_CUSTOMERS: BindParameter[int] = bindparam("customers", expanding=True)
_ORDERS: BindParameter[int] = bindparam("orders", expanding=True)

OF_ORDER = PHONE_OF.where(Order.id == bindparam("order"))
AMONG = PHONE_OF.where(Order.id.in_(_ORDERS)).order_by(Order.id)
BOUND_AMONG = PHONE_OF.where(
    OrderPhone.order_id.is_not(None),
    or_(Order.id.in_(_ORDERS), Order.customer_id.in_(_CUSTOMERS), Order.agent_id.in_(_CUSTOMERS)),
).order_by(Order.id)
"""The orders with a bound phone that are among these, or of these customers and agents."""

HOLD_ORDER = select(Order.id).where(Order.id == bindparam("order")).with_for_update(key_share=True)
"""Until the transaction ends nobody else binds or releases its phone."""

RELEASE = delete(OrderPhone).where(OrderPhone.order_id == bindparam("order"))

FOLLOW = (
    update(Message)
    .where(
        Message.order_id == bindparam("order"),
        or_(*(Message.event == event.value for event in sorted(TO_ORDERS_PHONE))),
        Message.state == literal_column(f"'{MessageState.WAITING.value}'"),
        Message.tries == 0,
        Message.lease == "",
    )
    .values(phone=bindparam("mobile"))
)
"""What no worker has begun with goes to the new number."""

NEWEST_CODE = (
    select(PhoneCode)
    .where(PhoneCode.order_id == bindparam("order"), PhoneCode.employee_id == bindparam("employee"))
    .order_by(PhoneCode.id.desc())
    .limit(1)
)

CODE_TRIED = (
    update(PhoneCode)
    .where(PhoneCode.id == bindparam("number"))
    .values(tries=PhoneCode.tries + 1, used_at=bindparam("used"))
)
