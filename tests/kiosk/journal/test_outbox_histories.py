"""The outbox through any history: touches, crashes, a hub that comes, goes, forgets to answer or says no.

The sender is turned by hand, a step at a time, so that a history is the same each time that it is played.
"""

import shutil
import sqlite3
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk.journal.database import Journal
from kiosk.journal.outbox import JournalOutbox
from kiosk.ports import HubAway, JournalBroken, UrgeItem, UrgeKept, UrgeOutcome, UrgeReceived, UrgeRefused
from kiosk.reference import local_number
from services.contracts.problems import Code
from services.contracts.urges import UrgeRequest, UrgeView
from tests.kiosk.world import HandClock, new_world, refused

STAGES = ("a", "b", "c")
"""The hub takes one urge for each; a second one of another key is refused."""
NOT_NOW = {"busy": Code.BUSY, "internal": Code.INTERNAL, "unknown": Code.UNKNOWN_TERMINAL}


class Histories(RuleBasedStateMachine):
    """`told` is the newest word that a customer was given for each key."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = HandClock()
        self.hub = new_world().hub
        self.mood = "well"
        self.told: dict[str, UrgeOutcome] = {}
        self.items: dict[str, UrgeItem] = {}

    @initialize()
    def begins(self) -> None:
        self.journal = Journal(self.folder / "journal.db", self.clock.now)
        self.outbox = JournalOutbox(self.journal, self, self.clock)

    def urge(self, order_no: str, request: UrgeRequest, key: str, permit: str) -> UrgeView:
        """The hub as it is today."""
        if self.mood == "away":
            raise HubAway("no connection")
        if self.mood in NOT_NOW:
            raise refused(NOT_NOW[self.mood], retry_after=3)
        taken = self.hub.urge(order_no, request, key, permit)
        if self.mood == "answers get lost":
            raise HubAway("the answer broke off")
        return taken

    @rule(key=st.sampled_from("123456"), stage=st.sampled_from(STAGES))
    def touch(self, key: str, stage: str) -> None:
        """The same key is the same touch, whatever else is said."""
        request = UrgeRequest(stage_id=stage, touched_at=self.clock.now())
        item = self.items.setdefault(key, UrgeItem(key, "YK1", request, f"permit-YK1-{stage}"))
        outcome = self.outbox.send(item, 0)
        before = self.told.get(key)
        assert before is None or isinstance(before, UrgeKept) or type(before) is type(outcome)
        self.told[key] = outcome

    @rule()
    def touch_without_a_disk(self) -> None:
        opened, self.outbox._journal = self.outbox._journal, Journal(self.folder, self.clock.now)
        request = UrgeRequest(stage_id="a", touched_at=self.clock.now())
        try:
            self.outbox.send(UrgeItem("never", "YK1", request, "permit-YK1-a"), 0)
        except JournalBroken:
            return
        finally:
            self.outbox._journal = opened
        raise AssertionError("promised without a row")

    @rule(mood=st.sampled_from(["well", "well", "away", "answers get lost", *NOT_NOW]))
    def the_hub_changes(self, mood: str) -> None:
        self.mood = mood

    @rule()
    def the_hub_is_heard(self) -> None:
        self.outbox.hub_is_back()

    @rule(seconds=st.sampled_from([0.5, 1, 2, 5, 60, 3600]))
    def time_passes(self, seconds: float) -> None:
        self.clock.turn(seconds)

    @rule()
    def the_sender_takes_a_turn(self) -> None:
        item = self.outbox._next()
        if item is not None:
            self.outbox._try(item)

    @rule(properly=st.booleans())
    def the_terminal_begins_anew(self, properly: bool) -> None:
        if properly:
            self.journal.close()
        self.begins()

    @invariant()
    def rows_and_hub_agree(self) -> None:
        if not (self.folder / "journal.db").exists():
            return
        rows = self.rows()
        assert rows.keys() == self.told.keys()
        for key, (state, permit) in rows.items():
            assert (state == "pending") == (permit is not None)
            assert state != "sent" or key in self.hub.urges
            assert state != "refused" or key not in self.hub.urges
        stages = [urge.stage_id for urge in self.hub.urges.values()]
        assert len(stages) == len(set(stages))
        for key, outcome in self.told.items():
            match outcome:
                case UrgeReceived(urge):
                    assert urge.urge_no == self.hub.urges[key].urge_no
                case UrgeRefused(problem):
                    assert problem.code is Code.ALREADY_URGED
                case UrgeKept(local_no):
                    assert local_no == local_number(key)

    def rows(self) -> dict[str, tuple[str, str | None]]:
        with sqlite3.connect(f"file:{self.folder / 'journal.db'}?mode=ro", uri=True) as rows:
            found = rows.execute("SELECT key, state, permit FROM outbox").fetchall()
        return {key: (state, permit) for key, state, permit in found}

    def teardown(self) -> None:
        """Once the hub is well again everything is told to it, in few turns."""
        self.mood = "well"
        for _ in range(2 * len(self.told) + 1):
            self.clock.turn(3600)
            self.the_sender_takes_a_turn()
        assert self.outbox.waiting() == 0
        self.rows_and_hub_agree()
        self.journal.close()
        shutil.rmtree(self.folder)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=max(30, settings.default.max_examples // 5))
