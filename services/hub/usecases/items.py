"""What the staff are asked: urges and checks, each shown to whom the rights allow, and answered by them."""

from typing import Any

from sqlalchemy import Connection

from services.contracts.urges import UrgeState
from services.hub.domain.acts import Act
from services.hub.domain.answering import Answer
from services.hub.domain.chinatime import china_date
from services.hub.domain.masking import mask_address
from services.hub.domain.rights import Decision, Thing, may, span
from services.hub.store.models import Urge
from services.hub.store.queries_items import ITEMS, LED_TEAMS, within
from services.hub.store.queries_raising import LEADERS
from services.hub.store.types import AnyRow
from services.hub.usecases.answer_urge import answer_urge
from services.hub.usecases.context import Hub
from services.hub.usecases.sign_in import masked_name
from services.hub.usecases.staff_sign_in import StaffVisitor

AT_ONCE = 200
"""How many are listed."""

Item = dict[str, Any]


class NotForThem(Exception):
    """This item is not one that they may do this to; `decision` says why."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.value)
        self.decision = decision


def items_of(hub: Hub, connection: Connection, who: StaffVisitor) -> list[Item]:
    """Their items: unanswered first, the longest waiting on top; then what was answered, the latest first."""
    reach = span(who.standing, Act.READ_ITEM, china_date(hub.now()))
    waiting = Urge.state != UrgeState.ANSWERED.value
    led = connection.execute(LED_TEAMS, {"people": list(reach.people)}).scalars().all()
    shown = within(ITEMS, reach, led).limit(AT_ONCE)
    rows = connection.execute(shown.where(waiting).order_by(Urge.id)).all()
    rows = [*rows, *connection.execute(shown.where(~waiting).order_by(Urge.id.desc())).all()]
    return [_item(row) for row in rows]


def item_of(hub: Hub, connection: Connection, who: StaffVisitor, urge_no: str, act: Act) -> Item:
    """One item that they may do this to. Raises NotForThem; one that is not there is another company's."""
    return _item(reached(hub, connection, who, urge_no, act)[0])


def reached(
    hub: Hub, connection: Connection, who: StaffVisitor, urge_no: str, act: Act
) -> tuple[AnyRow, Thing]:
    """Its row, nothing of it masked, and what it is to the rights. Raises NotForThem."""
    known = urge_no.isprintable()  # what is not, no database of ours has
    row = connection.execute(ITEMS.where(Urge.urge_no == urge_no)).one_or_none() if known else None
    if row is None:
        raise NotForThem(Decision.OTHER_COMPANY)
    thing = Thing(
        company=row.company_id,
        people=frozenset(_in_hand(connection, row)),
        teams=frozenset({row.team_id} if row.team_id else ()),
        hall=row.hall_id,
    )
    decision = may(who.standing, act, thing, china_date(hub.now()))
    if not decision.allowed:
        raise NotForThem(decision)
    return row, thing


def _in_hand(connection: Connection, row: AnyRow) -> set[int]:
    """Who has it: the handler, and the team's leaders where it is theirs, from the start or by now."""
    team = {"company": row.company_id, "team": row.team_id}
    leaders = connection.execute(LEADERS, team).scalars() if row.at_leader else ()
    return {*leaders, *([row.employee_id] if row.employee_id else ())}


def answer_item(hub: Hub, connection: Connection, who: StaffVisitor, urge_no: str, answer: Answer) -> None:
    """Store their answer. Raises NotForThem, and what `answer_urge` raises."""
    item_of(hub, connection, who, urge_no, Act.ANSWER_ITEM)
    answer_urge(hub, connection, urge_no, answer, who.actor)


def _item(row: AnyRow) -> Item:
    item = dict(row._mapping)
    item["customer_name"] = masked_name(row.customer_name, row.customer_kind)
    item["address"] = mask_address(row.address)
    return item
