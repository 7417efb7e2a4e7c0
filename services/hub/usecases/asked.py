"""A request to urge by somebody who may: by a stage's permit, in the customer's session, or at the desk."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from services.contracts.problems import Code
from services.contracts.urges import UrgeRequest
from services.hub.domain.urging import Channel
from services.hub.store.queries_urges import ORDER_OF_PERMIT
from services.hub.usecases.authenticate import Terminal, Visitor
from services.hub.usecases.context import Hub
from services.hub.usecases.events import customer_actor, kiosk_actor
from services.hub.usecases.refusal import Refused
from services.hub.usecases.show_order import find_order


@dataclass(frozen=True, slots=True)
class Desk:
    """An employee who asks by hand, for a customer who has called or come."""

    employee_id: int
    company_id: int
    channel: Channel
    note: str
    """For the staff alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to urge by somebody who may."""

    at: Terminal | Desk
    actor: str
    order_id: int
    request: UrgeRequest
    key: str
    by_permit: bool
    permit_expired: bool = False

    def fingerprint(self) -> str:
        """The same for the same request."""
        asked = self.request
        touched = asked.touched_at.isoformat() if asked.touched_at else ""
        by_hand = (self.at.channel.value, self.at.note) if isinstance(self.at, Desk) else ()
        parts = (str(self.order_id), asked.stage_id, asked.kind.value, touched, *by_hand)
        return sha256("\n".join(parts).encode()).hexdigest()


def asked_by_permit(
    hub: Hub, connection: Connection, at: Terminal, order_no: str, request: UrgeRequest, key: str, word: str
) -> Asked:
    """The request, authorised by a permit. Raises Refused (permit-refused) when the permit is for another
    terminal, order or stage, or none of ours."""
    permit = hub.permits.read(word)
    order = connection.execute(ORDER_OF_PERMIT, {"order": permit.order}).one_or_none()
    fits = permit.kiosk == at.id and str(permit.stage) == request.stage_id
    if order is None or order.order_no != order_no or not fits:
        raise Refused(Code.PERMIT_REFUSED)
    actor = kiosk_actor(at.kiosk_id)
    return Asked(at, actor, order.id, request, key, by_permit=True, permit_expired=permit.expired)


def asked_in_session(
    connection: Connection, who: Visitor, order_no: str, request: UrgeRequest, key: str
) -> Asked:
    """The request, authorised by the customer's session. Raises Refused (order-not-found)."""
    order = find_order(connection, who, order_no)
    actor = customer_actor(who.customer_id)
    return Asked(who.terminal, actor, order.id, request, key, by_permit=False)
