"""Servers of every bad kind, on a real socket of this machine."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

CERTIFICATES = Path(__file__).parent / "certificates"
Behaviour = Callable[["Visitor"], None]


class Visitor:
    """One connection; `read` gives the next request's head and body, b"" when there is none."""

    def __init__(self, sock: socket.socket, ended: threading.Event) -> None:
        self.sock = sock
        self.ended = ended
        self._buffer = b""

    def read(self) -> bytes:
        while b"\r\n\r\n" not in self._buffer:
            if not self._more():
                return b""
        head, _, rest = self._buffer.partition(b"\r\n\r\n")
        length = next(
            (int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length")), 0
        )
        while len(rest) < length and self._more():
            rest = self._buffer.partition(b"\r\n\r\n")[2]
        self._buffer = rest[length:]
        return head + b"\r\n\r\n" + rest[:length]

    def _more(self) -> bool:
        try:
            got = self.sock.recv(65536)
        except OSError:
            return False
        self._buffer += got
        return bool(got)

    def send(self, data: bytes) -> bool:
        """False when the other side has gone."""
        try:
            self.sock.sendall(data)
        except OSError:
            return False
        return True

    def drip(self, data: bytes, pause_s: float) -> None:
        """A byte at a time."""
        for at in range(len(data)):
            if self.ended.wait(pause_s) or not self.send(data[at : at + 1]):
                return


@dataclass
class Server:
    """`requests` holds what every visitor asked, in order of arrival."""

    url: str
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0


def each_time(data: bytes) -> Behaviour:
    """Answers every request with this."""

    def behaviour(visitor: Visitor) -> None:
        while visitor.read() and visitor.send(data):
            pass

    return behaviour


def once(data: bytes) -> Behaviour:
    """Answers one request with this, and hangs up."""

    def behaviour(visitor: Visitor) -> None:
        visitor.read()
        visitor.send(data)

    return behaviour


@contextlib.contextmanager
def serving(behaviour: Behaviour, certificate: str | None = None) -> Iterator[Server]:
    """A server that treats each connection as `behaviour` does, in a thread of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if certificate else "http"
    server = Server(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")
    ended = threading.Event()
    threads: list[threading.Thread] = []
    open_sockets: list[socket.socket] = []

    def visit(sock: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.closing(_secured(sock, certificate)) as secured:
            open_sockets.append(secured)
            visitor = Visitor(secured, ended)
            read = visitor.read

            def noted() -> bytes:
                request = read()
                if request:
                    server.requests.append(request)
                return request

            visitor.read = noted  # type: ignore[method-assign]
            behaviour(visitor)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                server.connections += 1
                threads.append(threading.Thread(target=visit, args=(sock,)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(5)
        for sock in open_sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)


def _secured(sock: socket.socket, certificate: str | None) -> socket.socket:
    if certificate is None:
        return sock
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / certificate, CERTIFICATES / "key.pem")
    return context.wrap_socket(sock, server_side=True)


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"
