"""Counts by person and stage, for who leads a team or dispatches."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.clocks import pressing_until
from services.hub.domain.rights import span
from services.hub.store.models import Team
from services.hub.store.queries_counts import NEARLY_LATE_DAYS, items_by_stage, orders_by_stage, people
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.staff_sign_in import StaffVisitor


@dataclass(slots=True)
class OfStage:
    """What somebody has of one stage."""

    code: str
    zh: str
    en: str
    step: int
    running: int = 0
    """Orders that are in it."""
    pressing: int = 0
    """Of these: late, or nearly so."""
    open: int = 0
    """Items of it that wait for an answer."""


@dataclass(slots=True)
class OfPerson:
    """What somebody has in hand, or what of a team nobody has."""

    name: str
    staff_no: str
    """Empty where nobody is named."""
    team: str
    team_id: int | None
    stages: dict[str, OfStage] = field(default_factory=dict)

    def in_order(self) -> list[OfStage]:
        """The stages, as flows go through them."""
        return sorted(self.stages.values(), key=lambda one: (one.step, one.code))


def counts_of(hub: Hub, connection: Connection, who: StaffVisitor) -> list[OfPerson]:
    """Everybody of the team, or of the company, with what they have; then what of a team nobody has."""
    reach = span(who.standing, Act.READ_COUNTS, china_date(hub.now()))
    known = connection.execute(people(reach)).all()
    due_by = last_pressing_day(hub, connection, reach.company)
    orders = connection.execute(orders_by_stage(reach, [one.id for one in known], due_by)).all()
    items = connection.execute(items_by_stage(reach)).all()
    found: dict[tuple[int | None, int | None], OfPerson] = {
        (one.id, None): OfPerson(one.name, one.staff_no, one.team or "", one.team_id) for one in known
    }
    nobodys = {row.team_id for row in (*orders, *items) if row.handler_id is None}
    for team in connection.execute(
        select(Team.id, Team.name).where(Team.id.in_(nobodys)).order_by(Team.name)
    ):
        found[None, team.id] = OfPerson("", "", team.name, team.id)
    _count(found, orders, ("running", "pressing"))
    _count(found, items, ("open",))
    return list(found.values())


def last_pressing_day(hub: Hub, connection: Connection, company: int) -> date:
    """What is due by then is late or nearly late today."""
    now = hub.now()
    nearly = connection.execute(NEARLY_LATE_DAYS, {"company": company}).scalar_one()
    return pressing_until(hub.reference.facts(connection, now).calendar, china_date(now), nearly)


def _count(
    found: dict[tuple[int | None, int | None], OfPerson], rows: Iterable[AnyRow], counted: tuple[str, ...]
) -> None:
    for row in rows:
        person = found.get((row.handler_id, row.team_id))
        if person is None:  # a stage that neither a handler nor a team has
            continue
        new = OfStage(row.stage, row.stage_zh, row.stage_en, row.step)
        one = person.stages.setdefault(row.stage, new)
        for name in counted:
            setattr(one, name, int(getattr(row, name)))
