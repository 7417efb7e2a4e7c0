"""One deadline for a whole answer, however slowly it comes.

The time-outs of requests and urllib3 begin anew with every byte; a peer that sends one byte a second holds a
caller for hours. Here every read of a socket gets no more time than is left of the whole. One thread makes
one request at a time, so the deadline belongs to the thread.
"""

import io
import threading
import time
from http.client import HTTPResponse
from socket import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_current = threading.local()


def begin(seconds: float) -> None:
    """What this thread asks from now on must be answered, to the last byte, within `seconds`."""
    _current.ends = time.monotonic() + seconds


def left() -> float:
    """Seconds that remain to this thread; negative when they are over."""
    return float(getattr(_current, "ends", 0.0)) - time.monotonic()


class _Hurried(io.RawIOBase):
    """What comes in through a socket, until the deadline."""

    def __init__(self, sock: socket) -> None:
        self._sock = sock
        self._longest = sock.gettimeout()
        self._inner = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        remaining = left()
        if remaining <= 0:
            raise TimeoutError("the answer took too long")
        self._sock.settimeout(remaining if self._longest is None else min(self._longest, remaining))
        return self._inner.readinto(buffer)

    def close(self) -> None:
        self._inner.close()
        super().close()


class _HurriedSocket:
    """All that http.client wants of a socket when it reads an answer."""

    def __init__(self, sock: socket) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Hurried(self._sock))


class _Response(HTTPResponse):
    def __init__(self, sock: socket, **options: Any) -> None:
        super().__init__(_HurriedSocket(sock), **options)  # type: ignore[arg-type]


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class DeadlineAdapter(HTTPAdapter):
    """Connections of a requests.Session that keep to `begin`'s deadline. Never tries twice by itself."""

    def __init__(self) -> None:
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=1)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
