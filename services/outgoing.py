"""What every request of ours to another machine keeps to, whoever sends it.

Passwords and customers' numbers travel there, so: verified HTTPS to any other machine, no proxy of the
environment, no cookie, one deadline (`services.deadline`), and no answer without end.
"""

from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urlsplit

import requests

from services.deadline import DeadlineAdapter, left

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PIECE = 65536


class NotWhole(Exception):
    """The rest of an answer was not waited for; says why."""


def is_safe(url: str) -> bool:
    """Whether secrets may be sent there: verified HTTPS, or this machine."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    except ValueError:
        return False


def new_session(agent: str, ca_bundle: Path | None) -> requests.Session:
    """Kept-alive connections for one thread; `ca_bundle` (PEM) is trusted instead of certifi's own."""
    session = requests.Session()
    session.trust_env = False
    session.verify = str(ca_bundle) if ca_bundle else True
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update({"Accept-Encoding": "identity", "User-Agent": agent})
    adapter = DeadlineAdapter()
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def whole_body(response: requests.Response, largest: int) -> bytes:
    """All of an answer that was asked for as a stream, `largest` bytes at most. Raises NotWhole."""
    parts, size = [], 0
    for part in response.iter_content(_PIECE):
        size += len(part)
        if size > largest:
            raise NotWhole("the answer is larger than any should be")
        if left() <= 0:
            raise NotWhole("the answer took too long")
        parts.append(part)
    return b"".join(parts)
