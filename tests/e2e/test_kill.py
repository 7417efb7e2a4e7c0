"""kill -9 of the terminal and of the hub at random moments of an urge.

Once its row is committed in the terminal's journal there is exactly one urge at the hub in the end. Before
that, the customer was told nothing and there is none. Everything is real but the window: the terminal's brain
with its journal, HTTP, the hub with its database.
"""

import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.brain import Shown
from tests.e2e.windowless import WindowlessHall, windowless_hall

SEED = 20261122
TOLD = ("UrgeDone", "UrgeKeptHere")


def campaign(folder: Path, rounds: int) -> Counter[str]:
    """Urge an order a round, kill in the midst of it, and look at journal and hub in the end."""
    chance = random.Random(SEED)
    with windowless_hall(folder, rounds + 1) as place:
        place.start_hub()
        place.start_terminal()
        usual_s = _undisturbed(place, place.firm.order_no(rounds))
        for at in range(rounds):
            delay_s = chance.uniform(0, 1.2 * usual_s)
            _round(place, place.firm.order_no(at), delay_s, terminal_dies=chance.random() < 0.5)
        place.until_rows(lambda rows: "pending" not in rows.values())
        place.kill_terminal()
        return _counted(place, rounds)


def _round(place: WindowlessHall, order_no: str, delay_s: float, *, terminal_dies: bool) -> None:
    place.wish(order_no)
    place.until(lambda shown: shown == Shown("UrgeConfirm", order_no))
    threading.Event().wait(delay_s)
    if terminal_dies:
        place.kill_terminal()
        _told_only_what_is_written(place, order_no)
        place.start_terminal()
    else:
        place.kill_hub()
        place.start_hub()
        place.until(lambda shown: shown.order_no == order_no and shown.state in (*TOLD, "UrgeNotTaken"))


def _undisturbed(place: WindowlessHall, order_no: str) -> float:
    """Seconds from the touch to the answer when nothing happens."""
    place.wish(order_no)
    place.until(lambda shown: shown == Shown("UrgeConfirm", order_no))
    began = time.monotonic()
    place.until(lambda shown: shown.state == "UrgeDone")
    return time.monotonic() - began


def _told_only_what_is_written(place: WindowlessHall, order_no: str) -> None:
    told = [shown for shown in place.shown if shown.order_no == order_no and shown.state in TOLD]
    assert not told or order_no in place.rows(), f"told {told}, and nothing is written"


def _counted(place: WindowlessHall, rounds: int) -> Counter[str]:
    """What became of each urge; fails for one that is lost or doubled, or that nobody wrote down."""
    rows = place.rows()
    urges = Counter(place.hub.urged())
    what: Counter[str] = Counter()
    for at in range(rounds):
        order_no = place.firm.order_no(at)
        told = {s.state for s in place.shown if s.order_no == order_no and s.state in TOLD}
        assert (rows.get(order_no), urges[order_no]) in [("sent", 1), (None, 0)], f"{order_no} of {SEED}"
        assert not told or order_no in rows, f"{order_no} of {SEED}: told {told}"
        what[
            "nothing written" if order_no not in rows else "+".join(sorted(told)) or "written, not told"
        ] += 1
    assert sum(urges.values()) == len(rows)
    return what


def test_a_kill_loses_no_urge_and_doubles_none(tmp_path: Path) -> None:
    campaign(tmp_path, 20)


@pytest.mark.long
def test_five_hundred_kills(tmp_path: Path) -> None:
    what = campaign(tmp_path, 500)
    assert set(what) >= {"nothing written", "written, not told", "UrgeDone", "UrgeKeptHere"}, what
