"""Signatures of the form ACS3-HMAC-SHA256, Alibaba Cloud's "V3 request structure and signature":
https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature

What is signed is a canonical request: method, path, sorted query, sorted headers, their names, and SHA-256 of
the body. Pure; the secret is an argument and shows up nowhere else.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
DATE = "x-acs-date"
NONCE = "x-acs-signature-nonce"
BODY_HASH = "x-acs-content-sha256"

_CLAIM = re.compile(
    ALGORITHM + r" Credential=([^,\s]+), ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Request:
    """What there is to sign. Names of headers in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body_hash: str
    """SHA-256 of the body, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an Authorization header says."""

    key_id: str
    signed: tuple[str, ...]
    """Names of the headers that were signed."""
    signature: str


def body_hash(body: bytes) -> str:
    """SHA-256, hexadecimal."""
    return sha256(body).hexdigest()


def authorization(request: Request, key_id: str, secret: str) -> str:
    """The Authorization header of a request, all of whose headers are to be signed."""
    names = sorted(request.headers)
    return (
        f"{ALGORITHM} Credential={key_id},SignedHeaders={';'.join(names)},"
        f"Signature={_signature(request, names, secret)}"
    )


def read_claim(header: str) -> Claim | None:
    """What the header says; None when it is none of this form."""
    found = _CLAIM.fullmatch(header)
    return Claim(found[1], tuple(found[2].split(";")), found[3]) if found else None


def holds(claim: Claim, request: Request, secret: str) -> bool:
    """Whether the holder of `secret` signed this. Headers that the claim does not name do not count."""
    if not set(claim.signed) <= set(request.headers):
        return False
    return hmac.compare_digest(_signature(request, sorted(claim.signed), secret), claim.signature)


def canonical(request: Request, names: Iterable[str]) -> str:
    """The canonical request, over the headers of these names, which are sorted."""
    query = "&".join(f"{_encoded(name)}={_encoded(request.query[name])}" for name in sorted(request.query))
    headers = "".join(f"{name}:{request.headers[name].strip()}\n" for name in names)
    return "\n".join((request.method, request.path, query, headers, ";".join(names), request.body_hash))


def _signature(request: Request, names: Iterable[str], secret: str) -> str:
    hashed = sha256(canonical(request, names).encode("utf-8")).hexdigest()
    return hmac.new(secret.encode("utf-8"), f"{ALGORITHM}\n{hashed}".encode("ascii"), sha256).hexdigest()


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")
