"""What staff do for a customer's sign-in: a first password, and ending a lock."""

from sqlalchemy import Connection, delete, insert, select

from services.contracts.sessions import NumberKind
from services.hub.domain.passwords import first_password
from services.hub.store.models import Account, Company, Credential
from services.hub.store.queries_visits import END_OTHERS, HOLDER_OF_NUMBER, NUMBERS_OF
from services.hub.usecases.context import Hub
from services.hub.usecases.events import COMMAND_LINE, record
from services.hub.usecases.guesses import unlock
from services.hub.usecases.sign_in import number_guess

_NO_SESSION = 0


class UnknownNumber(LookupError):
    """No account and no order has this number."""


class UnknownCompany(LookupError):
    """There is no such company, or several and none was named."""


def find_company(connection: Connection, code: str | None) -> int:
    """The company with this code, or the only one. Raises UnknownCompany."""
    rows = connection.execute(select(Company.id, Company.code).order_by(Company.code)).all()
    known = ", ".join(row.code for row in rows) or "none yet"
    chosen = [row.id for row in rows if code in (None, row.code)]
    if len(chosen) != 1:
        raise UnknownCompany(f"say which company with --company ({known})")
    return int(chosen[0])


def issue_first_password(hub: Hub, connection: Connection, company_id: int, number: str) -> str:
    """A new first password for the customer who holds this account or order number. It works once.

    An earlier password no longer works, and the customer's sessions end. Raises UnknownNumber.
    """
    holder = connection.execute(HOLDER_OF_NUMBER, {"company": company_id, "number": number}).one_or_none()
    if holder is None:
        raise UnknownNumber(number)
    numbers = list(connection.execute(NUMBERS_OF, {"customer": holder.id}).scalars())
    password = first_password(numbers)
    now = hub.now()
    connection.execute(delete(Credential).where(Credential.customer_id == holder.id))
    connection.execute(
        insert(Credential),
        {
            "customer_id": holder.id,
            "password_hash": hub.passwords.hash(password),
            "must_change": True,
            "changed_at": now,
        },
    )
    connection.execute(END_OTHERS, {"customer": holder.id, "session": _NO_SESSION, "now": now})
    details = {"customer": holder.id}
    record(connection, "first-password-issued", COMMAND_LINE, now, company_id=company_id, details=details)
    return password


def unlock_number(hub: Hub, connection: Connection, company_id: int, number: str) -> bool:
    """End the lock on this number, and on the card of the account of that number. Whether there was one."""
    card = connection.execute(
        select(Account.card_no).where(Account.company_id == company_id, Account.account_no == number)
    ).scalar()
    guesses = [number_guess(hub, company_id, NumberKind.NUMBER, number)]
    if card:
        guesses.append(number_guess(hub, company_id, NumberKind.CARD, card))
    unlocked = [unlock(connection, guess) for guess in guesses]
    record(connection, "number-unlocked", COMMAND_LINE, hub.now(), company_id=company_id)
    return any(unlocked)
