"""What the rights refuse an employee is logged: who asked for what, and why not."""

from sqlalchemy import Connection

from services.hub.domain.rights import Decision
from services.hub.usecases.context import Hub
from services.hub.usecases.events import record
from services.hub.usecases.staff_sign_in import StaffVisitor

REFUSED = "staff-refused"


def note_refusal(hub: Hub, who: StaffVisitor, asked: str, decision: Decision, connection: Connection) -> None:
    """`asked` is the method and path, percent-encoded as it came."""
    details = {"asked": asked, "why": decision.value}
    record(connection, REFUSED, who.actor, hub.now(), company_id=who.standing.company, details=details)
