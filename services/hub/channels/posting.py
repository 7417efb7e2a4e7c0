"""One POST to a gateway: time limit, size limit, trust. Knows no message and writes nothing to any log.

No redirect, no proxy of the environment, no cookie, and never a second try by itself: what has left us may
have been accepted, and only whoever holds the message may repeat it.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from services.deadline import begin
from services.outgoing import NotWhole, new_session, whole_body

CONNECT_S = 3.0
OVERALL_S = 10.0
LARGEST_ANSWER = 64 * 1024


class Unanswered(Exception):
    """No whole answer; says why, in words that hold nothing of what was asked."""

    def __init__(self, words: str, has_left: bool) -> None:
        super().__init__(words)
        self.has_left = has_left
        """Whether the other side may have got the request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    media_type: str
    retry_after: str
    """The header, as it was sent; empty without one."""
    body: bytes = field(repr=False)


class Poster:
    """Any thread may use it; each has its own kept-alive connection."""

    def __init__(self, ca_bundle: Path | None = None, overall_s: float = OVERALL_S) -> None:
        """`ca_bundle` (PEM) is trusted instead of the public authorities. No answer takes longer than
        `overall_s` seconds, finding and reaching the other side included.
        """
        self._ca_bundle = ca_bundle
        self._overall_s = overall_s
        self._of_thread = threading.local()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request, one answer. Raises Unanswered."""
        begin(self._overall_s)
        try:
            response = self._session().post(
                url,
                data=body,
                headers=headers,
                timeout=(CONNECT_S, self._overall_s),
                allow_redirects=False,
                stream=True,
            )
            with response:
                return Answer(
                    status=response.status_code,
                    media_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                    retry_after=response.headers.get("Retry-After", ""),
                    body=whole_body(response, LARGEST_ANSWER),
                )
        except NotWhole as why:
            raise Unanswered(str(why), has_left=True) from None
        except (OSError, ValueError) as error:  # requests' own are OSErrors; the rest HTTP can't carry
            raise Unanswered(type(error).__name__, has_left=_has_left(error)) from None

    def _session(self) -> requests.Session:
        kept: requests.Session | None = getattr(self._of_thread, "session", None)
        if kept is None:
            kept = self._of_thread.session = new_session("connection-hub", self._ca_bundle)
        return kept


def _has_left(error: Exception) -> bool:
    """False only where it is certain that nothing but a handshake was sent."""
    if isinstance(error, requests.exceptions.SSLError | requests.ConnectTimeout):
        return False
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError):
        return False  # NameResolutionError is one of these
    return isinstance(error, requests.RequestException) and not isinstance(error, ValueError)
