"""Real fingers on the journeys' screens: one press is one intent, and no order of touches breaks anything."""

import random
from dataclasses import replace

import pytest

from kiosk.intents import Begin, Digit, Erase, Intent, OpenOrder, SetLanguage, StillHere, Touched
from kiosk.snapshot import Snapshot
from kiosk.visit import STATES
from tests.conftest import LONG
from tests.kiosk.driving import Driven
from tests.kiosk.world import FIRST_PASSWORD, PASSWORD, refused
from tests.screens.harness import look_of
from tests.screens.journeys.examples import all_examples

EXAMPLES = all_examples()
FIRST = {type(example.state): example for example in reversed(EXAMPLES.values())}
"""One of each state."""
SPECIAL = ("orders-none", "order-parallel", "order-running-whole", "password-sending", "idle")
STEPS = 2000 if LONG else 50
FINGERS = 10


def meant(sent):
    """What was sent, but for that somebody is there."""
    return [intent for intent in sent if not isinstance(intent, Touched)]


def test_one_press_is_one_intent(show):
    for example in (*FIRST.values(), *(EXAMPLES[name] for name in SPECIAL)):
        stage = show(example)
        brain, name = stage.glass._brain, example.name
        for rect in [places[0] for places in by_widget(stage).values()]:
            del brain.sent[:]
            for finger in range(3):
                stage.fingers.down(rect.x + rect.width / 2, rect.y + rect.height / 2, finger)
            for finger in range(3):
                stage.fingers.up(finger)
            stage.pump()
            keys = [intent for intent in brain.sent if isinstance(intent, Digit | Erase)]
            others = [intent for intent in meant(brain.sent) if intent not in keys]
            assert len(others) <= 1, (name, others)
            assert not keys or not others, name


def by_widget(stage):
    """Where each widget can be touched: a key pad and a list in many places."""
    places = {}
    for target in stage.targets():
        places.setdefault(target.widget, []).append(target.rect)
    return places


def test_the_whole_of_the_welcome_can_be_touched(show):
    stage = show(EXAMPLES["welcome"])
    for x, y in ((3, 3), (1076, 900), (540, 1700), (540, 960)):
        del stage.glass._brain.sent[:]
        stage.fingers.tap(x, y)
        stage.pump()
        assert meant(stage.glass._brain.sent) == [Begin()]


def test_the_welcome_answers_a_finger_before_it_is_lifted(show):
    stage = show(EXAMPLES["welcome"])
    plate = next(place for place in kit_texts(stage) if place.text == "点这里开始")
    at = (plate.room[0] + 200, plate.room[1] + 20)
    rest = stage.picture().pixel(*at)
    stage.fingers.down(9, 9)
    pressed = stage.picture().pixel(*at)
    stage.fingers.up()
    assert pressed != rest
    stage.pump_until(lambda: stage.picture().pixel(*at) == rest)


def kit_texts(stage):
    """Everything that can be read."""
    from screens.widgets import kit

    return kit.texts(stage.glass)


def test_language_is_one_touch_away_on_every_screen_but_the_question_whether_somebody_is_there(show):
    for example in FIRST.values():
        stage = show(example)
        stage.tap_word("English")
        assert meant(stage.glass._brain.sent) == [SetLanguage("en")], example.name


def test_who_only_scrolls_is_there_too(show):
    stage = show(EXAMPLES["orders-500"])
    stage.glass._seen_at = 0.0
    stage.fingers.down(500, 900)
    stage.fingers.move(500, 1200)
    stage.fingers.up()
    stage.pump()
    assert stage.glass._brain.sent == [Touched()]


def test_a_row_opens_its_order_and_the_idle_warning_keeps_the_place_in_the_list(show):
    from screens.widgets import RowList

    example = EXAMPLES["orders-500"]
    stage = show(example)
    brain = stage.glass._brain
    stage.tap_word("下一页")
    place = stage.words()
    before = brain.shown
    brain.shown = replace(before, idle_left=20)
    stage.glass.show()
    stage.pump()
    assert "您还在吗？" in stage.words()
    stage.tap_word("我还在")
    assert meant(brain.sent) == [StillHere()]
    brain.shown = replace(brain.shown, idle_left=None)
    stage.glass.show()
    stage.pump()
    assert stage.words() == place
    stage.tap_inside(RowList, 0)
    rows = example.state.list.orders
    assert isinstance(brain.sent[-1], OpenOrder)
    assert brain.sent[-1].order_no not in {row.order_no for row in rows[:3]}


class Walked(Driven):
    """The real visit over a small world, as a glass's brain. Work is done when the walk says so."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Intent] = []
        self.broken: list[Exception] = []
        self._wake = lambda: None

    # `Driven.snapshot` is a property; a glass calls it.
    def snapshot(self) -> Snapshot:  # type: ignore[override]
        return self.visit.snapshot

    @property
    def state(self) -> object:
        return self.visit.snapshot.state

    def dispatch(self, intent: Intent) -> None:
        if not isinstance(intent, Touched):
            self.sent.append(intent)
        self.touch(intent)
        self._wake()

    def subscribe(self, wake) -> None:
        self._wake = wake

    def work_some(self, chance: random.Random) -> None:
        """One job that waits, now and then one that breaks."""
        if not self.jobs:
            return
        job = self.jobs.pop(chance.randrange(len(self.jobs)))
        if chance.random() < 0.03:
            self.jobs += self.visit.event(job.crashed("7KQ2WD"))
        else:
            self.jobs += self.visit.event(self.result_of(job))
        self._wake()

    def pass_time(self, seconds: float) -> None:
        self.turn(seconds)
        self._wake()


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_a_walk_of_ten_fingers_breaks_nothing(stage, orientation, monkeypatch):
    from screens.widgets import press

    chance = random.Random(f"walk {orientation}")
    brain = Walked()
    monkeypatch.setattr(press, "now", brain.world.clock.monotonic)
    stage.open(brain, look_of(orientation))
    seen = set()
    for _ in range(STEPS):
        seen.add(type(brain.state))
        before, fingers = len(brain.sent), touch_somewhere(stage, chance, brain)
        assert len(brain.sent) - before <= fingers
        if chance.random() < 0.85:
            brain.work_some(chance)
        brain.pass_time(chance.choice((0.1, 0.6, 0.6, 1.0, 1.0, 65.0)) if chance.random() < 0.5 else 0.6)
        stage.pump()
        if not brain.jobs and chance.random() < 0.3:
            sign_in(stage, brain, chance)
    assert len(seen) >= len(STATES) // 3, seen


def touch_somewhere(stage, chance, brain) -> int:
    """One to ten fingers, at random places, some of which slide; returns how many."""
    leaves = stage.glass.header.end if chance.random() < 0.9 else None
    targets = [target.rect for target in stage.targets() if target.widget is not leaves]
    fingers = chance.choice((1, 1, 1, 2, FINGERS))
    for finger in range(fingers):
        rect = chance.choice(targets)
        x, y = rect.x + chance.random() * rect.width, rect.y + chance.random() * rect.height
        stage.fingers.down(x, y, finger)
        if chance.random() < 0.2:
            stage.fingers.move(chance.uniform(0, 1000), chance.uniform(0, 1000), finger)
    for finger in range(fingers):
        stage.fingers.up(finger)
    stage.pump()
    return fingers


def sign_in(stage, brain, chance):
    """Somebody comes and knows what to do, so that the walk gets beyond the first questions."""
    brain.pass_time(200)
    stage.pump()
    number, password = chance.choice(
        (("10000001", PASSWORD), ("20000002", PASSWORD), ("30000003", PASSWORD), ("40000004", FIRST_PASSWORD))
    )
    brain.world.hub.before = maybe_away(chance)
    Driven.sign_in(brain, number, password)
    brain._wake()
    stage.pump()


def maybe_away(chance):
    """A hub that is now and then away or refuses."""
    from kiosk.ports import HubAway
    from services.contracts.problems import Code

    def before(_name: str) -> None:
        if chance.random() < 0.05:
            raise HubAway("the walk has it so") if chance.random() < 0.5 else refused(Code.BUSY)

    return before
