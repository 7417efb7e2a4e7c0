"""The brain before it is whole: the welcome is there at once, and no touch is lost."""

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import runtime as module
from kiosk.flows.orders import Orders
from kiosk.flows.out_of_service import COME_BACK_S, OutOfService
from kiosk.flows.sign_in import AskPassword
from kiosk.intents import Begin, Confirm, SetLanguage
from kiosk.runtime import Parts, Tell
from kiosk.snapshot import Welcome
from kiosk.trouble import TroubleKind
from tests.kiosk.driving import typed
from tests.kiosk.living import DEADLINE_S, Living, Make
from tests.kiosk.world import PASSWORD

ROOT = Path(__file__).parents[2]


def test_the_first_frame_needs_nothing_that_is_slow_to_import() -> None:
    script = """
import sys
from kiosk import bootstrap, intents, runtime, settings, snapshot
runtime.Runtime(bootstrap.HubClock(), settings.IdleSettings(), lambda tell: None).snapshot()
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    slow = {
        "pydantic",
        "pydantic_core",
        "requests",
        "urllib3",
        "sqlite3",
        "sqlalchemy",
        "serial",
        "kivy",
        "PIL",
    }
    assert slow & set(ran.stdout.split()) == set()


def test_a_minute_that_passes_before_the_flows_are_loaded_is_shown() -> None:
    living = Living()
    before = living.runtime.snapshot().now
    living.world.clock.turn(60)
    living.runtime.start()
    try:
        living.until(lambda snapshot: snapshot.now == before + timedelta(minutes=1))
    finally:
        living.runtime.close(DEADLINE_S)


def test_the_welcome_screen_is_there_before_anything_else() -> None:
    living = Living()
    assert isinstance(living.runtime.snapshot().state, Welcome)
    living.touch(Begin(), SetLanguage("en"))
    assert isinstance(living.runtime.snapshot().state, Welcome)
    living.runtime.close()


def test_touches_before_the_flows_are_loaded_are_answered_in_their_order() -> None:
    living = Living()
    living.touch(SetLanguage("en"), Begin(), *typed("10000001"), Confirm())
    living.runtime.start()
    assert living.sees(AskPassword).number == "10000001"
    assert living.runtime.snapshot().session.language == "en"
    living.runtime.close(DEADLINE_S)


def test_parts_that_can_not_be_put_together_are_tried_again() -> None:
    tries: list[int] = []
    living: Living

    def assemble(tell: Tell) -> Parts:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no such folder")
        return living.parts

    living = Living(assemble=assemble)
    living.runtime.start()
    assert living.sees(OutOfService).reference
    living.world.clock.turn(COME_BACK_S)
    living.sees(Welcome)
    living.sign_in()
    living.sees(Orders)
    assert len(tries) == 2
    living.runtime.close(DEADLINE_S)


def test_a_customer_who_is_quicker_than_the_parts_waits_and_then_is_told(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READY_S", 0.05)
    go_on = threading.Event()
    living: Living

    def assemble(tell: Tell) -> Parts:
        assert go_on.wait(DEADLINE_S)
        return living.parts

    living = make(assemble=assemble)
    living.sign_in()
    trouble = living.sees(AskPassword, lambda state: state.trouble is not None).trouble
    assert trouble is not None
    assert trouble.kind is TroubleKind.HUB_AWAY
    go_on.set()
    monkeypatch.setattr(module, "READY_S", DEADLINE_S)
    living.touch(*typed(PASSWORD), Confirm())
    living.sees(Orders)
