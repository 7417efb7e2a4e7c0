"""The demonstration's SMS gateway: the stand-in, as a process of its own that ends with the hub."""

import atexit
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from services.hub.channels.sms import SmsAccount
from services.hub.cli.opening import NotDone
from services.hub.public.sms_reports import PATH

_ROOT = Path(__file__).parents[3]
_KEY_ID = "demo"
_SIGN_NAME = "示范供电公司"


def start_gateway(hub_url: str) -> Callable[[], SmsAccount]:
    """Start it; the answer, called, waits until it listens, and is the account there.

    What it "sent" can be read at the account's address under /page. It watches its standard input, so it ends
    when this process ends, however that ends. The answer raises NotDone when it has not started.
    """
    secret = secrets.token_hex(16)
    command = [sys.executable, "-m", "services.sms_standin", "--with-parent"]
    process = subprocess.Popen(  # noqa: S603 - our own module
        [*command, "--key-id", _KEY_ID, "--reports-url", hub_url + PATH],
        cwd=_ROOT,
        env=os.environ | {"SMS_STANDIN_SECRET": secret},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(process.wait, 5)
    atexit.register(process.terminate)

    def account() -> SmsAccount:
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise NotDone("the demonstration's SMS gateway has not started")
        return SmsAccount(json.loads(line)["url"], _KEY_ID, secret, _SIGN_NAME)

    return account
