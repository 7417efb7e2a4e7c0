"""`hub`: serves terminals and phones."""

import argparse

from services.hub.cli import commands
from services.hub.cli.options import parser
from services.hub.settings import PARTS


def main(argv: list[str]) -> int:
    """Serve until a signal, or until the parent process ends."""
    options = _parser().parse_args(argv)
    from services.hub.cli.serving import serve  # with all the rest, once they are right

    return serve(options)


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
