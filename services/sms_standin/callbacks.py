"""Posts delivery reports to whoever wants them, as providers do: signed, and again until it has them."""

import http.client
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

from services.sms_standin import acs3

TRIES = 5
REST_S = 1.0
TIME_OUT_S = 5.0


class Reporter:
    """One thread that posts to one address; nothing is posted without one."""

    def __init__(self, url: str, key_id: str, secret: str, now: Callable[[], datetime]) -> None:
        self._address = urlsplit(url)
        self._key_id, self._secret, self._now = key_id, secret, now
        self._due: deque[dict[str, object]] = deque()
        self._changed = threading.Condition()
        self._held = False
        self._ended = threading.Event()

    def add(self, report: dict[str, object], copies: int) -> None:
        """To be posted so many times."""
        with self._changed:
            self._due.extend([report] * copies)
            self._changed.notify()

    def hold(self, held: bool) -> None:
        """Keep reports back. When they are let go, the newest goes first."""
        with self._changed:
            if self._held and not held:
                self._due.reverse()
            self._held = held
            self._changed.notify()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Posts while inside."""
        thread = threading.Thread(target=self._run, name="reports")
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            with self._changed:
                self._changed.notify()
            thread.join()

    def _run(self) -> None:
        while (report := self._next()) is not None:
            for _ in range(TRIES):
                if self._post(report) or self._ended.wait(REST_S):
                    break

    def _next(self) -> dict[str, object] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._ended.is_set() or (self._due and not self._held))
            return None if self._ended.is_set() else self._due.popleft()

    def _post(self, report: dict[str, object]) -> bool:
        body = json.dumps([report], ensure_ascii=False).encode()
        path, host = self._address.path or "/", self._address.hostname or ""
        headers = acs3.signed(path, self._address.netloc, body, self._key_id, self._secret, self._now())
        secure = self._address.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(host, self._address.port, timeout=TIME_OUT_S)
        try:
            connection.request("POST", path, body, headers)
            answer = json.loads(connection.getresponse().read(65536))
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            connection.close()
        return isinstance(answer, dict) and answer.get("code") == 0
