"""What an item is to the rights: whose, of which team, hall and company."""

from sqlalchemy import Connection

from services.hub.domain.rights import Thing
from services.hub.store.queries_raising import LEADERS
from services.hub.store.types import AnyRow


def thing_of(connection: Connection, row: AnyRow) -> Thing:
    """What an item, from a row of ITEMS, is to the rights."""
    return Thing(
        company=row.company_id,
        people=frozenset(_in_hand(connection, row)),
        teams=frozenset({row.team_id} if row.team_id else ()),
        hall=row.hall_id,
    )


def _in_hand(connection: Connection, row: AnyRow) -> set[int]:
    """Who has it: the handler, and the team's leaders where it is theirs, from the start or by now."""
    team = {"company": row.company_id, "team": row.team_id}
    leaders = connection.execute(LEADERS, team).scalars() if row.at_leader else ()
    return {*leaders, *([row.employee_id] if row.employee_id else ())}
