"""What the gateway knows and decides: whom it has written to, under which key, and which faults are on."""

import itertools
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl

from services.sms_standin import acs3

CHINA = timezone(timedelta(hours=8))
NUMBER = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}", re.ASCII)
WANTED = ("PhoneNumbers", "SignName", "TemplateCode", "TemplateParam", "OutId")


@dataclass(frozen=True)
class Faults:
    """All off at first."""

    throttled: int = 0
    """So many of the next requests are answered by 429 and a Retry-After of two seconds."""
    failing: int = 0
    """So many of the next are answered by 500, and nothing is taken."""
    silent: int = 0
    """So many of the next are taken, and get no answer."""
    refusing: str = ""
    """A provider's code: every new message is refused with it."""
    undelivered: str = ""
    """A provider's code: reports say that the message has not arrived, for this."""
    copies: int = 1
    """How often each report is posted."""
    hold: bool = False
    """Reports wait; when it is taken back the newest goes first."""


@dataclass
class Taken:
    """One message that was "sent"."""

    biz_id: str
    out_id: str
    number: str
    sign_name: str
    template: str
    parameters: dict[str, str]
    taken_at: str
    """China Standard Time."""
    asked: int = 1
    """How often it was asked for under its key."""


@dataclass(frozen=True)
class Reply:
    """What a client gets; a `silent` one gets nothing."""

    status: int
    word: dict[str, str] = field(default_factory=dict)
    retry_after: int | None = None
    silent: bool = False


class Gateway:
    """Any thread may use it."""

    def __init__(
        self,
        key_id: str,
        secret: str,
        now: Callable[[], datetime],
        report: Callable[[dict[str, object], int], None] = lambda _report, _copies: None,
    ) -> None:
        """`report` is given what is to be posted about each message, and how often."""
        self.key_id, self.secret, self.now = key_id, secret, now
        self._report = report
        self._lock = threading.Lock()
        self._faults = Faults()
        self._taken: dict[str, Taken] = {}
        self._nonces: set[str] = set()
        self._numbers = itertools.count(1)

    @property
    def faults(self) -> Faults:
        """What is on now."""
        return self._faults

    def switch(self, changes: Mapping[str, Any]) -> Faults:
        """Turn faults on and off. Raises ValueError for one that there is not, or a wrong kind of value."""
        kinds = {known.name: type(known.default) for known in fields(Faults)}
        for name, value in changes.items():
            if type(value) is not kinds.get(name):
                raise ValueError(f"{name!r} is no fault, or not by such a value")
        with self._lock:
            self._faults = replace(self._faults, **changes)
            return self._faults

    def taken(self) -> list[Taken]:
        """All messages, oldest first."""
        with self._lock:
            return [replace(one) for one in self._taken.values()]

    def ask(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One SendSms. Names of headers are in lower case."""
        wrong = acs3.complaint(path, headers, body, self.key_id, self.secret, self.now())
        if wrong is not None:
            return Reply(403, {"Code": wrong, "Message": "the signature is not right"})
        with self._lock:
            nonce = headers["x-acs-signature-nonce"]
            if nonce in self._nonces:
                return Reply(400, {"Code": "SignatureNonceUsed", "Message": "this nonce was used before"})
            self._nonces.add(nonce)
            return self._spoilt() or self._take(dict(parse_qsl(body.decode("utf-8", "replace"))))

    def _spoilt(self) -> Reply | None:
        if self._counts_down("throttled"):
            return Reply(429, {"Code": "Throttling.User", "Message": "too many requests"}, retry_after=2)
        if self._counts_down("failing"):
            return Reply(500, {"Code": "isp.SYSTEM_ERROR", "Message": "trouble inside"})
        return None

    def _take(self, asked: dict[str, str]) -> Reply:
        wrong = _objection(asked)
        if wrong:
            return _no(wrong)
        known = self._taken.get(asked["OutId"])
        if known is None:
            if self._faults.refusing:
                return _no(self._faults.refusing)
            known = self._new(asked)
        elif _contents(known) != _contents(self._read(asked, known.biz_id)):
            return _no("isv.OUT_ID_REUSED")
        else:
            known.asked += 1
        return Reply(
            200, {"Code": "OK", "Message": "OK", "BizId": known.biz_id}, silent=self._counts_down("silent")
        )

    def _new(self, asked: dict[str, str]) -> Taken:
        taken = self._read(asked, f"{next(self._numbers):012}^0")
        self._taken[taken.out_id] = taken
        self._report(_report(taken, self._faults.undelivered), self._faults.copies)
        return taken

    def _read(self, asked: dict[str, str], biz_id: str) -> Taken:
        return Taken(
            biz_id=biz_id,
            out_id=asked["OutId"],
            number=asked["PhoneNumbers"],
            sign_name=asked["SignName"],
            template=asked["TemplateCode"],
            parameters=json.loads(asked["TemplateParam"]),
            taken_at=self.now().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        )

    def _counts_down(self, name: str) -> bool:
        left = int(getattr(self._faults, name))
        if left > 0:
            changed: dict[str, Any] = {name: left - 1}
            self._faults = replace(self._faults, **changed)
        return left > 0


def _no(code: str) -> Reply:
    return Reply(200, {"Code": code, "Message": "refused"})


def _contents(taken: Taken) -> tuple[object, ...]:
    return (taken.number, taken.sign_name, taken.template, taken.parameters)


def _objection(asked: dict[str, str]) -> str:
    """The provider's code for what is wrong with a message; empty when nothing is."""
    if any(not asked.get(name) for name in WANTED):
        return "isv.INVALID_PARAMETERS"
    if not NUMBER.fullmatch(asked["PhoneNumbers"]):
        return "isv.MOBILE_NUMBER_ILLEGAL"
    try:
        parameters = json.loads(asked["TemplateParam"])
    except ValueError:
        return "isv.INVALID_JSON_PARAM"
    is_plain = isinstance(parameters, dict) and all(isinstance(value, str) for value in parameters.values())
    return "" if is_plain else "isv.INVALID_JSON_PARAM"


def _report(taken: Taken, undelivered: str) -> dict[str, object]:
    return {
        "phone_number": taken.number,
        "send_time": taken.taken_at,
        "report_time": taken.taken_at,
        "success": not undelivered,
        "err_code": undelivered or "DELIVERED",
        "err_msg": "用户接收失败" if undelivered else "用户接收成功",
        "sms_size": "1",
        "biz_id": taken.biz_id,
        "out_id": taken.out_id,
    }
