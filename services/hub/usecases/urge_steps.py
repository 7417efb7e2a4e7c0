"""How far an urge has come: on its handler's page, seen, over. Each is written down once, when it is so."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, update

from services.contracts.urges import UrgeState
from services.hub.store.models import Urge
from services.hub.store.queries_urges import OVER
from services.hub.store.types import AnyRow
from services.hub.usecases.events import HUB, record
from services.hub.usecases.raising import come_down


def steps_of(row: AnyRow) -> dict[UrgeState, datetime]:
    """What an urge has come to, and when, from a row with store.queries_urges.STEPS."""
    moments = {state: getattr(row, f"{state.value}_at") for state in UrgeState}
    return {state: at for state, at in moments.items() if at is not None}


def as_they_came(steps: dict[UrgeState, datetime]) -> dict[UrgeState, datetime]:
    """The same by their minutes, which are what is read: within one, a gateway's clock may be behind ours."""
    return dict(sorted(steps.items(), key=lambda step: step[1].replace(second=0, microsecond=0)))


def state_of(row: AnyRow) -> UrgeState:
    """The furthest that it has come."""
    return list(steps_of(row))[-1]


def mark_shown(connection: Connection, urges: Iterable[int], now: datetime) -> None:
    """They are in the list on the open page of somebody who has them in hand."""
    first = update(Urge).where(Urge.id.in_(list(urges)), Urge.shown_at.is_(None))
    connection.execute(first.values(shown_at=now))


def mark_seen(connection: Connection, urge: int, now: datetime) -> None:
    """Somebody who has it in hand has opened it."""
    connection.execute(update(Urge).where(Urge.id == urge, Urge.seen_at.is_(None)).values(seen_at=now))


def close_what_is_over(connection: Connection, company_id: int, now: datetime) -> None:
    """Close the urges whose stage has been left or whose order has ended: nobody is asked any more."""
    for urge in connection.execute(OVER, {"company": company_id}).all():
        connection.execute(update(Urge).where(Urge.id == urge.id).values(closed_at=now))
        come_down(connection, urge, HUB, "", now)
        record(
            connection,
            "urge-closed",
            HUB,
            now,
            company_id=company_id,
            order_id=urge.order_id,
            details={"urge": urge.urge_no},
        )
