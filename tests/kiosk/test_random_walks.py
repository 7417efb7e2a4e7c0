"""Anything at all, in any order: no touch, card, result, delay or crash breaks the visit or leaks a customer.

A walk is a list of steps drawn by hypothesis. Work is done now, later, in another order or never; the hub is
away, busy or broken when it likes.
"""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from kiosk.flows.leaving import Leaving
from kiosk.flows.out_of_service import OutOfService
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.flows.welcome import Welcome
from kiosk.intents import (
    AskReceipt,
    AskUrge,
    Back,
    Begin,
    ChooseStage,
    Confirm,
    Digit,
    End,
    Erase,
    Intent,
    OpenOrder,
    Retry,
    SetLanguage,
    ShowWhole,
    StillHere,
    Touched,
)
from kiosk.ports import HubAway, PrintOutcome
from kiosk.visit import HallKnown, Stamped
from services.contracts.problems import Code
from tests.kiosk.driving import Driven, typed
from tests.kiosk.world import FIRST_PASSWORD, HALL, PASSWORD, refused

MARKS = ("QJIA", "QYI", "QBING", "QDING")
NUMBERS = ("10000001", "20000002", "30000003", "40000004")
ORDERS = [f"YK{mark}{at:04d}" for mark in MARKS for at in range(6)]
STAGES = [f"{mark}-s{at}" for mark in MARKS for at in (0, 1, "1b", 2)]
CHOSEN = "650412"
SECRETS = (PASSWORD, FIRST_PASSWORD, CHOSEN, *NUMBERS, "token-", "permit-")
NOT_SIGNED_IN = (Welcome, Leaving, OutOfService, AskNumber, AskPassword)

Step = Callable[["Walk"], None]


class Walk(Driven):
    """A driven visit that checks itself after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[Stamped] = []

    def check(self) -> None:
        snapshot = self.snapshot
        shown = repr(snapshot)
        assert not [secret for secret in SECRETS if secret in shown]
        customer = snapshot.session.customer
        strangers = [mark for mark in MARKS if customer is None or customer.name != f"{mark}*"]
        assert not [mark for mark in strangers if mark in shown]
        assert customer is not None or isinstance(snapshot.state, NOT_SIGNED_IN)
        assert snapshot.idle_left is None or 0 < snapshot.idle_left <= 20
        assert self.visit.deadline() > self.world.clock.at - 1e-6
        assert snapshot.session.language in ("zh", "en")
        assert not self.shown or self.shown[-1] == snapshot

    def check_the_end(self) -> None:
        stages = [urge.stage_id for urge in self.world.hub.urges.values()]
        assert len(stages) == len(set(stages))
        self.world.hub.before = lambda _name: None
        while self.late:
            told_late(self)
        self.work()
        self.turn(200)
        self.work()
        self.sees(Welcome)
        assert self.snapshot.session.language == "zh"
        assert self.snapshot.session.customer is None


def touches(*intents: Intent) -> Step:
    return lambda walk: walk.touch(*intents)


def signing_in(at: int, password: str) -> Step:
    return lambda walk: walk.touch(
        Begin(), *[Erase()] * 20, *typed(NUMBERS[at]), Confirm(), *typed(password), Confirm()
    )


def turning(seconds: float) -> Step:
    return lambda walk: walk.turn(seconds)


def trouble(error: Exception | None) -> Step:
    def step(walk: Walk) -> None:
        def before(_name: str) -> None:
            if error is not None:
                raise error

        walk.world.hub.before = before

    return step


def done(at: int) -> Step:
    """One piece of work, not always the oldest, is done and told."""

    def step(walk: Walk) -> None:
        if walk.jobs:
            walk.jobs += walk.visit.event(walk.result_of(walk.jobs.pop(at % len(walk.jobs))))

    return step


def done_but_not_told(walk: Walk) -> None:
    if walk.jobs:
        walk.late.append(walk.result_of(walk.jobs.pop(0)))


def told_late(walk: Walk) -> None:
    if walk.late:
        walk.jobs += walk.visit.event(walk.late.pop(0))


def next_customer(at: int) -> Step:
    """The former leaves, whatever is under way; another one is in as fast as can be."""

    def step(walk: Walk) -> None:
        walk.touch(End(), StillHere(), End(), Begin())
        signing_in(at, PASSWORD)(walk)
        walk.jobs, waiting = walk.jobs[-1:], walk.jobs[:-1]
        walk.work()
        walk.jobs = waiting

    return step


def opened_but_not_told(walk: Walk) -> None:
    walk.touch(OpenOrder("YKQJIA0000"), OpenOrder("YKQJIA0001"), AskUrge(), AskReceipt(), Confirm())
    if walk.jobs:
        walk.late.append(walk.result_of(walk.jobs.pop()))


def opened_and_told_something_late(walk: Walk) -> None:
    walk.touch(OpenOrder("YKQJIA0001"), OpenOrder("YKQJIA0002"))
    told_late(walk)


def crashed_work(walk: Walk) -> None:
    if walk.jobs:
        walk.jobs += walk.visit.event(walk.jobs.pop(0).crashed("ABC234"))


def crashed(walk: Walk) -> None:
    walk.jobs += walk.visit.crashed("ABC235")


def hall(walk: Walk) -> None:
    walk.jobs += walk.visit.outside(HallKnown(HALL), walk.snapshot.session.number)


def printer(outcome: PrintOutcome, ready: bool) -> Step:
    def step(walk: Walk) -> None:
        walk.world.printer.outcome, walk.world.printer.is_ready = outcome, ready

    return step


INTENTS = st.one_of(
    st.sampled_from(
        [Begin(), Erase(), Confirm(), Back(), Retry(), End(), StillHere(), AskUrge(), AskReceipt()]
    ),
    st.sampled_from([ShowWhole(), Touched(), SetLanguage("en"), SetLanguage("zh")]),
    st.sampled_from("0123456789").map(Digit),
    st.sampled_from(ORDERS).map(OpenOrder),
    st.sampled_from(STAGES).map(ChooseStage),
)
STEPS = st.one_of(
    INTENTS.map(touches),
    st.integers(0, 3).map(done),
    st.lists(INTENTS, min_size=2, max_size=8).map(lambda intents: touches(*intents)),
    st.tuples(st.integers(0, 3), st.sampled_from([PASSWORD, FIRST_PASSWORD, CHOSEN, "999999"])).map(
        lambda drawn: signing_in(*drawn)
    ),
    st.just(touches(*typed(CHOSEN), Confirm(), *typed(CHOSEN), Confirm())),
    st.sampled_from(ORDERS[:6]).map(lambda number: touches(OpenOrder(number))),
    st.just(touches(AskUrge(), Confirm())),
    st.floats(0, 100, allow_nan=False).map(turning),
    st.sampled_from([0.5, 19.999, 20.0, 59.999, 60.0, 80.0]).map(turning),
    st.sampled_from([None, None, HubAway("silent"), refused(Code.BUSY), refused(Code.SESSION_ENDED)]).map(
        trouble
    ),
    st.sampled_from(["CARD10000001", "CARD20000002", "", "?"]).map(lambda card: lambda walk: walk.card(card)),
    st.sampled_from([done_but_not_told, told_late, crashed_work, crashed, hall]),
    st.sampled_from([opened_but_not_told, opened_and_told_something_late]),
    st.integers(0, 3).map(next_customer),
    st.tuples(st.sampled_from(list(PrintOutcome)), st.booleans()).map(lambda drawn: printer(*drawn)),
)


@given(st.lists(STEPS, max_size=60))
def test_any_walk(steps: list[Step]) -> None:
    walk = Walk()
    for step in steps:
        step(walk)
        walk.check()
    walk.check_the_end()


@given(st.lists(STEPS, max_size=40))
def test_any_walk_of_somebody_who_is_signed_in(steps: list[Step]) -> None:
    walk = Walk()
    walk.sign_in()
    for step in steps:
        step(walk)
        walk.check()
    walk.check_the_end()


@given(st.text(max_size=40))
def test_any_card(value: str) -> None:
    walk = Walk()
    walk.card(value)
    walk.touch(*typed(PASSWORD), Confirm())
    walk.work()
    walk.check()
