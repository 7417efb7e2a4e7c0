"""The floor as a process: `python -m tests.bench.hub.floor DATABASE PORT`.

One bare ASGI function under the hub's own uvicorn settings.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvicorn

from tests.bench.hub.floor_answers import RENEW, Answers, NotAllowed, open_database

PREFIX = "/api/v1/orders"


class Floor:
    """Answers the hub's two reads. Sessions are renewed on a thread, as the disk makes that slow."""

    def __init__(self, database: str) -> None:
        self._writer = open_database(database)
        self._thread = ThreadPoolExecutor(1)
        self._answers = Answers(open_database(database), self._renew)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        status, body = self._answer(scope)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Any) -> tuple[int, bytes]:
        path: str = scope["path"]
        headers = dict(scope["headers"])
        kiosk_id, key = headers.get(b"kiosk-id", b"").decode(), headers.get(b"kiosk-key", b"").decode()
        token = headers.get(b"authorization", b"").decode().removeprefix("Bearer ")
        try:
            if path == PREFIX:
                return 200, self._answers.orders(kiosk_id, key, token)
            if path.startswith(PREFIX):
                return 200, self._answers.order(kiosk_id, key, token, path[len(PREFIX) + 1 :])
        except NotAllowed:
            return 401, b"{}"
        return 404, b"{}"

    def _renew(self, now: str, session: int) -> None:
        self._thread.submit(self._writer.execute, RENEW, (now, session))


def main(database: str, port: int) -> None:
    """Serve until told to end."""
    uvicorn.run(
        Floor(database),
        host="127.0.0.1",
        port=port,
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
