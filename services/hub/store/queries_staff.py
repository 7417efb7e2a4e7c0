"""Employees and their sessions."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import aliased

from services.hub.store.models import Company, Employee, RecoveryCode, StaffSession, Substitute
from services.hub.store.prepared import Prepared

_EMPLOYEE = select(
    Employee.id,
    Employee.company_id,
    Employee.staff_no,
    Employee.name,
    Employee.posts,
    Employee.active,
    Employee.team_id,
    Employee.hall_id,
    Employee.grid_id,
    Employee.password_hash,
    Employee.must_change,
    Employee.code_nonce,
    Employee.code_confirmed_at,
    Employee.code_last_step,
    Company.code.label("company_code"),
    Company.name_zh.label("company_zh"),
    Company.name_en.label("company_en"),
).join(Company, Company.id == Employee.company_id)

BY_STAFF_NO = _EMPLOYEE.where(Employee.staff_no == bindparam("staff_no")).where(
    (Company.code == bindparam("company")) | (bindparam("company") == "")
)
"""With an empty company any; whoever asks refuses when there are several."""

BY_NUMBER = _EMPLOYEE.where(
    Employee.staff_no == bindparam("staff_no"), Employee.company_id == bindparam("company")
)

OF_SESSION = (
    _EMPLOYEE.add_columns(
        StaffSession.id.label("session_id"),
        StaffSession.owed,
        StaffSession.started_at,
        StaffSession.seen_at,
    )
    .join(StaffSession, StaffSession.employee_id == Employee.id)
    .where(StaffSession.token_hash == bindparam("token_hash"), StaffSession.ended_at.is_(None))
)

THIS_EMPLOYEE = _EMPLOYEE.where(Employee.id == bindparam("employee")).with_for_update(of=Employee)
"""Held, so that no code is taken twice."""

UNUSED_RECOVERY_CODES = select(RecoveryCode.id, RecoveryCode.code_hash).where(
    RecoveryCode.employee_id == bindparam("employee"), RecoveryCode.used_at.is_(None)
)

END_STAFF_SESSIONS = (
    update(StaffSession)
    .where(
        StaffSession.employee_id == bindparam("employee"),
        StaffSession.id != bindparam("but"),
        StaffSession.ended_at.is_(None),
    )
    .values(ended_at=bindparam("now"))
)

STANDS_IN = Prepared(
    select(Substitute.absent_id, Substitute.first, Substitute.last).where(
        Substitute.substitute_id == bindparam("employee")
    )
)

_STANDING_IN = aliased(Employee)

SUBSTITUTES = (
    select(
        Substitute.id,
        Substitute.company_id,
        Substitute.absent_id,
        Substitute.first,
        Substitute.last,
        Employee.team_id,
        Employee.name.label("absent"),
        Employee.staff_no.label("absent_no"),
        _STANDING_IN.name.label("substitute"),
        _STANDING_IN.staff_no.label("substitute_no"),
    )
    .join(Employee, Employee.id == Substitute.absent_id)
    .join(_STANDING_IN, _STANDING_IN.id == Substitute.substitute_id)
    .order_by(Substitute.first, Substitute.id)
)
