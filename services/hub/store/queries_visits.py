"""Who is calling: the terminal by its id, and the customer's session at that terminal by its token's hash.

Statements are built once, when the module is loaded; building one for each call costs more than running it.
"""

from sqlalchemy import CompoundSelect, and_, bindparam, func, select, union_all, update

from services.hub.store.models import Account, Company, Credential, Customer, Hall, Kiosk, Order, Session
from services.hub.store.prepared import Prepared

CALLER = Prepared(
    select(
        Kiosk.id,
        Kiosk.company_id,
        Kiosk.key_hash,
        Kiosk.revoked_at,
        Session.id.label("session_id"),
        Session.customer_id,
        Session.must_change,
        Session.seen_at,
        Session.ended_at,
    )
    .outerjoin_from(
        Kiosk, Session, and_(Session.kiosk_id == Kiosk.id, Session.token_hash == bindparam("token_hash"))
    )
    .where(Kiosk.kiosk_id == bindparam("kiosk_id"))
)

RENEW = (
    update(Session)
    .where(Session.id == bindparam("session"), Session.ended_at.is_(None))
    .values(seen_at=bindparam("now"))
)

END = (
    update(Session)
    .where(Session.id == bindparam("session"), Session.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)

END_OTHERS = (
    update(Session)
    .where(
        Session.customer_id == bindparam("customer"),
        Session.id != bindparam("session"),
        Session.ended_at.is_(None),
    )
    .values(ended_at=bindparam("now"))
)

END_KIOSKS = (
    update(Session)
    .where(Session.kiosk_id == bindparam("kiosk"), Session.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)

_BY_ACCOUNT = (
    select(Account.customer_id)
    .where(Account.company_id == bindparam("company"), Account.account_no == bindparam("number"))
    .scalar_subquery()
)
_BY_ORDER = (
    select(Order.customer_id)
    .where(Order.company_id == bindparam("company"), Order.order_no == bindparam("number"))
    .scalar_subquery()
)
_BY_CARD = (
    select(func.min(Account.customer_id))
    .where(Account.company_id == bindparam("company"), Account.card_no == bindparam("number"))
    .having(func.min(Account.customer_id) == func.max(Account.customer_id))
    .scalar_subquery()
)
_HOLDER = select(
    Customer.id,
    Customer.name,
    Customer.kind,
    Customer.language,
    Credential.password_hash,
    Credential.must_change,
    Credential.used_at,
).outerjoin_from(Customer, Credential, Credential.customer_id == Customer.id)

HOLDER_OF_NUMBER = _HOLDER.where(Customer.id == func.coalesce(_BY_ACCOUNT, _BY_ORDER))
"""The customer who holds an account or order number, with their password's hash where there is one."""

HOLDER_OF_CARD = _HOLDER.where(Customer.id == _BY_CARD)
"""The customer whose card it is; nobody when two customers' accounts claim the same card."""

HOLDER = _HOLDER.where(Customer.id == bindparam("customer"))

READ_IN = (
    update(Customer)
    .where(Customer.id == bindparam("customer"), Customer.language != bindparam("to"))
    .values(language=bindparam("to"))
    .returning(Customer.company_id)
)

NUMBERS_OF: CompoundSelect[str] = union_all(
    select(Account.account_no).where(Account.customer_id == bindparam("customer")),
    select(Account.card_no).where(Account.customer_id == bindparam("customer"), Account.card_no.is_not(None)),
    select(Order.order_no).where(Order.customer_id == bindparam("customer")),
)
"""All numbers by which a customer can sign in."""

HALL_OF_KIOSK = (
    select(
        Hall.code,
        Hall.name_zh,
        Hall.name_en,
        Hall.phone,
        Company.name_zh.label("company_zh"),
        Company.name_en.label("company_en"),
    )
    .join(Kiosk, Kiosk.hall_id == Hall.id)
    .join(Company, Company.id == Hall.company_id)
    .where(Kiosk.id == bindparam("kiosk"))
)

USE_PASSWORD = (
    update(Credential)
    .where(
        Credential.customer_id == bindparam("customer"),
        Credential.password_hash == bindparam("hash"),
        Credential.used_at.is_(None),
    )
    .values(used_at=bindparam("now"))
)
"""Counts one row when the password is still that one; a moment uses up a first password."""

CHANGE_PASSWORD = (
    update(Credential)
    .where(Credential.customer_id == bindparam("customer"), Credential.password_hash == bindparam("old_hash"))
    .values(password_hash=bindparam("new_hash"), must_change=False, used_at=None, changed_at=bindparam("now"))
)

SETTLE = update(Session).where(Session.id == bindparam("session")).values(must_change=False)
