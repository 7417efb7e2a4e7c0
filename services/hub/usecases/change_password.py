"""A customer sets a password of their own. All their other sessions end."""

from functools import partial

from sqlalchemy import Connection

from services.contracts.problems import Code
from services.contracts.sessions import NewPassword
from services.hub.domain.passwords import weakness
from services.hub.store.queries_visits import (
    CHANGE_PASSWORD,
    END_OTHERS,
    HOLDER,
    NUMBERS_OF,
    SETTLE,
)
from services.hub.usecases.authenticate import Visitor
from services.hub.usecases.context import Hub
from services.hub.usecases.events import customer_actor, record
from services.hub.usecases.guesses import Guess, reserve, take_back
from services.hub.usecases.refusal import Refused
from services.hub.usecases.sign_in import kiosk_guess

UNCHANGED = "unchanged"
"""Reason of `password-weak` when the new password is the old one."""


async def change_password(hub: Hub, who: Visitor, request: NewPassword) -> None:
    """Set the new password.

    Raises Refused: password-weak with the rule in `reason`; sign-in-refused without the current password
    where one is needed (`reason` current_password), that or a lock when it is wrong; busy; session-ended when
    it changed meanwhile.
    """
    old_hash, numbers = await hub.work.read(partial(_read, who))
    found = weakness(request.new_password, numbers)
    if found:
        raise Refused(Code.PASSWORD_WEAK, reason=found.value)
    async with hub.work.hashing_place():
        if not who.must_change:
            await _check_current(hub, who, request.current_password, old_hash)
        if await hub.work.hash(partial(hub.passwords.matches, old_hash, request.new_password)):
            raise Refused(Code.PASSWORD_WEAK, reason=UNCHANGED)
        new_hash = await hub.work.hash(partial(hub.passwords.hash, request.new_password))
        await hub.work.write(partial(_change, hub, who, old_hash, new_hash))


def _read(who: Visitor, connection: Connection) -> tuple[str, list[str]]:
    holder = connection.execute(HOLDER, {"customer": who.customer_id}).one()
    numbers = connection.execute(NUMBERS_OF, {"customer": who.customer_id}).scalars()
    return holder.password_hash or "", list(numbers)


async def _check_current(hub: Hub, who: Visitor, password: str | None, old_hash: str) -> None:
    if password is None:
        raise Refused(Code.SIGN_IN_REFUSED, reason="current_password")
    customer = Guess("customer", hub.secrets.guess_subject("customer", str(who.customer_id)))
    guesses = (customer, kiosk_guess(hub, who.terminal.kiosk_id))

    def count(connection: Connection) -> Refused | None:
        return reserve(connection, guesses, hub.now())

    locked = await hub.work.write(count)
    if not await hub.work.hash(partial(hub.passwords.matches, old_hash, password)):
        raise locked or Refused(Code.SIGN_IN_REFUSED)
    await hub.work.write(partial(take_back, guesses=guesses))


def _change(hub: Hub, who: Visitor, old_hash: str, new_hash: str, connection: Connection) -> None:
    now = hub.now()
    bound = {"customer": who.customer_id, "old_hash": old_hash, "new_hash": new_hash, "now": now}
    if connection.execute(CHANGE_PASSWORD, bound).rowcount != 1:
        raise Refused(Code.SESSION_ENDED)
    connection.execute(SETTLE, {"session": who.session_id})
    connection.execute(END_OTHERS, {"customer": who.customer_id, "session": who.session_id, "now": now})
    at = who.terminal
    actor = customer_actor(who.customer_id)
    record(
        connection, "password-changed", actor, now, company_id=at.company_id, details={"kiosk": at.kiosk_id}
    )
