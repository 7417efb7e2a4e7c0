"""Answers urges and sends the messages that are born with that, in one process after another, each killed at
a random moment.

python -m tests.services.hub.sending_killed SEED KILLS DATABASE-URL SECRET-FILE GATEWAY-URL KEY-ID SECRET; the
last process is left to end. Processes are forked, so that modules are loaded once; each begins a minute after
the one before it, by the hub's clock, when its lease has ended.
"""

import os
import random
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from services.contracts.urges import UrgeState
from services.hub.channels.sms import SmsAccount, SmsChannel
from services.hub.domain.answering import Answer
from services.hub.domain.messages import LONGEST_LEASE
from services.hub.jobs.outbox import Worker
from services.hub.secrets import load_secrets
from services.hub.settings import Settings
from services.hub.store.engine import make_engine, reading, writing
from services.hub.store.models import Urge
from services.hub.usecases.answer_urge import answer_urge
from services.hub.usecases.context import Hub
from tests.services.hub.killed import killed

LONGEST_LIFE_S = 0.06
BEGAN = datetime(2026, 11, 22, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Later:
    """A clock that stands at one moment."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def child(write: int, nth: int, url: str, secret_file: Path, account: SmsAccount) -> None:
    """Answer what is unanswered and send, in turn, until nothing is left; then end."""
    clock = Later(BEGAN + nth * (LONGEST_LEASE + timedelta(seconds=1)))
    engine = make_engine(url)
    hub = Hub.over(engine, Settings(url), load_secrets(url, secret_file), clock)
    worker = Worker(engine, SmsChannel(account, lambda: datetime.now(UTC)), clock.now)
    with reading(engine) as connection:
        left = select(Urge.urge_no).where(Urge.state == UrgeState.RECEIVED.value)
        numbers = connection.execute(left.order_by(Urge.id)).scalars().all()
    os.write(write, b".")
    ended = threading.Event()
    for number in numbers:
        with writing(engine) as connection:
            answer_urge(hub, connection, number, Answer("材料已到"), "test")
        worker.work_once(ended)
    while worker.work_once(ended):
        pass


def run(chance: random.Random | None, nth: int, url: str, secret_file: Path, account: SmsAccount) -> bool:
    """Work in a new process; with a chance, kill it. Whether it was killed."""
    return killed(lambda write: child(write, nth, url, secret_file, account), chance, LONGEST_LIFE_S)


def main(seed: int, kills: int, url: str, secret_file: Path, account: SmsAccount) -> None:
    """Kill so many, fewer when one comes to its end, then let one end."""
    chance = random.Random(seed)
    ended = 0
    while ended < kills and run(chance, ended, url, secret_file, account):
        ended += 1
    run(None, ended + 1, url, secret_file, account)
    sys.stdout.write(str(ended))


if __name__ == "__main__":
    told, known = sys.argv[3:5], sys.argv[5:]
    main(int(sys.argv[1]), int(sys.argv[2]), told[0], Path(told[1]), SmsAccount(*known, "玉溪供电局"))
