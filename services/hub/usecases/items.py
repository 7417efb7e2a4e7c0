"""What the staff are asked: urges and checks, each shown to whom the rights allow, and answered by them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from services.contracts.urges import UrgeState
from services.hub.domain.acts import Act
from services.hub.domain.answering import Answer
from services.hub.domain.chinatime import china_date
from services.hub.domain.masking import mask_address
from services.hub.domain.posts import Post
from services.hub.domain.raising import Level
from services.hub.domain.rights import Decision, Thing, may, span
from services.hub.domain.urging import Channel
from services.hub.store.models import FlowStage, Urge
from services.hub.store.queries_items import ITEMS, LED_TEAMS, within
from services.hub.store.queries_urges import OPEN
from services.hub.store.types import AnyRow
from services.hub.usecases.answer_urge import answer_urge
from services.hub.usecases.chosen import Chosen
from services.hub.usecases.context import Hub
from services.hub.usecases.item_things import thing_of
from services.hub.usecases.sign_in import masked_name
from services.hub.usecases.staff_sign_in import StaffVisitor
from services.hub.usecases.urge_steps import as_they_came, mark_seen, mark_shown, state_of, steps_of

AT_ONCE = 200
"""How many are listed."""

Item = dict[str, Any]


class NotForThem(Exception):
    """They may not do this, or not to this; `decision` says why."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.value)
        self.decision = decision


def insist(hub: Hub, who: StaffVisitor, act: Act, thing: Thing) -> None:
    """Raises NotForThem unless they may do this to it today."""
    decision = may(who.standing, act, thing, china_date(hub.now()))
    if not decision.allowed:
        raise NotForThem(decision)


def items_of(
    hub: Hub, connection: Connection, who: StaffVisitor, channel: Channel | None, only: Chosen
) -> list[Item]:
    """Their items, of one channel where it says one, and of `only` those: unanswered first, the longest
    waiting on top; then what was answered, the latest first.
    """
    reach = span(who.standing, Act.READ_ITEM, china_date(hub.now()))
    led = connection.execute(LED_TEAMS, {"people": list(reach.people)}).scalars().all()
    shown = within(ITEMS, reach, led).limit(AT_ONCE)
    if channel is not None:
        shown = shown.where(Urge.channel == channel.value)
    if only.handler is not None:
        shown = shown.where(Urge.handler_id == only.handler.id)
    if only.nobody_of is not None:
        shown = shown.where(Urge.handler_id.is_(None), Urge.team_id == only.nobody_of.id)
    if only.stage is not None:
        shown = shown.where(FlowStage.code == only.stage.code)
    rows = connection.execute(shown.where(OPEN).order_by(Urge.id)).all()
    rows = [*rows, *connection.execute(shown.where(~OPEN).order_by(Urge.id.desc())).all()]
    return [_item(row) for row in rows]


def note_shown(hub: Hub, who: StaffVisitor, items: Iterable[Item]) -> None:
    """These are in a list before their eyes: remember it of those that they have in hand."""
    today = china_date(hub.now())
    new = [item["id"] for item in items if item["shown_at"] is None and _has_in_hand(who, item, today)]
    if new:
        hub.work.write_later(lambda connection: mark_shown(connection, new, hub.now()))


def note_seen(hub: Hub, who: StaffVisitor, item: Item) -> None:
    """They have opened it: remember it if they have it in hand."""
    if item["seen_at"] is None and _has_in_hand(who, item, china_date(hub.now())):
        hub.work.write_later(lambda connection: mark_seen(connection, item["id"], hub.now()))


def _has_in_hand(who: StaffVisitor, item: Item, today: date) -> bool:
    """Whether it is theirs to answer today: the handler's own, the leader's, or the dispatcher's."""
    if item["state"] in (UrgeState.ANSWERED, UrgeState.CLOSED):
        return False
    one = who.standing
    theirs = item["employee_id"] in one.stood_in_for(today) | {one.number}
    leads = item["at_leader"] and Post.TEAM_LEADER in one.posts and one.team == item["team_id"]
    return theirs or leads or (item["level"] == Level.DISPATCHER.value and Post.DISPATCHER in one.posts)


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
    thing = thing_of(connection, row)
    insist(hub, who, act, thing)
    return row, thing


def items_about(connection: Connection, order: int) -> list[tuple[Item, Thing]]:
    """All of one order, newest first, each with what it is to the rights."""
    rows = connection.execute(ITEMS.where(Urge.order_id == order).order_by(Urge.id.desc())).all()
    return [(_item(row), thing_of(connection, row)) for row in rows]


def answer_item(hub: Hub, connection: Connection, who: StaffVisitor, urge_no: str, answer: Answer) -> None:
    """Store their answer. Raises NotForThem, and what `answer_urge` raises."""
    item_of(hub, connection, who, urge_no, Act.ANSWER_ITEM)
    answer_urge(hub, connection, urge_no, answer, who.actor)


def _item(row: AnyRow) -> Item:
    item = {**row._mapping, "state": state_of(row), "steps": as_they_came(steps_of(row))}
    item["customer_name"] = masked_name(row.customer_name, row.customer_kind)
    item["address"] = mask_address(row.address)
    return item
