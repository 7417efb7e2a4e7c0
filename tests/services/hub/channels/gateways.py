"""A channel before a gateway, good or bad."""

import contextlib
import json
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from services.hub.channels.base import Message, Outcome, Sent
from services.hub.channels.posting import Poster
from services.hub.channels.sms import SmsAccount, SmsChannel
from services.sms_standin.callbacks import RESTS_S
from services.sms_standin.server import Running, serving

KEY_ID = "LTAI-test"
SECRET = "a-secret-of-the-account"
NUMBER = "13800138000"
SIGN_NAME = "国网玉溪"
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def message(key: str = "m-1", to: str = NUMBER, **parameters: str) -> Message:
    return Message(key, to, "SMS_1001", parameters or {"stage": "装表接电", "day": "11月30日"})


def channel(
    url: str, overall_s: float = 5.0, secret: str = SECRET, now: Callable[[], datetime] = lambda: NOW
) -> SmsChannel:
    return SmsChannel(SmsAccount(url, KEY_ID, secret, SIGN_NAME), now, Poster(overall_s=overall_s))


@contextlib.contextmanager
def gateway(reports_url: str = "", rests_s: tuple[float, ...] = RESTS_S) -> Iterator[Running]:
    with serving(KEY_ID, SECRET, reports_url=reports_url, now=lambda: NOW, rests_s=rests_s) as running:
        yield running


def fetched(url: str, changes: dict[str, Any] | None = None) -> Any:
    """What the gateway's own pages say, asked as any program would."""
    body = None if changes is None else json.dumps(changes).encode()
    with urllib.request.urlopen(url, body, timeout=5) as answer:
        return json.loads(answer.read())


class Noted:
    """A channel that answers as it is told, and notes what it was given."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.given: list[Message] = []

    def send(self, message: Message) -> Outcome:
        self.given.append(message)
        return self.outcomes.pop(0) if self.outcomes else Sent(f"id-{len(self.given)}")
