"""One deadline from a peer's name to the last byte of its answer, however slowly anything of it comes.

For whoever asks over requests: the terminal's client of the hub, and the hub's channels.

The time-outs of requests and urllib3 begin anew with every byte and with every address of a name; a peer that
sends one byte a second holds a caller for hours, and looking a name up knows no time-out at all. Here each
step gets no more time than is left of the whole. One thread makes one request at a time, so the deadline
belongs to the thread.
"""

import io
import queue
import threading
import time
from http.client import HTTPResponse
from socket import AI_NUMERICHOST, SOCK_STREAM, gaierror, getaddrinfo, socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

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

    def _new_conn(self) -> socket:
        """One address of the peer's name after the other; what comes next, TLS, has what is left then."""
        name, longest = self._dns_host, self.timeout
        trouble: HTTPError = ConnectTimeoutError(self, "no address in time")
        try:
            for address in _addresses(name, self.port):
                if left() <= 0:
                    break
                self._dns_host, self.timeout = address, _at_most(longest)
                try:
                    reached = super()._new_conn()
                except (NewConnectionError, ConnectTimeoutError) as error:
                    trouble = error
                else:
                    reached.settimeout(_at_most(longest))
                    return reached
        except gaierror as error:
            trouble = NameResolutionError(name, self, error)
        finally:
            self._dns_host, self.timeout = name, longest
        raise trouble


class _SecureConnection(_Connection, HTTPSConnection):
    pass


def _addresses(name: str, port: int) -> list[str]:
    """Of a host, none if that can't be told in time. Raises socket.gaierror for an unknown one."""
    try:
        found = getaddrinfo(name, port, type=SOCK_STREAM, flags=AI_NUMERICHOST)
    except gaierror:
        answers: queue.SimpleQueue[list[Any] | OSError] = queue.SimpleQueue()
        # Nothing can end a lookup; the thread of one that comes too late is left to itself.
        threading.Thread(target=_look_up, args=(name, port, answers), name="lookup", daemon=True).start()
        try:
            answer = answers.get(timeout=max(0.0, left()))
        except queue.Empty:
            return []
        if isinstance(answer, OSError):
            raise answer from None
        found = answer
    return [str(address[0]) for *_, address in found]


def _look_up(name: str, port: int, answers: "queue.SimpleQueue[list[Any] | OSError]") -> None:
    try:
        answers.put(getaddrinfo(name, port, type=SOCK_STREAM))
    except OSError as error:
        answers.put(error)
    except UnicodeError:
        answers.put(gaierror("no host can have that name"))


def _at_most(seconds: Any) -> float:
    """What is left, but no more than that; never 0, which a socket would take for "do not wait"."""
    return max(0.001, min(left(), float(seconds)))


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class DeadlineAdapter(HTTPAdapter):
    """Connections of a requests.Session that keep to `begin`'s deadline. Never tries twice by itself."""

    def __init__(self) -> None:
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=1)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
