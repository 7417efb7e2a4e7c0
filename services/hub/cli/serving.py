"""The hub as a process: from its options to its end."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from services.hub.cli.opening import database_url, finish, say
from services.hub.parent import Parent
from services.hub.server import HubServer
from services.hub.settings import PARTS, Settings, address_of

if TYPE_CHECKING:
    from services.hub.channels.sms import SmsAccount


def serve(options: argparse.Namespace) -> int:
    """Serve until a signal, or until the parent process ends. The exit code."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for name in ("uvicorn", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return finish("", lambda: _serve(options))


def _sms() -> "SmsAccount | None":
    if not os.environ.get("HUB_SMS_URL"):
        return None
    from services.hub.cli.sms import sms_account

    return sms_account()


def _notices(server: HubServer) -> list[str]:
    """How to try the demonstration's staff's side."""
    from services.hub.sync.demo.staff import PASSWORD, SECRET

    told = [
        f"staff sign in at {server.url}/staff: 9001 (dispatcher), 8001 (team leader), a handler's number, "
        "9002 (administrator) or 9003 (auditor), "
        f"password {PASSWORD!r}, codes by an authenticator app from the secret {SECRET}"
    ]
    account = server.hub.settings.sms
    return [*told, f"text messages can be read at {account.url}/page"] if account else told


def _demo_gateway() -> Callable[[str], "Callable[[], SmsAccount]"]:
    from services.hub.cli.demo_gateway import start_gateway

    return start_gateway


def _serve(options: argparse.Namespace) -> int:
    parent = None if options.parent_fd is None else Parent(options.parent_fd)
    settings = Settings(
        database_url=database_url(options),
        host=options.host,
        port=options.port,
        demo=options.demo,
        public_url=options.public_url,
        secret_file=options.secret_file,
        parts=tuple(options.part or PARTS),
        trusted_proxy=options.trusted_proxy,
        sms=_sms(),
        outbox_workers=options.workers,
        notice_s=options.notice,
        metrics=address_of(options.metrics) if options.metrics else None,
    )
    gateway = _demo_gateway() if settings.demo and settings.sms is None else None
    server = HubServer(settings, start_gateway=gateway)

    def ready() -> None:
        if settings.demo:
            server.prepare_demo()
        notices = _notices(server) if settings.demo else []
        if parent is not None:
            parent.tell(server.url, server.enrolment_code(), notices)
            parent.watch(server.stop)
        metrics = [f"its metrics can be read at {server.metrics.url}"] if server.metrics else []
        for line in (f"the hub answers at {server.url}", *metrics, *notices):
            say(line)

    # When all is answered uvicorn raises the signal again, which would kill us before the database is closed.
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: sys.exit(0))
    server.serve(ready)
    return 0
