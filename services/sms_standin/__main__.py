"""`python -m services.sms_standin`: one line of JSON with its address, then it serves until it is ended."""

import argparse
import json
import os
import signal
import sys
import threading

from services.sms_standin.server import serving

SECRET = "SMS_STANDIN_SECRET"  # noqa: S105 - a variable's name


def main() -> int:
    """The exit status: 0 when it was ended, 2 for wrong words."""
    parser = argparse.ArgumentParser(prog="python -m services.sms_standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, which is the default, takes a free one")
    parser.add_argument("--key-id", default="standin", help="the one account that it knows")
    parser.add_argument("--reports-url", default="", help="where delivery reports are posted")
    parser.add_argument("--with-parent", action="store_true", help="end with standard input")
    said = parser.parse_args()
    secret = os.environ.get(SECRET, "")
    if not secret:
        parser.error(f"the account's secret is missing: set {SECRET}")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if said.with_parent:
        threading.Thread(target=_wait_for_end_of_input, args=(ended,), daemon=True).start()
    with serving(said.key_id, secret, said.port, said.reports_url) as running:
        sys.stdout.write(json.dumps({"url": running.url}) + "\n")
        sys.stdout.flush()
        ended.wait()
    return 0


def _wait_for_end_of_input(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    ended.set()


if __name__ == "__main__":
    sys.exit(main())
