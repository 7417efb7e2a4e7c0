"""Messages that the hub sends: what they are about, what becomes of them, when one is tried again.

Pure; nothing here knows a channel or a table.
"""

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum

GOOD_FOR = timedelta(hours=24)
"""A message that is older than this says nothing new any more, and is not sent."""

LONGEST_LEASE = timedelta(seconds=60)
"""For so long a worker keeps the messages that it took; then another may take them."""

_FIRST_WAIT_S = 2.0
_LONGEST_WAIT_S = 600.0
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


class MessageEvent(StrEnum):
    """What a message tells. The values are stored, and name the templates."""

    URGE_TO_HANDLER = "urge-to-handler"
    CHECK_TO_HANDLER = "check-to-handler"
    RAISED_TO_LEADER = "raised-to-leader"
    RAISED_TO_DISPATCHER = "raised-to-dispatcher"
    ITEM_TO_SUBSTITUTE = "item-to-substitute"
    ANSWER_TO_CUSTOMER = "answer-to-customer"
    STAGE_TO_CUSTOMER = "stage-to-customer"
    PHONE_CODE = "phone-code"
    """To a number that is to be bound to an order: the code that shows whose hand it is in."""
    PHONE_CHANGED = "phone-changed"
    """To the number that an order's texts went to until now."""


TO_ORDERS_PHONE = frozenset((MessageEvent.ANSWER_TO_CUSTOMER, MessageEvent.STAGE_TO_CUSTOMER))
"""What goes wherever the order's texts go: it follows when that changes before it is sent."""


class MessageState(StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    """To be sent, for the first time or again."""
    ACCEPTED = "accepted"
    """The provider has taken it; whether it arrives is not known."""
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    """The provider says that it has not arrived, and will not."""
    DEAD = "dead"
    """No try can succeed, or it has become too old: kept, until somebody sends it again by hand."""


EXPIRED = "expired"
"""The reason of a message that became too old; others are channels.base.Reason."""


def sendable_again(event: str, state: str) -> bool:
    """Whether such a message is sent once more by hand; of a code that did not arrive another one is sent."""
    return state in (MessageState.DEAD, MessageState.UNDELIVERED) and event != MessageEvent.PHONE_CODE


def mobile_of(phone: str) -> str | None:
    """The number to which a text message can go: eleven digits of mainland China's mobile ranges, as written
    with spaces, hyphens, +86 or in full width; None for any other, such as a landline.
    """
    digits = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", phone)).removeprefix("+86")
    return digits if _MOBILE.fullmatch(digits) else None


def wait_before(tries: int, chance: float, asked_s: float | None) -> timedelta:
    """How long to wait after so many failed tries: twice as long each time, up to ten minutes, spread by
    `chance` (0 to 1) over half to one and a half times of it; never less than the provider asks for, seconds.
    """
    steady = min(_FIRST_WAIT_S * 2.0 ** min(tries - 1, 30), _LONGEST_WAIT_S)
    return timedelta(seconds=max(steady * (0.5 + chance), asked_s or 0.0))
