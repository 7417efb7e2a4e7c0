"""Delivery reports, as a gateway posts them to the hub: proven, read, and brought into one order.

The body has the form of Alibaba Cloud's SmsReport: a JSON array, one object a message, moments in China
Standard Time without a zone (https://help.aliyun.com/zh/sms/developer-reference/smsreport-2). That one
comes unsigned; here it must be signed with the account's own key as requests to the gateway are, over date,
nonce and body at least.

A report says what it is about by our key and the provider's id, so repeats change nothing; of two about one
message `later` picks the same one in whichever order they come. Numbers and the provider's words are not
read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from services.hub.channels import signing
from services.hub.domain.chinatime import CHINA

LARGEST_BODY = 1024 * 1024
OLDEST = timedelta(minutes=15)
"""How far the signature's date may be from ours, either way; as the published rule for requests."""


class Objection(StrEnum):
    """Why reports are not taken. The values are stable codes."""

    TOO_LARGE = "too-large"
    UNSIGNED = "unsigned"
    """No signature of the known form, or not over all that it must be."""
    WRONG_SIGNATURE = "wrong-signature"
    TOO_OLD = "too-old"
    """Signed too long ago, or too far ahead."""
    NOT_REPORTS = "not-reports"


class NotTaken(Exception):
    """Nothing of this call-back counts."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.value)
        self.objection = objection


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one message."""

    key: str
    """Ours; empty for a message that this account sent by another way."""
    provider_id: str
    delivered: bool
    code: str
    """The provider's, such as DELIVERED."""
    at: datetime
    """UTC."""


def read_reports(
    path: str, headers: Mapping[str, str], body: bytes, key_id: str, secret: str, now: datetime
) -> tuple[Report, ...]:
    """What a POST to `path` reports. Raises NotTaken, whose objection says why; then nothing of it counts."""
    if len(body) > LARGEST_BODY:
        raise NotTaken(Objection.TOO_LARGE)
    _prove(path, {name.lower(): value for name, value in headers.items()}, body, key_id, secret, now)
    try:
        return tuple(
            Report(item.out_id, item.biz_id, item.success, item.err_code, item.report_time)
            for item in _REPORTS.validate_json(body)
        )
    except ValidationError:
        raise NotTaken(Objection.NOT_REPORTS) from None


def later(one: Report, other: Report) -> Report:
    """Of two reports about one message, the one that counts: the later; of one moment, that it arrived."""
    return max(one, other, key=lambda report: (report.at, report.delivered, report.code, report.provider_id))


def _prove(
    path: str, headers: Mapping[str, str], body: bytes, key_id: str, secret: str, now: datetime
) -> None:
    claim = signing.read_claim(headers.get("authorization", ""))
    if claim is None or not {signing.DATE, signing.NONCE, signing.BODY_HASH} <= set(claim.signed):
        raise NotTaken(Objection.UNSIGNED)
    request = signing.Request("POST", path, {}, headers, signing.body_hash(body))
    told_hash = headers.get(signing.BODY_HASH)
    if claim.key_id != key_id or told_hash != request.body_hash or not signing.holds(claim, request, secret):
        raise NotTaken(Objection.WRONG_SIGNATURE)
    try:
        signed_at = datetime.strptime(headers[signing.DATE], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise NotTaken(Objection.UNSIGNED) from None
    if abs(now - signed_at) > OLDEST:
        raise NotTaken(Objection.TOO_OLD)


def _moment(told: object) -> datetime:
    if not isinstance(told, str):
        raise ValueError("a moment is a text")
    try:
        return datetime.strptime(told, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment before the first year") from None


class _Item(BaseModel):
    model_config = ConfigDict(strict=True)
    out_id: str = Field("", max_length=256)
    biz_id: str = Field(min_length=1, max_length=128)
    success: bool
    err_code: str = Field(pattern=r"^[A-Za-z0-9_.:\-]{1,64}$")
    report_time: Annotated[datetime, BeforeValidator(_moment)]


_REPORTS = TypeAdapter(list[_Item])
