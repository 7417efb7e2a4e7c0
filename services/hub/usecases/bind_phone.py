"""Hall staff bind a phone to an order or change it: by a code to it, or with the customer's papers.

Each step holds the order, so that of two clicks the second finds what the first has done, and does nothing.
What is refused after it was counted (a wrong code) is returned, for raising it would undo the count.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert

from services.hub.domain.acts import Act
from services.hub.domain.binding import (
    CODE_GOOD_FOR,
    TO_NUMBER,
    TRIES,
    How,
    Paper,
    PhoneProblem,
    WithoutCode,
    is_code,
)
from services.hub.domain.masking import mask_phone
from services.hub.domain.messages import mobile_of
from services.hub.store.models import OrderPhone
from services.hub.store.queries_phones import CODE_TRIED, NEWEST_CODE
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.events import Details, record
from services.hub.usecases.orders_phone import hold_phone, phone_moved
from services.hub.usecases.phone_codes import count_code, still_good, write_code
from services.hub.usecases.staff_orders import Texts, reached, texts_of
from services.hub.usecases.staff_sign_in import StaffVisitor

BOUND, CODE_SENT, CODE_REFUSED = "phone-bound", "phone-code-sent", "phone-code-refused"


@dataclass(frozen=True, slots=True)
class Binding:
    """What the page shows: numbers are masked."""

    order_no: str
    texts: Texts
    sent_to: str
    """Where their code went that can still be typed; empty for none."""
    good_until: datetime | None
    tries_left: int


def binding_of(hub: Hub, connection: Connection, who: StaffVisitor, order_no: str) -> Binding:
    """How the order's phone stands. Raises NotForThem."""
    order, _ = reached(hub, connection, who, order_no, Act.BIND_PHONE)
    code = _newest(connection, who, order.id)
    if code is None or not still_good(code, hub.now()):
        return Binding(order.order_no, texts_of(connection, order.id), "", None, 0)
    return Binding(
        order_no=order.order_no,
        texts=texts_of(connection, order.id),
        sent_to=mask_phone(code.phone),
        good_until=code.sent_at + CODE_GOOD_FOR,
        tries_left=TRIES - code.tries,
    )


def send_code(
    hub: Hub, connection: Connection, who: StaffVisitor, order_no: str, typed: str
) -> PhoneProblem | None:
    """Send a code to the number that was typed; none when one has just gone there. Raises NotForThem."""
    row = _held(hub, connection, who, order_no)
    now, mobile = hub.now(), mobile_of(typed)
    if mobile is None:
        return PhoneProblem.NO_MOBILE
    if row.bound == mobile:
        return PhoneProblem.BOUND_ALREADY
    code = _newest(connection, who, row.id)
    waiting = code if code is not None and still_good(code, now) and code.phone == mobile else None
    if waiting is not None and now - waiting.sent_at < TO_NUMBER.apart:
        return None  # a second click
    problem = count_code(hub, connection, who.standing.number, mobile)
    if problem is None:
        write_code(connection, row, who.standing.number, mobile, now)
        _log(hub, connection, who, CODE_SENT, row, {})
    return problem


def bind_by_code(
    hub: Hub, connection: Connection, who: StaffVisitor, order_no: str, typed: str
) -> PhoneProblem | None:
    """Bind the number that their newest code went to. Raises NotForThem."""
    row, now = _held(hub, connection, who, order_no), hub.now()
    code = _newest(connection, who, row.id)
    right = code is not None and is_code(hub.secrets.phones, code.word, typed)
    if code is not None and right and code.used_at is not None and row.bound == code.phone:
        return None  # a second click
    if code is None or not still_good(code, now):
        return PhoneProblem.NO_CODE
    connection.execute(CODE_TRIED, {"number": code.id, "used": now if right else None})
    if right:
        _bind(hub, connection, who, row, code.phone, How.CODE, {})
        return None
    _log(hub, connection, who, CODE_REFUSED, row, {})
    return PhoneProblem.WRONG_CODE if code.tries + 1 < TRIES else PhoneProblem.NO_CODE


def bind_by_papers(
    hub: Hub,
    connection: Connection,
    who: StaffVisitor,
    order_no: str,
    typed: str,
    paper: Paper,
    without_code: WithoutCode,
) -> PhoneProblem | None:
    """Bind the number that was typed: they have seen the customer's papers. Raises NotForThem."""
    row, mobile = _held(hub, connection, who, order_no), mobile_of(typed)
    if mobile is None:
        return PhoneProblem.NO_MOBILE
    if row.bound != mobile:
        seen = {"paper": paper.value, "without_code": without_code.value}
        _bind(hub, connection, who, row, mobile, How.PAPERS, seen)
    return None


def _bind(
    hub: Hub, connection: Connection, who: StaffVisitor, was: AnyRow, mobile: str, how: How, seen: Details
) -> None:
    values = {
        "order_id": was.id,
        "phone": mobile,
        "imported": was.imported,
        "how": how.value,
        "bound_at": hub.now(),
    }
    connection.execute(delete(OrderPhone).where(OrderPhone.order_id == was.id))
    connection.execute(insert(OrderPhone), values)
    _log(hub, connection, who, BOUND, was, {"how": how.value, **seen})
    phone_moved(connection, was, mobile, hub.now())


def _held(hub: Hub, connection: Connection, who: StaffVisitor, order_no: str) -> AnyRow:
    order, _ = reached(hub, connection, who, order_no, Act.BIND_PHONE)
    return hold_phone(connection, order.id)


def _newest(connection: Connection, who: StaffVisitor, order: int) -> AnyRow | None:
    of = {"order": order, "employee": who.standing.number}
    return connection.execute(NEWEST_CODE, of).one_or_none()


def _log(
    hub: Hub, connection: Connection, who: StaffVisitor, kind: str, order: AnyRow, details: Details
) -> None:
    record(
        connection,
        kind,
        who.actor,
        hub.now(),
        company_id=order.company_id,
        order_id=order.id,
        details={"customer": order.customer_id, **details},
    )
