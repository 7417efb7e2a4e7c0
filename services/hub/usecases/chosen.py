"""What lists are narrowed to: a person, or what of a team nobody has; a stage; the late."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from services.hub.store.models import FlowStage, Handler, Team
from services.hub.store.types import AnyRow, row_number
from services.hub.usecases.staff_sign_in import StaffVisitor

PRESSING = "pressing"
NARROWING = ("handler", "nobody", "stage", PRESSING)
"""What the address of a list may say: a handler's staff number, the number of a team of whose stages nobody
is named, a stage's code, and 1 for what is late or nearly late.
"""


class NoSuchChoice(LookupError):
    """The address names a person, team or stage that there is not."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Nothing in it narrows nothing."""

    handler: AnyRow | None = None
    nobody_of: AnyRow | None = None
    stage: AnyRow | None = None
    pressing: bool = False


def chosen(connection: Connection, who: StaffVisitor, told: Mapping[str, str]) -> Chosen:
    """What an address says. Raises NoSuchChoice."""
    if any(not told.get(name, "").isprintable() for name in NARROWING):
        raise NoSuchChoice
    company, team = who.standing.company, told.get("nobody", "")
    handlers = select(Handler.id, Handler.name).where(Handler.company_id == company)
    teams = select(Team.id, Team.name).where(Team.company_id == company)
    stages = select(FlowStage.code, FlowStage.name_zh, FlowStage.name_en).order_by(FlowStage.id).limit(1)

    def one(name: str, statement: object) -> AnyRow | None:
        if not told.get(name):
            return None
        row: AnyRow | None = connection.execute(statement).first()  # type: ignore[call-overload]
        if row is None:
            raise NoSuchChoice
        return row

    return Chosen(
        handler=one("handler", handlers.where(Handler.staff_no == told.get("handler"))),
        nobody_of=one("nobody", teams.where(Team.id == (row_number(team) or 0))),
        stage=one("stage", stages.where(FlowStage.code == told.get("stage"))),
        pressing=bool(told.get(PRESSING)),
    )
