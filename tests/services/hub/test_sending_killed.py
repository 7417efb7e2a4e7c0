"""Whatever is killed: each answer has its message, once, and each message goes out, once."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, select

from services.hub.store.engine import writing
from services.hub.store.models import Message, Urge, UrgeAnswer
from services.sms_standin.server import serving
from tests.conftest import LONG
from tests.services.hub.running import RunningHub

KEY_ID, SECRET = "LTAI-test", "a-secret-of-the-account"
KILLS = 1000 if LONG else 25
"""On each of the two databases."""
URGES_A_KILL = 9
"""More than a process comes to before it is killed."""
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


def urges(connection: Connection, hub: RunningHub, count: int) -> None:
    """So many, as a terminal's would be, of as many working days."""
    order = hub.seeded.orders["running"]
    rows = [
        {
            "urge_no": f"CB26{number:08d}",
            "company_id": hub.seeded.company_id,
            "order_id": order.id,
            "order_stage_id": int(order.stage),
            "kind": "urge",
            "state": "received",
            "kiosk_id": 1,
            "key": f"key-{number}",
            "request_hash": "0" * 64,
            "touched_at": AT,
            "received_at": AT,
            "working_day": date(2000, 1, 1) + timedelta(days=number),
        }
        for number in range(count)
    ]
    connection.execute(insert(Urge), rows)


def test_each_answer_has_one_message_and_each_message_goes_out_once(hub: RunningHub) -> None:
    hub.enrol()
    with writing(hub.engine) as connection:
        urges(connection, hub, KILLS * URGES_A_KILL)
    with serving(KEY_ID, SECRET) as running:
        told = ["7", str(KILLS), hub.database_url, str(hub.secret_file), running.url, KEY_ID, SECRET]
        command = [sys.executable, "-m", "tests.services.hub.sending_killed", *told]
        killed = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=Path(__file__).parents[3])
        taken = running.gateway.taken()
    assert int(killed.stdout) == KILLS
    answered = hub.rows(select(Urge.urge_no).join(UrgeAnswer, UrgeAnswer.urge_id == Urge.id))
    keys = sorted(f"{row.urge_no}-answer-to-customer" for row in answered)
    assert len(keys) == KILLS * URGES_A_KILL
    assert sorted(row.key for row in hub.rows(select(Message))) == keys
    assert {row.state for row in hub.rows(select(Message))} == {"accepted"}
    assert sorted(each.out_id for each in taken) == keys
    twice = [each for each in taken if each.asked > 1]
    assert len(twice) <= KILLS, "a kill has at most what it was just sending to repeat"
