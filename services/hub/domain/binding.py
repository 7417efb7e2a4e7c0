"""Binding a phone to an order: by a code to it, or with the customer's papers. Pure.

The code is not kept anywhere. It is made of a random word in the database and the hub's own secret, so either
alone says nothing (a plain hash of six digits would be tried through in a second).
"""

import hmac
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.hub.domain.chinatime import china_date
from services.hub.domain.guessing import GuessRecord
from services.hub.domain.messages import mobile_of
from services.hub.domain.terms import Text

CODE_GOOD_FOR = timedelta(minutes=10)
TRIES = 5
"""Wrong codes after which another one has to be sent."""

_DIGITS = 6


class How(StrEnum):
    """What showed that the number is the customer's. The values are stored."""

    CODE = "code"
    PAPERS = "papers"


class Paper(StrEnum):
    """What the customer showed. The values are stored in the log."""

    ID_CARD = "id-card"
    OTHER_IDENTITY = "other-identity"
    LICENCE = "licence"
    PROXY = "proxy"


PAPER_NAMES = {
    Paper.ID_CARD: Text("居民身份证", "Resident identity card"),
    Paper.OTHER_IDENTITY: Text(
        "其他身份证件（护照、通行证等）", "Another paper of identity, such as a passport"
    ),
    Paper.LICENCE: Text("营业执照和经办人身份证", "Business licence, with the agent's identity card"),
    Paper.PROXY: Text("授权委托书和代办人身份证", "Proxy, with the identity card of who holds it"),
}


class WithoutCode(StrEnum):
    """Why papers were looked at instead of a code. The values are stored in the log."""

    NO_TEXTS = "no-texts"
    NOT_AT_HAND = "not-at-hand"
    CODE_FAILED = "code-failed"


WITHOUT_CODE_NAMES = {
    WithoutCode.NO_TEXTS: Text("新手机收不到短信", "The new phone gets no texts"),
    WithoutCode.NOT_AT_HAND: Text("新手机不在身边", "The new phone is not at hand"),
    WithoutCode.CODE_FAILED: Text("验证码未能核对", "The code could not be checked"),
}


class PhoneProblem(StrEnum):
    """Why nothing was bound or sent. The values are stable codes."""

    NO_MOBILE = "no-mobile"
    BOUND_ALREADY = "bound-already"
    NUMBER_TOO_SOON = "number-too-soon"
    NUMBER_TOO_OFTEN = "number-too-often"
    STAFF_TOO_OFTEN = "staff-too-often"
    NO_CODE = "no-code"
    """None was sent, or it is too old, used, or was tried too often."""
    WRONG_CODE = "wrong-code"
    NO_PAPERS = "no-papers"
    """The kind of paper, or why without a code, was not chosen."""


@dataclass(frozen=True, slots=True)
class SendLimits:
    """How often a code may be sent."""

    per_day: int
    """Days of China."""
    apart: timedelta = timedelta()


TO_NUMBER = SendLimits(per_day=5, apart=timedelta(minutes=1))
BY_EMPLOYEE = SendLimits(per_day=60)


class Sending(StrEnum):
    """Whether one more may be sent."""

    ALLOWED = "allowed"
    TOO_SOON = "too-soon"
    TOO_OFTEN = "too-often"


def one_more(record: GuessRecord, limits: SendLimits, now: datetime) -> tuple[Sending, GuessRecord]:
    """Whether a code may be sent at `now` (aware), and the record with it counted."""
    last, day = record.last_failure_at, china_date(now)
    today = record.today if record.day == day else 0
    if today >= limits.per_day:
        return Sending.TOO_OFTEN, record
    if last is not None and timedelta() <= now - last < limits.apart:
        return Sending.TOO_SOON, record
    return Sending.ALLOWED, replace(record, day=day, today=today + 1, last_failure_at=now)


def code_of(secret: bytes, word: str) -> str:
    """The six digits that belong to the word."""
    drawn = int.from_bytes(hmac.digest(secret, f"phone-code\x1f{word}".encode(), "sha256"))
    return f"{drawn % 10**_DIGITS:0{_DIGITS}d}"


def is_code(secret: bytes, word: str, typed: str) -> bool:
    """Whether what was typed, in whatever width and with blanks, is the word's code."""
    said = "".join(unicodedata.normalize("NFKC", typed[:50]).split())
    return hmac.compare_digest(said.encode(), code_of(secret, word).encode())


def gives_way(imported_then: str, imported_now: str) -> bool:
    """Whether a number bound at a hall gives way to what the marketing system says now: to another mobile
    number than the one it had when the phone was bound. The same again, or a landline, changes nothing.
    """
    number = mobile_of(imported_now)
    return number is not None and number != mobile_of(imported_then)
