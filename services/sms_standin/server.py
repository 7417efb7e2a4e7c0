"""The gateway on a port of this machine: SendSms at `/`, what it "sent" at `/sent` (JSON) and `/page`.

Its faults are at `/faults`: GET shows them, POST of an object with fields of `gateway.Faults` changes them.
"""

import html
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from services.sms_standin.callbacks import RESTS_S, Reporter
from services.sms_standin.gateway import Gateway, Reply, Taken

LARGEST_BODY = 64 * 1024
LONGEST_SILENCE_S = 60.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Running:
    """A gateway that can be asked."""

    url: str
    gateway: Gateway


@contextmanager
def serving(
    key_id: str,
    secret: str,
    port: int = 0,
    reports_url: str = "",
    now: Callable[[], datetime] = _utc_now,
    rests_s: tuple[float, ...] = RESTS_S,
) -> Iterator[Running]:
    """A gateway while inside, on a free port for 0. Reports go to `reports_url`, if there is one.

    One that is not taken there rests before each repeat as long as `rests_s` say, and is then given up.
    """
    reporter = Reporter(reports_url, key_id, secret, now, rests_s) if reports_url else None
    gateway = Gateway(key_id, secret, now, reporter.add if reporter else lambda _report, _copies: None)
    ended = threading.Event()

    class Bound(_Handler):
        pass

    Bound.gateway, Bound.reporter, Bound.ended = gateway, reporter, ended
    with _Server(("127.0.0.1", port), Bound) as server, reporter.running() if reporter else nullcontext():
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="gateway")
        thread.start()
        try:
            yield Running(f"http://127.0.0.1:{server.server_port}", gateway)
        finally:
            ended.set()
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # a kept-alive connection of a client must not hold up the end
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has left is nothing to tell."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    gateway: Gateway
    reporter: Reporter | None
    ended: threading.Event
    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # head and body in one piece: two wait for each other's acknowledgement, 40 ms
    timeout = 30

    def log_message(self, *_: object) -> None:
        """Says nothing: what came can be seen on the page."""

    def do_GET(self) -> None:
        match self.path:
            case "/sent":
                self._say(200, [asdict(taken) for taken in self.gateway.taken()])
            case "/faults":
                self._say(200, asdict(self.gateway.faults))
            case "/page":
                self._send(200, "text/html; charset=utf-8", _page(self.gateway.taken()).encode())
            case _:
                self._say(404, {"Code": "NotFound"})

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return
        if self.path == "/faults":
            self._switch(body)
        elif self.path == "/":
            self._reply(
                self.gateway.ask("/", {name.lower(): value for name, value in self.headers.items()}, body)
            )
        else:
            self._say(404, {"Code": "NotFound"})

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and int(length) <= LARGEST_BODY):
            self.close_connection = True
            self._say(413, {"Code": "RequestTooLarge"})
            return None
        return self.rfile.read(int(length))

    def _switch(self, body: bytes) -> None:
        try:
            changes = json.loads(body)
            faults = self.gateway.switch(changes if isinstance(changes, dict) else {"": None})
        except ValueError as error:
            self._say(400, {"Code": "InvalidFault", "Message": str(error)})
            return
        if self.reporter:
            self.reporter.hold(faults.hold)
        self._say(200, asdict(faults))

    def _reply(self, reply: Reply) -> None:
        if reply.silent:
            self.close_connection = True
            self.ended.wait(LONGEST_SILENCE_S)
            return
        more = {} if reply.retry_after is None else {"Retry-After": str(reply.retry_after)}
        self._say(reply.status, reply.word, more)

    def _say(self, status: int, word: object, more: dict[str, str] | None = None) -> None:
        self._send(status, "application/json", json.dumps(word, ensure_ascii=False).encode(), more)

    def _send(self, status: int, media_type: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": media_type,
            "Content-Length": str(len(body)),
            **(more or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _page(taken: list[Taken]) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(one)) + "</tr>"
        for one in reversed(taken)
    )
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><meta http-equiv="refresh" content="2">'
        "<title>短信 Text messages</title><style>body{font:16px sans-serif;margin:2em}"
        "td,th{padding:.4em .8em;text-align:left;border-bottom:1px solid #ccc}</style>"
        f"<h1>短信 Text messages: {len(taken)}</h1><table><tr><th>时间 At<th>号码 To"
        f"<th>签名 From<th>模板 Template<th>内容 Parameters<th>编号 Ids<th>请求次数 Asked</tr>"
        f"{rows}</table></html>"
    )


def _cells(taken: Taken) -> tuple[str, ...]:
    said = "，".join(f"{name}: {value}" for name, value in taken.parameters.items())
    ids = f"{taken.biz_id} {taken.out_id}"
    return (taken.taken_at, taken.number, taken.sign_name, taken.template, said, ids, str(taken.asked))
