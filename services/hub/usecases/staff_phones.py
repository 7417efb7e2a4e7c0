"""Where texts for employees go. A handler's number is also known from the marketing system."""

from sqlalchemy import Connection, update

from services.hub.domain.messages import mobile_of
from services.hub.store.models import Employee
from services.hub.usecases.context import Hub
from services.hub.usecases.events import record


class NoPhone(ValueError):
    """Nobody's number was kept; says why."""


def check_phone(phone: str) -> None:
    """Raises NoPhone for one that no text can be sent to; an empty one is none, and right."""
    if phone and mobile_of(phone) is None:
        raise NoPhone(f"{phone} is no mobile number: no text can be sent there")


def set_phone(
    hub: Hub, connection: Connection, company_id: int, staff_no: str, phone: str, actor: str
) -> None:
    """Keep an employee's number; an empty one takes it away. Raises NoPhone."""
    check_phone(phone)
    this = update(Employee).where(Employee.company_id == company_id, Employee.staff_no == staff_no)
    if not connection.execute(this.values(phone=phone)).rowcount:
        raise NoPhone("there is no such staff number")
    details = {"staff_no": staff_no}
    record(connection, "employee-phone-kept", actor, hub.now(), company_id=company_id, details=details)
