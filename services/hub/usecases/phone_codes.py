"""Codes that are sent to a phone before it is bound to an order, and looked at when they are typed.

The outbox holds stars in the code's place, and so does every page that shows what was sent: only what goes
out to the phone has it.
"""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert

from services.hub.channels.base import Channel, Outcome
from services.hub.channels.base import Message as Outgoing
from services.hub.domain.binding import (
    BY_EMPLOYEE,
    CODE_GOOD_FOR,
    TO_NUMBER,
    TRIES,
    PhoneProblem,
    Sending,
    code_of,
    one_more,
)
from services.hub.domain.masking import mask_number
from services.hub.domain.messages import MessageEvent
from services.hub.store.models import PhoneCode
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.guesses import Guess, lock_counter, write_counter
from services.hub.usecases.outgoing import About, write_message

_EVENT = MessageEvent.PHONE_CODE
_HIDDEN = "******"


class CodesFilledIn:
    """A channel that fills the code in just before it goes out."""

    def __init__(self, channel: Channel, secret: bytes) -> None:
        self._channel = channel
        self._secret = secret

    def send(self, message: Outgoing) -> Outcome:
        """As the channel does."""
        word, ours, _ = message.key.partition(f"-{_EVENT.value}")
        if ours:
            told = {**message.parameters, "code": code_of(self._secret, word)}
            message = replace(message, parameters=told)
        return self._channel.send(message)


def count_code(hub: Hub, connection: Connection, employee: int, mobile: str) -> PhoneProblem | None:
    """Count one more code by this employee to this number; or why none may be sent, and then none is."""
    now = hub.now()
    number = Guess("phone", hub.secrets.guess_subject("phone", mobile))
    sender = Guess("phone-staff", hub.secrets.guess_subject("phone-staff", str(employee)))
    to_number, counted_number = one_more(lock_counter(connection, number), TO_NUMBER, now)
    by_sender, counted_sender = one_more(lock_counter(connection, sender), BY_EMPLOYEE, now)
    if by_sender is not Sending.ALLOWED:
        return PhoneProblem.STAFF_TOO_OFTEN
    if to_number is not Sending.ALLOWED:
        soon = to_number is Sending.TOO_SOON
        return PhoneProblem.NUMBER_TOO_SOON if soon else PhoneProblem.NUMBER_TOO_OFTEN
    write_counter(connection, number, counted_number)
    write_counter(connection, sender, counted_sender)
    return None


def write_code(connection: Connection, order: AnyRow, employee: int, mobile: str, now: datetime) -> None:
    """A new code, and the text that brings it to the number: at once even at night, for somebody waits."""
    word = secrets.token_hex(16)
    values = {
        "order_id": order.id,
        "employee_id": employee,
        "phone": mobile,
        "word": word,
        "tries": 0,
        "sent_at": now,
    }
    connection.execute(insert(PhoneCode), values)
    about = About(order.company_id, order.id, word, language=order.customers_language)

    def say(_: AnyRow) -> dict[str, str]:
        return what_a_code_says(order.order_no)

    write_message(connection, _EVENT, about, mobile, say, now, good_for=CODE_GOOD_FOR)


def what_a_code_says(order_no: str) -> dict[str, str]:
    """What whoever gets a code is told; the code itself is filled in when it goes out."""
    minutes = CODE_GOOD_FOR.seconds // 60
    return {"order": mask_number(order_no), "code": _HIDDEN, "minutes": str(minutes)}


def still_good(code: AnyRow, now: datetime) -> bool:
    """Whether a code, a row of PhoneCode, can still be typed."""
    return code.used_at is None and code.tries < TRIES and bool(now - code.sent_at < CODE_GOOD_FOR)
