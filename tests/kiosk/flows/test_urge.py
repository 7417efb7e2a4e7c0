"""Urging: asked, sent once whatever is touched, and told as what it came to."""

from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown
from kiosk.flows.urge import UrgeChoose, UrgeConfirm, UrgeDone, UrgeKeptHere, UrgeNotTaken, UrgeSending
from kiosk.intents import AskUrge, Back, ChooseStage, Confirm, End, OpenOrder, Retry
from kiosk.ports import JournalBroken, UrgeItem, UrgeKept, UrgeOutcome
from kiosk.trouble import TroubleKind
from services.contracts.problems import Code
from services.contracts.urges import UrgeKind
from tests.kiosk.driving import Driven


class KeepingOutbox:
    def __init__(self, outcome: UrgeOutcome | Exception) -> None:
        self.outcome = outcome
        self.sent: list[UrgeItem] = []

    def send(self, item: UrgeItem, patience_s: float) -> UrgeOutcome:
        self.sent.append(item)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def ask(inside: Driven, at: int = 0) -> None:
    inside.touch(OpenOrder(f"YKQJIA{at:04d}"))
    inside.work()
    inside.touch(AskUrge())


def test_it_is_asked_then_sent_then_told(inside: Driven) -> None:
    ask(inside)
    assert inside.sees(UrgeConfirm).kind is UrgeKind.URGE
    inside.touch(Confirm())
    inside.sees(UrgeSending)
    inside.work()
    done = inside.sees(UrgeDone)
    assert done.urge.urge_no == "CB000001"
    assert done.urge.touched_at == inside.world.clock.now()
    inside.touch(Back())
    inside.work()
    inside.sees(OrderShown)


def test_on_the_customers_side_it_is_a_check(inside: Driven) -> None:
    ask(inside, 2)
    assert inside.sees(UrgeConfirm).kind is UrgeKind.CHECK
    inside.touch(Confirm())
    inside.work()
    assert inside.sees(UrgeDone).urge.kind is UrgeKind.CHECK


def test_with_parallel_stages_one_is_chosen(inside: Driven) -> None:
    ask(inside, 1)
    assert [stage.stage_id for stage in inside.sees(UrgeChoose).stages] == ["QJIA-s1", "QJIA-s1b"]
    inside.touch(Confirm(), ChooseStage("no such stage"))
    inside.sees(UrgeChoose)
    inside.touch(ChooseStage("QJIA-s1b"))
    assert inside.sees(UrgeConfirm).stage.stage_id == "QJIA-s1b"


def test_fifty_touches_are_one_urge(inside: Driven) -> None:
    ask(inside)
    inside.touch(*[Confirm()] * 50)
    inside.work()
    inside.sees(UrgeDone)
    assert len(inside.world.hub.urges) == 1


def test_fifty_touches_on_everything_are_one_urge(inside: Driven) -> None:
    inside.touch(OpenOrder("YKQJIA0000"))
    inside.work()
    for _ in range(50):
        inside.touch(AskUrge(), Confirm())
    inside.work()
    assert len(inside.world.hub.urges) == 1


def test_who_leaves_while_it_is_sent_has_urged(inside: Driven) -> None:
    ask(inside)
    inside.touch(Confirm(), End())
    inside.sees(Leaving)
    assert all(job.acts for job in inside.jobs)
    inside.work()
    assert len(inside.world.hub.urges) == 1
    inside.sees(Leaving)


def test_kept_is_told_as_kept(inside: Driven) -> None:
    inside.world.outbox = outbox = KeepingOutbox(UrgeKept("K234567A"))
    ask(inside)
    inside.touch(Confirm())
    inside.work()
    assert inside.sees(UrgeKeptHere).local_no == "K234567A"
    (item,) = outbox.sent
    assert item.permit == "permit-YKQJIA0000-QJIA-s0"
    assert item.request.touched_at == inside.world.clock.now()


def test_refused_says_when_the_last_one_was(inside: Driven) -> None:
    for _ in range(2):
        ask(inside)
        inside.touch(Confirm())
        inside.work()
        inside.touch(Back())
        inside.work()
        inside.touch(Back())
        inside.work()
    ask(inside)
    inside.touch(Confirm())
    inside.work()
    trouble = inside.sees(UrgeNotTaken).trouble
    assert trouble.code is Code.ALREADY_URGED
    assert trouble.last_urge is not None
    assert trouble.last_urge.urge_no == "CB000001"


def test_a_broken_journal_promises_nothing_and_the_next_try_has_the_same_key(inside: Driven) -> None:
    inside.world.outbox = outbox = KeepingOutbox(JournalBroken("disk full"))
    ask(inside)
    inside.touch(Confirm())
    inside.work()
    assert inside.sees(UrgeNotTaken).trouble.kind is TroubleKind.UNEXPECTED
    inside.touch(Retry(), Confirm())
    inside.work()
    assert len({item.key for item in outbox.sent}) == 1


def test_another_question_has_another_key(inside: Driven) -> None:
    ask(inside)
    first = inside.sees(UrgeConfirm).key
    inside.touch(Back())
    inside.work()
    inside.touch(AskUrge())
    assert inside.sees(UrgeConfirm).key != first
