"""How orders stand, and nothing of whose they are: for whoever may see no more of them, such as a member of
the community, who follows the orders of a grid (Qiyang).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.clocks import Standing
from services.hub.domain.rights import span
from services.hub.usecases.chosen import Chosen
from services.hub.usecases.context import Hub
from services.hub.usecases.show_order import order_facts, stage_facts
from services.hub.usecases.staff_orders import Place, Running, reached, running_orders
from services.hub.usecases.staff_sign_in import StaffVisitor


@dataclass(frozen=True, slots=True)
class Progress:
    """One order."""

    order_no: str
    standing: Standing
    flow: dict[str, str]
    stages: list[dict[str, Any]]
    filed_on: date
    planned_finish: date | None
    """While it runs."""
    ended_on: date | None
    as_of: datetime


def progress_of(hub: Hub, connection: Connection, who: StaffVisitor, order_no: str) -> Progress:
    """How it stands. Raises NotForThem; one that is not there is another company's."""
    order, _ = reached(hub, connection, who, order_no, Act.READ_PROGRESS)
    known = order_facts(hub, connection, order)
    flow = known.facts.flows[order.flow_id].name
    return Progress(
        order_no=order.order_no,
        standing=known.standing(),
        flow={"zh": flow["zh"], "en": flow["en"]},
        stages=[stage_facts(known, stage, row) for stage, row in known.stages],
        filed_on=order.filed_on,
        planned_finish=order.planned_finish if order.state == "running" else None,
        ended_on=order.ended_on,
        as_of=order.as_of,
    )


def grids_orders(
    hub: Hub, connection: Connection, who: StaffVisitor, after: Place | None, most: int
) -> list[Running] | None:
    """At most so many of the running orders of their grid, as `running_orders`. None for whoever is bound to
    no grid, and looks orders up by number.
    """
    if span(who.standing, Act.READ_PROGRESS, china_date(hub.now())).whole_company:
        return None
    return running_orders(hub, connection, who, after, most, Chosen(), Act.READ_PROGRESS)
