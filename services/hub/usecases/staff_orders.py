"""Orders at the staff's pages: one with all that is known of it, and the list of those that run."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.clocks import Clock, Standing, stage_clock
from services.hub.domain.masking import mask_number, mask_phone
from services.hub.domain.rights import Decision, Span, Thing, may, reaches, span
from services.hub.domain.terms import Language, Side, StageState
from services.hub.domain.unmasking import PersonalField, Reason
from services.hub.domain.urging import UrgeableStage, UrgeKind, possible_kind
from services.hub.store.queries_items import LED_TEAMS
from services.hub.store.queries_phones import OF_ORDER
from services.hub.store.queries_raising import LEADERS
from services.hub.store.queries_staff_orders import (
    HANDLERS,
    HOLDERS,
    OF_COMPANY,
    clocked,
    narrowed,
    running,
    unclocked,
)
from services.hub.store.types import AnyRow
from services.hub.usecases.chosen import Chosen
from services.hub.usecases.context import Hub
from services.hub.usecases.counts import last_pressing_day
from services.hub.usecases.following import marks_of
from services.hub.usecases.items import Item, NotForThem, insist, items_about
from services.hub.usecases.message_log import Told, messages_about
from services.hub.usecases.readings import Line, lines, personal_data, read_whole
from services.hub.usecases.show_order import OrderFacts, order_facts, stage_facts
from services.hub.usecases.sign_in import masked_name
from services.hub.usecases.staff_sign_in import StaffVisitor


class Place(NamedTuple):
    """The last line of a page: where the next one begins."""

    due: date | None
    """None where no clock runs for it."""
    stage: int


@dataclass(frozen=True, slots=True)
class Running:
    """A stage that a running order is in."""

    place: Place
    order_no: str
    customer: str
    """Masked."""
    stage_zh: str
    stage_en: str
    handler: str
    entered_on: date | None
    planned_finish: date | None
    waits_for_customer: bool
    clock: Clock


class Openable(NamedTuple):
    """What may be opened by hand now: an urge or a check of a stage that the order is in."""

    kind: UrgeKind
    order_stage: int
    stage: dict[str, str]
    """Its name in both languages."""


class Texts(NamedTuple):
    """Where the customer's texts about an order go."""

    phone: str
    """Masked; empty for nowhere."""
    how: str
    """How it was bound at a hall; empty for the marketing system's."""
    bound_at: datetime | None
    language: Language
    """In which they are, for customers."""


@dataclass(frozen=True, slots=True)
class StaffOrder:
    """One order, personal fields masked."""

    order: AnyRow
    account: str
    standing: Standing
    flow: dict[str, str]
    stages: list[dict[str, Any]]
    personal: list[Line]
    texts: Texts
    may_bind: bool
    """Whether they may bind another phone to it."""
    items: list[Item]
    """Newest first; `may_open` says whether its page is theirs too."""
    openable: list[Openable]
    """Apart from what was asked already; empty for whoever opens nothing by hand."""
    messages: list[Told]
    """Newest first."""
    mark: str
    """By which a page that stays open is told that it has changed."""


def running_orders(
    hub: Hub,
    connection: Connection,
    who: StaffVisitor,
    after: Place | None,
    most: int,
    only: Chosen,
    act: Act = Act.READ_ORDER,
) -> list[Running]:
    """At most so many of the running orders to which they may do this, and of `only` those: late ones first,
    then by their planned finish; last those that no clock runs for.
    """
    today = china_date(hub.now())
    reach = span(who.standing, act, today)
    wanted = narrowed(
        running(reach, *_hands(connection, reach)),
        handler=only.handler.id if only.handler else None,
        nobody_of=only.nobody_of.id if only.nobody_of else None,
        stage=only.stage.code if only.stage else "",
        due_by=last_pressing_day(hub, connection, reach.company) if only.pressing else None,
    )
    rows: list[AnyRow] = []
    if after is None or after.due:
        place = (after.due, after.stage) if after and after.due else None
        rows += connection.execute(clocked(wanted, place).limit(most)).all()
    if len(rows) < most:
        begins = after.stage if after and after.due is None else 0
        rows += connection.execute(unclocked(wanted, begins).limit(most - len(rows))).all()
    return [_running(hub, connection, row, today) for row in rows]


def order_of(hub: Hub, connection: Connection, who: StaffVisitor, order_no: str) -> StaffOrder:
    """One order that they may see. Raises NotForThem; one that is not there is another company's."""
    order, thing = reached(hub, connection, who, order_no, Act.READ_ORDER)
    known = order_facts(hub, connection, order)
    flow = known.facts.flows[order.flow_id].name
    reach = span(who.standing, Act.READ_ITEM, china_date(hub.now()))
    return StaffOrder(
        order=order,
        account=mask_number(order.account_no) if order.account_no else "",
        standing=known.standing(),
        flow={"zh": flow["zh"], "en": flow["en"]},
        stages=[stage_facts(known, stage, row) for stage, row in known.stages],
        personal=lines(hub, who, personal_data(connection, order.id, thing)),
        texts=texts_of(connection, order.id),
        may_bind=may(who.standing, Act.BIND_PHONE, thing, china_date(hub.now())).allowed,
        items=[item | {"may_open": on in reach} for item, on in items_about(connection, order.id)],
        openable=_openable(known) if reaches(who.standing, Act.OPEN_ITEM) else [],
        messages=messages_about(connection, order.id),
        mark=marks_of(connection, [order.id])[order.id],
    )


def texts_of(connection: Connection, order: int) -> Texts:
    """Where the texts about it go now."""
    row = connection.execute(OF_ORDER, {"order": order}).one()
    language = Language(row.customers_language or Language.CHINESE)
    return Texts(mask_phone(row.phone), row.how or "", row.bound_at, language)


def read_of_order(
    hub: Hub, connection: Connection, who: StaffVisitor, order_no: str, field: PersonalField, reason: Reason
) -> str:
    """One field of an order's customer, whole and logged. Raises NotForThem and NotReadable."""
    order, thing = reached(hub, connection, who, order_no, Act.READ_PERSONAL)
    return read_whole(hub, connection, who, personal_data(connection, order.id, thing), field, reason)


def reached(
    hub: Hub, connection: Connection, who: StaffVisitor, order_no: str, act: Act
) -> tuple[AnyRow, Thing]:
    """Its row, and what it is to the rights. Raises NotForThem."""
    bound = {"company": who.standing.company, "order_no": order_no}
    known = order_no.isprintable()  # what is not, no database of ours has
    order = connection.execute(OF_COMPANY, bound).one_or_none() if known else None
    if order is None:
        raise NotForThem(Decision.OTHER_COMPANY)
    thing = _thing(connection, order)
    insist(hub, who, act, thing)
    return order, thing


def _openable(known: OrderFacts) -> list[Openable]:
    found = []
    for stage, row in known.stages:
        if row is None:
            continue
        kind = possible_kind(known.state, UrgeableStage(row.id, stage.side, StageState(row.state)))
        if kind:
            found.append(Openable(kind, row.id, {"zh": stage.name["zh"], "en": stage.name["en"]}))
    return found


def _thing(connection: Connection, order: AnyRow) -> Thing:
    """An order is theirs who have a stage that it is in, and theirs who are or were asked something of it."""
    company = order.company_id
    people: set[int] = set()
    teams: set[int] = set()
    for row in connection.execute(HOLDERS, {"company": company, "order": order.id}):
        teams |= {row.team_id} if row.team_id else set()
        if row.employee_id:
            people.add(row.employee_id)
        if row.handler_id is None:
            people |= set(connection.execute(LEADERS, {"company": company, "team": row.team_id}).scalars())
    for _, on in items_about(connection, order.id):
        people |= on.people
        teams |= on.teams
    return Thing(company, frozenset(people), frozenset(teams), order.hall_id, order.grid_id)


def _hands(connection: Connection, reach: Span) -> tuple[list[int], list[int | None]]:
    """Which handlers the span's people and team are, and which teams its people lead."""
    bound = {"company": reach.company, "team": reach.team, "people": list(reach.people)}
    handlers = connection.execute(HANDLERS, bound).scalars().all()
    led = connection.execute(LED_TEAMS, {"people": list(reach.people)}).scalars().all()
    return list(handlers), list(led)


def _running(hub: Hub, connection: Connection, row: AnyRow, today: date) -> Running:
    calendar, side = hub.reference.facts(connection, hub.now()).calendar, Side(row.side)
    clock = stage_clock(
        calendar, side, row.planned_finish, today, paused=False, nearly_late_days=row.nearly_late_days
    )
    customers = side is Side.CUSTOMER
    return Running(
        place=Place(None if customers else row.planned_finish, row.id),
        order_no=row.order_no,
        customer=masked_name(row.customer_name, row.customer_kind),
        stage_zh=row.stage_zh,
        stage_en=row.stage_en,
        handler=row.handler,
        entered_on=row.entered_on,
        planned_finish=row.planned_finish,
        waits_for_customer=customers,
        clock=clock,
    )
