"""`hub`: serves terminals and phones."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from services.hub.cli import commands
from services.hub.cli.opening import database_url, finish, parser, say
from services.hub.parent import Parent
from services.hub.server import HubServer
from services.hub.settings import PARTS, Settings, address_of

if TYPE_CHECKING:
    from services.hub.channels.sms import SmsAccount


def main(argv: list[str]) -> int:
    """Serve until a signal, or until the parent process ends."""
    options = _parser().parse_args(argv)
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for name in ("uvicorn", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return finish("", lambda: _serve(options))


def _parser() -> argparse.ArgumentParser:
    made = parser("", "Serve terminals and phones, or run a command of the staff: hub COMMAND ...")
    made.epilog, made.formatter_class = commands(), argparse.RawDescriptionHelpFormatter
    made.add_argument(
        "--host", default="127.0.0.1", help="address to listen at (default: this machine alone)"
    )
    made.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    made.add_argument("--demo", action="store_true", help="with demonstration data; this machine alone")
    made.add_argument("--public-url", metavar="URL", help="the address at which phones reach this hub")
    made.add_argument(
        "--part",
        action="append",
        choices=PARTS,
        help="serve this part only (may be repeated; default: all)",
    )
    made.add_argument("--trusted-proxy", metavar="ADDRESS", help="whose X-Forwarded-For is believed")
    made.add_argument("--workers", type=int, default=1, metavar="N", help="threads that send messages (1)")
    made.add_argument(
        "--metrics", metavar="ADDRESS:PORT", help="where Prometheus may read /metrics (default: nowhere)"
    )
    made.add_argument(
        "--notice",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="told to end, say at /healthz that it is not ready for so long before taking no more (0)",
    )
    made.add_argument("--parent-fd", type=int, metavar="N", help="for a terminal that starts its own hub")
    return made


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
