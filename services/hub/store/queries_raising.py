"""What goes up unanswered: the items, the levels that they were at, and who is told there."""

from sqlalchemy import ColumnElement, and_, bindparam, func, literal, or_, select, update

from services.hub.domain.posts import Post
from services.hub.domain.raising import Level
from services.hub.store.models import (
    Company,
    Employee,
    FlowStage,
    Handler,
    Order,
    OrderStage,
    Substitute,
    Urge,
    UrgeLevel,
)
from services.hub.store.queries_urges import OPEN

TEAM_OF_ITEM = func.coalesce(Urge.team_id, Handler.team_id)

_ITEM = (
    select(
        Urge.id,
        Urge.urge_no,
        Urge.company_id,
        Urge.order_id,
        Urge.kind,
        Urge.state,
        Urge.closed_at,
        Urge.received_at,
        Urge.handler_id.is_(None).label("to_leader"),
        TEAM_OF_ITEM.label("team_id"),
        Order.supply,
        FlowStage.joint,
        Company.raising,
    )
    .join(Order, Order.id == Urge.order_id)
    .join(OrderStage, OrderStage.id == Urge.order_stage_id)
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .join(Company, Company.id == Urge.company_id)
    .outerjoin(Handler, Handler.id == Urge.handler_id)
)

TO_RAISE = _ITEM.where(OPEN).order_by(Urge.id)
"""Every unanswered item of all companies, in the order in which they came."""

ITEM = _ITEM.where(Urge.id == bindparam("urge"))

ITEM_TO_MOVE = ITEM.with_for_update(of=Urge)
"""Held, so that nobody raises, lowers or answers it meanwhile."""

_LEVELS = select(UrgeLevel.id, UrgeLevel.urge_id, UrgeLevel.level, UrgeLevel.raised_at, UrgeLevel.lowered_at)

LEVELS_OF_OPEN = _LEVELS.join(Urge, Urge.id == UrgeLevel.urge_id).where(OPEN)

LEVELS_OF_ITEM = (
    _LEVELS.add_columns(UrgeLevel.raised_by, UrgeLevel.why, UrgeLevel.lowered_by, UrgeLevel.lowered_why)
    .where(UrgeLevel.urge_id == bindparam("urge"))
    .order_by(UrgeLevel.id)
)


def holding(post: Post) -> ColumnElement[bool]:
    """Whether an employee holds this post."""
    return (literal(",") + Employee.posts + literal(",")).contains(f",{post.value},", autoescape=True)


_PHONE = func.coalesce(func.nullif(Employee.phone, ""), Handler.phone, "").label("phone")
"""Their own, or as the marketing system has it under the same number."""

_PEOPLE = select(Employee.id, _PHONE).outerjoin(
    Handler, and_(Handler.company_id == Employee.company_id, Handler.staff_no == Employee.staff_no)
)

LEADERS = _PEOPLE.where(
    Employee.company_id == bindparam("company"),
    Employee.team_id == bindparam("team"),
    Employee.active,
    holding(Post.TEAM_LEADER),
).order_by(Employee.id)

DISPATCHERS = _PEOPLE.where(
    Employee.company_id == bindparam("company"), Employee.active, holding(Post.DISPATCHER)
).order_by(Employee.id)

HANDLER_OF_ITEM = _PEOPLE.join(
    Urge, and_(Urge.handler_id == Handler.id, Urge.company_id == Employee.company_id)
).where(Urge.id == bindparam("urge"), Employee.active)

STANDING_IN = (
    _PEOPLE.add_columns(Substitute.absent_id, Employee.name)
    .join(Substitute, Substitute.substitute_id == Employee.id)
    .where(
        Substitute.absent_id.in_(bindparam("absent", expanding=True)),
        Substitute.first <= bindparam("today"),
        Substitute.last >= bindparam("today"),
        Employee.active,
    )
    .order_by(Employee.id)
)
"""Who stands in today for somebody among these."""

AT_LEADER = or_(
    Urge.handler_id.is_(None),
    select(UrgeLevel.id)
    .where(
        UrgeLevel.urge_id == Urge.id,
        UrgeLevel.level == Level.LEADER.value,
        UrgeLevel.lowered_at.is_(None),
    )
    .exists(),
)
"""It is the leader's: from the start, or since it went up."""

IN_HAND = (
    select(Urge.urge_no)
    .outerjoin(Handler, Handler.id == Urge.handler_id)
    .join(Employee, and_(Employee.id == bindparam("employee"), Employee.company_id == Urge.company_id))
    .where(
        OPEN,
        or_(
            Handler.staff_no == Employee.staff_no,
            and_(AT_LEADER, Employee.team_id == TEAM_OF_ITEM, holding(Post.TEAM_LEADER)),
        ),
    )
    .order_by(Urge.id)
)
"""What an employee, active or not, has in hand."""

TO_HAND_OVER = select(Substitute.id).where(
    Substitute.handed_over_at.is_(None),
    Substitute.first <= bindparam("today"),
    Substitute.last >= bindparam("today"),
)

SUBSTITUTION = (
    _PEOPLE.add_columns(Substitute.absent_id, Substitute.company_id)
    .join(Substitute, Substitute.substitute_id == Employee.id)
    .where(Substitute.id == bindparam("substitution"))
)

TAKE_OVER = (
    update(Substitute)
    .where(Substitute.id == bindparam("substitution"), Substitute.handed_over_at.is_(None))
    .values(handed_over_at=bindparam("now"))
)
"""By one hub alone: the others find nothing to update."""
