"""SMS by a gateway over HTTP, in the shape of Alibaba Cloud's SendSms (version 2017-05-25).

https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms

All parameters go in the body, which that signature allows: an address ends up in the logs of whatever stands
between, and a customer's number must not. What is not a gateway's answer (a portal's page, half a JSON, a
proxy's error, silence) leaves the outcome open, and the message is to be sent again under its key.
"""

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.hub.channels import signing
from services.hub.channels.base import Message, NotYet, Outcome, Reason, Sent
from services.hub.channels.codes import refusal
from services.hub.channels.posting import Answer, Poster, Unanswered
from services.outgoing import is_safe

_FORM = "application/x-www-form-urlencoded"
_PRINTABLE = re.compile(r"[!-~]+", re.ASCII)
_LONGEST_WAIT_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class SmsAccount:
    """A company's account at a gateway. Raises ValueError for an address that numbers may not be sent to."""

    url: str
    """HTTPS, or a stand-in on this machine."""
    key_id: str
    secret: str = field(repr=False)
    sign_name: str
    """The approved name that opens each text, without its brackets."""
    ca_bundle: Path | None = None

    def __post_init__(self) -> None:
        if not is_safe(self.url):
            raise ValueError("a gateway's address is https, or on this machine")
        if not _PRINTABLE.fullmatch(self.key_id) or not self.secret:
            raise ValueError("a gateway's account has a key id of plain characters, and a secret")


class SmsChannel:
    """A Channel. Any thread may use it."""

    def __init__(
        self, account: SmsAccount, now: Callable[[], datetime], poster: Poster | None = None
    ) -> None:
        self._account = account
        self._now = now
        self._poster = poster or Poster(account.ca_bundle)

    def send(self, message: Message) -> Outcome:
        """Hand it to the gateway; see `Channel.send`."""
        asked = _parameters(message, self._account.sign_name)
        body = urlencode(asked, errors="replace", quote_via=quote).encode("ascii")
        try:
            answer = self._poster.post(self._account.url, self._signed_headers(body), body)
        except Unanswered as unanswered:
            return NotYet(Reason.UNKNOWN if unanswered.has_left else Reason.UNREACHABLE)
        return _outcome(answer, self._now())

    def _signed_headers(self, body: bytes) -> dict[str, str]:
        address = urlsplit(self._account.url)
        hashed = signing.body_hash(body)
        headers = {
            "content-type": _FORM,
            "host": address.netloc,
            "x-acs-action": "SendSms",
            "x-acs-version": "2017-05-25",
            signing.DATE: self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            signing.NONCE: secrets.token_hex(16),
            signing.BODY_HASH: hashed,
        }
        request = signing.Request("POST", address.path or "/", {}, headers, hashed)
        proof = signing.authorization(request, self._account.key_id, self._account.secret)
        return headers | {"Authorization": proof, "Accept": "application/json"}


class _Word(BaseModel):
    """A gateway's answer. Its `Message` may repeat the number, so it is not read."""

    model_config = ConfigDict(strict=True)
    code: str = Field(alias="Code", pattern=r"^[A-Za-z0-9_.\-]{1,64}$")
    provider_id: str = Field("", alias="BizId", max_length=128)


def _parameters(message: Message, sign_name: str) -> dict[str, str]:
    return {
        "PhoneNumbers": message.to,
        "SignName": sign_name,
        "TemplateCode": message.template,
        "TemplateParam": json.dumps(dict(message.parameters), ensure_ascii=False),
        "OutId": message.key,
    }


def _outcome(answer: Answer, now: datetime) -> Outcome:
    wait_s = _wait(answer.retry_after, now)
    word = _word(answer)
    if word is not None and word.code != "OK":
        return refusal(word.code, wait_s)
    if word is not None and word.provider_id and answer.status == 200:
        return Sent(word.provider_id)
    if answer.status == 429:
        return NotYet(Reason.THROTTLED, wait_s=wait_s)
    if answer.status >= 500:
        return NotYet(Reason.PROVIDER_TROUBLE, wait_s=wait_s)
    return NotYet(Reason.UNKNOWN, wait_s=wait_s)


def _word(answer: Answer) -> _Word | None:
    if answer.media_type != "application/json":
        return None
    try:
        return _Word.model_validate_json(answer.body)
    except ValidationError:
        return None


def _wait(retry_after: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), at most a day; None without one."""
    try:
        seconds = (
            float(retry_after)
            if retry_after.isascii() and retry_after.isdigit()
            else _until(retry_after, now)
        )
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT_S)


def _until(date: str, now: datetime) -> float:
    moment = parsedate_to_datetime(date)
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
