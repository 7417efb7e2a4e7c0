"""Requests to one hub: time limits, size limits, trust. Knows no message and writes nothing to any log.

Passwords travel here, so: verified HTTPS to any other machine, no redirect, no proxy of the environment, no
cookie, and an answer is never more than LARGEST_ANSWER bytes.
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import clear_cache  # type: ignore[attr-defined]  # typeshed lacks it

import requests

from services.deadline import begin
from services.outgoing import NotWhole, is_safe, new_session, whole_body

CONNECT_S = 2.0
READ_S = 5.0
OVERALL_S = 8.0
LARGEST_ANSWER = 8 * 1024 * 1024

# urllib3 warns of odd headers with the address that was asked, and addresses hold order numbers.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

FAILURES = (OSError, ValueError)
"""All that can go wrong. requests' own errors are OSErrors, as is a `ca_bundle` that has gone.

A ValueError is a host or a header that HTTP can't carry.
"""

Method = Literal["GET", "POST", "PUT", "DELETE"]


class Unanswered(Exception):
    """No usable answer; says why, in words that hold nothing of what was asked or answered."""


@dataclass(frozen=True)
class Line:
    """Where the hub is, and what this terminal proves itself with; empty before it is enrolled."""

    url: str
    kiosk_id: str = ""
    kiosk_key: str = field(default="", repr=False)
    ca_bundle: Path | None = None
    """PEM; trusted instead of certifi's public authorities."""


@dataclass(frozen=True)
class Answer:
    """What came back, whole."""

    status: int
    media_type: str
    body: bytes = field(repr=False)
    round_trip_s: float


class Transport:
    """Asks a hub. Any thread may; each has its own kept-alive connection."""

    def __init__(self, overall_s: float = OVERALL_S) -> None:
        """No answer takes longer than `overall_s` seconds, finding and reaching the hub included."""
        self._overall_s = overall_s
        self._of_thread = threading.local()

    def ask(
        self, line: Line, method: Method, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        """One request, one answer. Raises Unanswered. A GET on a connection gone stale is asked once more."""
        if not is_safe(line.url):
            raise Unanswered("the hub's address is neither https nor on this machine")
        begin(self._overall_s)
        began = time.monotonic()
        try:
            return self._ask(line, method, path, headers, body)
        except FAILURES as error:
            if method != "GET" or not _dropped(error) or time.monotonic() - began > 1:
                raise Unanswered(_words(error)) from None
        try:
            return self._ask(line, method, path, headers, body)
        except FAILURES as error:
            raise Unanswered(_words(error)) from None

    def _ask(
        self, line: Line, method: Method, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        began = time.monotonic()
        try:
            response = self._session(line).request(
                method,
                line.url.rstrip("/") + path,
                headers=headers,
                data=body,
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
            )
        finally:
            clear_cache()  # of the addresses that were asked: they hold order numbers
        with response:
            try:
                body = whole_body(response, LARGEST_ANSWER)
            except NotWhole as why:
                raise Unanswered(str(why)) from None
            return Answer(
                status=response.status_code,
                media_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                body=body,
                round_trip_s=time.monotonic() - began,
            )

    def _session(self, line: Line) -> requests.Session:
        """This thread's connection; another line gets another."""
        if getattr(self._of_thread, "line", None) != line:
            session = new_session("connection-terminal", line.ca_bundle)
            self._of_thread.line, self._of_thread.session = line, session
        kept: requests.Session = self._of_thread.session
        return kept


def _dropped(error: Exception) -> bool:
    """Whether the other side closed before it answered at all, as one does with an old connection."""
    if not isinstance(error, requests.ConnectionError) or isinstance(error, requests.Timeout):
        return False
    cause = error.args[0] if error.args else None
    inner = cause.args[1] if isinstance(cause, Exception) and len(cause.args) > 1 else None
    return isinstance(inner, ConnectionError)


def _words(error: Exception) -> str:
    """For a log: the kind of trouble only, as the error's own text holds the address that was asked."""
    match error:
        case requests.exceptions.SSLError():
            return "the hub's certificate is not trusted"
        case requests.ConnectTimeout():
            return "no connection in time"
        case requests.Timeout():
            return "no answer in time"
        case requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError():
            return "the answer broke off"
        case requests.ConnectionError():
            return "no connection"
        case OSError() if not isinstance(error, requests.RequestException):
            return "the certificates to trust can't be read"
        case ValueError() if not isinstance(error, requests.RequestException):
            return "this can't be asked over HTTP"
    return "not a web server's answer"
