"""Posts delivery reports to whoever wants them, as providers do: signed, and again until it has them."""

import heapq
import http.client
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from services.sms_standin import acs3

RESTS_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 2400.0)
"""How long a report that was not taken rests before each repeat; given up after 79 minutes."""
TIME_OUT_S = 5.0


@dataclass(order=True)
class _Owed:
    """A report that is still to be taken; they compare by when they may go again."""

    report: dict[str, object] = field(compare=False)
    repeats: int = field(default=0, compare=False)
    at: float = 0.0
    """On the monotonic clock."""


class Reporter:
    """One thread that posts to one address. What is not taken there makes no other report wait."""

    def __init__(
        self, url: str, key_id: str, secret: str, now: Callable[[], datetime], rests_s: tuple[float, ...]
    ) -> None:
        self._address = urlsplit(url)
        self._key_id, self._secret, self._now, self._rests_s = key_id, secret, now, rests_s
        self._due: deque[_Owed] = deque()
        self._resting: list[_Owed] = []
        self._changed = threading.Condition()
        self._held = False
        self._ended = threading.Event()

    def add(self, report: dict[str, object], copies: int) -> None:
        """To be posted so many times."""
        with self._changed:
            self._due.extend(_Owed(report) for _ in range(copies))
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
        while (owed := self._next()) is not None:
            if not self._post(owed.report):
                self._rest(owed)

    def _rest(self, owed: _Owed) -> None:
        if owed.repeats < len(self._rests_s):
            owed.at = time.monotonic() + self._rests_s[owed.repeats]
            owed.repeats += 1
            with self._changed:
                heapq.heappush(self._resting, owed)

    def _next(self) -> _Owed | None:
        with self._changed:
            while not self._ended.is_set():
                rested_at = self._resting[0].at if self._resting else None
                rest = None if rested_at is None else rested_at - time.monotonic()
                if rest is not None and rest <= 0:
                    self._due.append(heapq.heappop(self._resting))
                elif self._due and not self._held:
                    return self._due.popleft()
                else:
                    self._changed.wait(rest)
            return None

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
