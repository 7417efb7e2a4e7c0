"""ACS3-HMAC-SHA256 as the provider's side does it: checks a client's signature, and makes its own."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

SCHEME = "ACS3-HMAC-SHA256 "
NEEDED = {"host", "content-type", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce"}
VALID_S = 900


def complaint(
    path: str, headers: Mapping[str, str], body: bytes, key_id: str, secret: str, now: datetime
) -> str | None:
    """The provider's code for what is wrong with a POST's signature; None when it is right.

    Names of headers are in lower case.
    """
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    fields = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
    names = fields.get("SignedHeaders", "").split(";")
    if scheme + " " != SCHEME or not (NEEDED <= set(names) <= set(headers)):
        return "IncompleteSignature"
    if fields.get("Credential") != key_id:
        return "InvalidAccessKeyId.NotFound"
    right = _signature(path, {name: headers[name] for name in names}, body, secret)
    if not hmac.compare_digest(fields.get("Signature", "").encode(), right.encode()):
        return "SignatureDoesNotMatch"
    if headers.get("x-acs-content-sha256") != hashlib.sha256(body).hexdigest():
        return "SignatureDoesNotMatch"
    try:
        sent = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return "InvalidTimeStamp.Format"
    return "InvalidTimeStamp.Expired" if abs((now - sent).total_seconds()) > VALID_S else None


def signed(path: str, host: str, body: bytes, key_id: str, secret: str, now: datetime) -> dict[str, str]:
    """All headers of a POST of JSON by this side."""
    headers = {
        "content-type": "application/json",
        "host": host,
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": secrets.token_urlsafe(18),
    }
    signature = _signature(path, headers, body, secret)
    names = ";".join(sorted(headers))
    proof = f"{SCHEME}Credential={key_id},SignedHeaders={names},Signature={signature}"
    return headers | {"authorization": proof}


def _signature(path: str, headers: Mapping[str, str], body: bytes, secret: str) -> str:
    lines = ["POST", path, ""]
    lines += [f"{name}:{headers[name].strip()}" for name in sorted(headers)]
    lines += ["", ";".join(sorted(headers)), hashlib.sha256(body).hexdigest()]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return hmac.digest(secret.encode(), (SCHEME.strip() + "\n" + digest).encode(), "sha256").hex()
