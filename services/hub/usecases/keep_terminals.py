"""Terminals at the staff's pages: how they are, a code for a new one, ending one; as far as the rights go."""

from sqlalchemy import ColumnElement, Connection, or_, select, true

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.rights import Decision, Thing, may, span
from services.hub.store.models import Hall, Kiosk
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.items import NotForThem
from services.hub.usecases.kiosks import KIOSKS, new_enrolment_code, revoke, unlock_kiosk
from services.hub.usecases.staff_sign_in import StaffVisitor

_HALLS = select(Hall.id, Hall.company_id, Hall.code, Hall.name_zh, Hall.name_en).order_by(Hall.code)


def terminals(hub: Hub, connection: Connection, who: StaffVisitor) -> list[AnyRow]:
    """Those that they may see, newest first."""
    reach = span(who.standing, Act.READ_TERMINALS, china_date(hub.now()))
    reached: list[ColumnElement[bool]] = [Kiosk.hall_id.in_([reach.hall] if reach.hall is not None else [])]
    if reach.whole_company:
        reached.append(true())
    return list(connection.execute(KIOSKS.where(Kiosk.company_id == reach.company, or_(*reached))))


def halls_to_enrol(hub: Hub, connection: Connection, who: StaffVisitor) -> list[AnyRow]:
    """The halls for which they may have a code."""
    halls = connection.execute(_HALLS.where(Hall.company_id == who.standing.company))
    return [hall for hall in halls if _decision(hub, who, hall.company_id, hall.id).allowed]


def issue_code(hub: Hub, connection: Connection, who: StaffVisitor, hall_code: str) -> str:
    """A code that enrols one terminal in this hall, once, within 15 minutes. Raises NotForThem."""
    of_company = Hall.company_id == who.standing.company
    hall: AnyRow = connection.execute(_HALLS.where(of_company, Hall.code == hall_code)).one_or_none()
    _ask(hub, who, hall, hall.id if hall else None)
    return new_enrolment_code(connection, hall.id, hub.now(), who.actor)


def end_terminal(hub: Hub, connection: Connection, who: StaffVisitor, kiosk_id: str) -> None:
    """Revoke it: for good, and at once. Raises NotForThem."""
    _ask_for_kiosk(hub, connection, who, kiosk_id)
    revoke(connection, kiosk_id, hub.now(), who.actor)


def unlock_terminal(hub: Hub, connection: Connection, who: StaffVisitor, kiosk_id: str) -> None:
    """Let customers sign in there again after wrong passwords. Raises NotForThem."""
    _ask_for_kiosk(hub, connection, who, kiosk_id)
    unlock_kiosk(hub, connection, kiosk_id, who.actor)


def _ask_for_kiosk(hub: Hub, connection: Connection, who: StaffVisitor, kiosk_id: str) -> None:
    known = kiosk_id.isprintable()  # what is not, no database of ours has
    kiosk = connection.execute(KIOSKS.where(Kiosk.kiosk_id == kiosk_id)).one_or_none() if known else None
    _ask(hub, who, kiosk, kiosk.hall_id if kiosk else None)


def _ask(hub: Hub, who: StaffVisitor, row: AnyRow | None, hall: int | None) -> None:
    """Raises NotForThem unless they keep this terminal, or terminals in this hall."""
    decision = _decision(hub, who, row.company_id, hall) if row else Decision.OTHER_COMPANY
    if not decision.allowed:
        raise NotForThem(decision)


def _decision(hub: Hub, who: StaffVisitor, company: int, hall: int | None) -> Decision:
    return may(who.standing, Act.KEEP_TERMINALS, Thing(company, hall=hall), china_date(hub.now()))
