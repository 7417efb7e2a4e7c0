"""Each journey, touch by touch: what is shown, where it leads, and what is never done twice."""

import pytest

from kiosk.flows.first_password import ChoosePassword
from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown, OrderTrouble, OrderWaiting
from kiosk.flows.orders import Orders, OrdersTrouble, OrdersWaiting
from kiosk.flows.receipt import ReceiptFailed, ReceiptPrinting, ReceiptReady, ReceiptUncertain
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.flows.urge import (
    UrgeChoose,
    UrgeConfirm,
    UrgeDone,
    UrgeKeptHere,
    UrgeNotTaken,
    UrgeSending,
)
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
    OpenOrder,
    Retry,
    ShowWhole,
)
from kiosk.moves import LeaveReason
from kiosk.ports import (
    HubAway,
    JournalBroken,
    PrintOutcome,
    ReceiptQr,
    UrgeItem,
    UrgeKept,
    UrgeOutcome,
)
from kiosk.trouble import TroubleKind
from services.contracts.problems import Code
from services.contracts.sessions import NumberKind
from services.contracts.urges import UrgeKind
from tests.kiosk.driving import Driven, typed
from tests.kiosk.world import FIRST_PASSWORD, PASSWORD, refused


@pytest.fixture
def driven() -> Driven:
    return Driven()


def failing(error: Exception, *names: str) -> object:
    def before(name: str) -> None:
        if name in names:
            raise error

    return before


AWAY = HubAway("nobody there")


def test_from_welcome_to_the_list(driven: Driven) -> None:
    driven.touch(Begin())
    driven.sees(AskNumber)
    driven.type("1000000")
    driven.touch(Erase(), *typed("01"), Confirm())
    asked = driven.sees(AskPassword)
    assert asked.number == "10000001"
    assert asked.kind is NumberKind.NUMBER
    driven.type(PASSWORD)
    assert driven.sees(AskPassword).entered == 6
    driven.touch(Confirm())
    assert driven.sees(AskPassword).sending
    driven.work()
    assert len(driven.sees(Orders).list.orders) == 6
    assert driven.snapshot.session.customer is not None


def test_a_number_is_at_least_four_digits_and_at_most_twenty(driven: Driven) -> None:
    driven.touch(Begin(), *typed("123"), Confirm())
    driven.sees(AskNumber)
    driven.type("4" * 30)
    assert len(driven.sees(AskNumber).digits) == 20


def test_a_password_is_six_digits(driven: Driven) -> None:
    driven.touch(Begin(), *typed("10000001"), Confirm(), *typed("12345"), Confirm())
    assert not driven.sees(AskPassword).sending
    driven.type("6789")
    assert driven.sees(AskPassword).entered == 6


def test_a_wrong_password_empties_the_field_and_says_so_until_the_next_digit(driven: Driven) -> None:
    driven.sign_in(password="111112")
    asked = driven.sees(AskPassword)
    assert (asked.entered, asked.sending) == (0, False)
    assert asked.trouble is not None
    assert asked.trouble.kind is TroubleKind.SIGN_IN_REFUSED
    driven.touch(Digit("1"))
    assert driven.sees(AskPassword).trouble is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (Code.BUSY, TroubleKind.BUSY),
        (Code.SIGN_IN_LOCKED, TroubleKind.LOCKED),
        (Code.SIGN_IN_LOCKED_UNTIL_UNLOCKED, TroubleKind.LOCKED_UNTIL_STAFF),
        (Code.UNKNOWN_TERMINAL, TroubleKind.TERMINAL_REFUSED),
        (Code.INTERNAL, TroubleKind.UNEXPECTED),
    ],
)
def test_what_the_hub_says_at_sign_in_reaches_the_customer(
    driven: Driven, code: Code, kind: TroubleKind
) -> None:
    driven.world.hub.before = failing(refused(code, retry_after=900), "sign_in")
    driven.sign_in()
    trouble = driven.sees(AskPassword).trouble
    assert trouble is not None
    assert (trouble.kind, trouble.retry_after) == (kind, 900)


def test_back_from_the_password_gives_the_number_back_to_correct(driven: Driven) -> None:
    driven.touch(Begin(), *typed("10000001"), Confirm(), Back())
    assert driven.sees(AskNumber).digits == "10000001"
    driven.touch(Back())
    driven.sees(Welcome)


def test_leaving_the_wait_for_a_sign_in_ends_the_session_that_comes_late(driven: Driven) -> None:
    driven.touch(Begin(), *typed("10000001"), Confirm(), *typed(PASSWORD), Confirm())
    (job,) = driven.jobs
    driven.jobs.clear()
    driven.touch(Back())
    driven.sees(Welcome)
    late = driven.result_of(job)
    assert len(driven.world.hub.tokens) == 1
    driven.jobs += driven.visit.event(late)
    driven.work()
    assert driven.world.hub.tokens == {}
    driven.sees(Welcome)


def test_a_card_asks_for_the_password_alone(driven: Driven) -> None:
    driven.card("CARD10000001")
    assert driven.sees(AskPassword).kind is NumberKind.CARD
    driven.touch(*typed(PASSWORD), Confirm())
    driven.work()
    driven.sees(Orders)


def test_a_card_takes_the_place_of_what_was_typed_but_not_of_what_is_being_sent(driven: Driven) -> None:
    driven.touch(Begin(), *typed("20000002"))
    driven.card("CARD10000001")
    assert driven.sees(AskPassword).number == "CARD10000001"
    driven.touch(*typed(PASSWORD), Confirm())
    driven.card("CARD20000002")
    assert driven.sees(AskPassword).number == "CARD10000001"


def test_after_a_card_back_leads_to_an_empty_number(driven: Driven) -> None:
    driven.card("CARD10000001")
    driven.touch(Back())
    assert driven.sees(AskNumber).digits == ""


@pytest.mark.parametrize("value", ["", "abc", "x" * 33, "with space", "卡号一二三四", "1234\0"])
def test_a_card_that_can_be_none_is_passed_over(driven: Driven, value: str) -> None:
    driven.card(value)
    driven.sees(Welcome)


def test_a_card_during_a_visit_changes_nothing(driven: Driven) -> None:
    driven.sign_in()
    before = driven.snapshot
    driven.card("CARD20000002")
    assert driven.snapshot == before


class TestFirstPassword:
    @pytest.fixture
    def driven(self) -> Driven:
        driven = Driven()
        driven.sign_in("40000004", FIRST_PASSWORD)
        driven.sees(ChoosePassword)
        return driven

    def test_it_is_typed_twice_and_then_the_orders_come(self, driven: Driven) -> None:
        driven.touch(*typed("650412"), Confirm())
        assert driven.sees(ChoosePassword).repeating
        driven.touch(*typed("650412"), Confirm())
        driven.work()
        driven.sees(Orders)
        assert driven.world.hub.customers[3].password == "650412"

    def test_two_that_differ_begin_again(self, driven: Driven) -> None:
        driven.touch(*typed("650412"), Confirm(), *typed("650413"), Confirm())
        state = driven.sees(ChoosePassword)
        assert (state.differs, state.repeating, state.entered) == (True, False, 0)
        driven.touch(Digit("1"))
        assert not driven.sees(ChoosePassword).differs

    def test_a_weak_one_is_refused_with_its_reason(self, driven: Driven) -> None:
        driven.touch(*typed("111111"), Confirm(), *typed("111111"), Confirm())
        driven.work()
        trouble = driven.sees(ChoosePassword).trouble
        assert trouble is not None
        assert (trouble.code, trouble.reason) == (Code.PASSWORD_WEAK, "repeated")

    def test_nothing_is_shown_before(self, driven: Driven) -> None:
        driven.touch(OpenOrder("YKQDING0000"), AskUrge(), AskReceipt())
        driven.sees(ChoosePassword)
        assert driven.jobs == []

    def test_back_from_the_second_time_begins_again_and_then_leaves(self, driven: Driven) -> None:
        driven.touch(*typed("650412"), Confirm(), Back())
        assert not driven.sees(ChoosePassword).repeating
        driven.touch(Back())
        driven.sees(Leaving)

    def test_an_ended_session_ends_the_visit(self, driven: Driven) -> None:
        driven.world.hub.tokens.clear()
        driven.touch(*typed("650412"), Confirm(), *typed("650412"), Confirm())
        driven.work()
        assert driven.sees(Leaving).reason is LeaveReason.SESSION_ENDED


class TestOrders:
    def test_none_says_so(self, driven: Driven) -> None:
        driven.sign_in("30000003")
        assert driven.sees(Orders).list.orders == []

    def test_one_opens_directly_and_back_ends_the_visit(self, driven: Driven) -> None:
        driven.sign_in("20000002")
        assert driven.sees(OrderShown).single
        driven.touch(Back())
        driven.sees(Leaving)

    def test_many_are_opened_by_touch_and_back_leads_to_the_list(self, driven: Driven) -> None:
        driven.sign_in()
        driven.touch(OpenOrder("YKQJIA0002"))
        driven.sees(OrderWaiting)
        driven.work()
        assert driven.sees(OrderShown).order.order_no == "YKQJIA0002"
        driven.touch(Back())
        driven.work()
        driven.sees(Orders)

    def test_an_order_that_is_not_in_the_list_is_not_asked_for(self, driven: Driven) -> None:
        driven.sign_in()
        driven.touch(OpenOrder("YKQYI0000"))
        driven.sees(Orders)
        assert driven.jobs == []

    def test_a_hub_that_is_away_can_be_tried_again(self, driven: Driven) -> None:
        driven.world.hub.before = failing(AWAY, "orders")
        driven.sign_in()
        trouble = driven.sees(OrdersTrouble).trouble
        assert (trouble.kind, len(trouble.reference)) == (TroubleKind.HUB_AWAY, 6)
        driven.world.hub.before = lambda _: None
        driven.touch(Retry())
        driven.sees(OrdersWaiting)
        driven.work()
        driven.sees(Orders)

    def test_the_wait_can_be_left(self, driven: Driven) -> None:
        driven.touch(Begin(), *typed("10000001"), Confirm(), *typed(PASSWORD), Confirm())
        driven.jobs = driven.visit.event(driven.result_of(driven.jobs[0]))
        driven.sees(OrdersWaiting)
        driven.touch(Back())
        driven.sees(Leaving)
        driven.work()
        assert driven.world.hub.tokens == {}

    @pytest.mark.parametrize("call", ["orders", "order"])
    def test_an_ended_session_is_told_and_leaves(self, driven: Driven, call: str) -> None:
        driven.world.hub.before = failing(refused(Code.SESSION_ENDED), call)
        driven.sign_in("20000002")
        assert driven.sees(Leaving).reason is LeaveReason.SESSION_ENDED


class TestOrder:
    @pytest.fixture
    def driven(self) -> Driven:
        driven = Driven()
        driven.sign_in()
        return driven

    def open(self, driven: Driven, at: int) -> OrderShown:
        driven.touch(OpenOrder(f"YKQJIA{at:04d}"))
        driven.work()
        return driven.sees(OrderShown)

    def test_of_parallel_stages_the_touched_one_is_spoken_of(self, driven: Driven) -> None:
        shown = self.open(driven, 1)
        assert shown.spoken_of is not None
        assert shown.spoken_of.stage_id == "QJIA-s1"
        driven.touch(ChooseStage("QJIA-s1b"))
        spoken_of = driven.sees(OrderShown).spoken_of
        assert spoken_of is not None
        assert spoken_of.stage_id == "QJIA-s1b"
        driven.touch(ChooseStage("no such stage"))
        assert driven.sees(OrderShown).stage_id == "QJIA-s1b"

    def test_an_ended_order_can_not_be_urged(self, driven: Driven) -> None:
        assert not self.open(driven, 5).can_urge
        driven.touch(AskUrge())
        driven.sees(OrderShown)

    def test_without_a_printer_no_receipt_is_offered(self, driven: Driven) -> None:
        driven.world.printer.is_ready = False
        assert not self.open(driven, 0).can_print
        driven.touch(AskReceipt())
        driven.sees(OrderShown)

    def test_show_whole_folds_again(self, driven: Driven) -> None:
        self.open(driven, 0)
        driven.touch(ShowWhole())
        assert driven.sees(OrderShown).whole
        driven.touch(ShowWhole())
        assert not driven.sees(OrderShown).whole

    def test_trouble_can_be_tried_again_or_left(self, driven: Driven) -> None:
        driven.world.hub.before = failing(AWAY, "order")
        driven.touch(OpenOrder("YKQJIA0000"))
        driven.work()
        driven.sees(OrderTrouble)
        driven.touch(Retry())
        driven.work()
        driven.sees(OrderTrouble)
        driven.touch(Back())
        driven.work()
        driven.sees(Orders)


class KeepingOutbox:
    def __init__(self, outcome: UrgeOutcome | Exception) -> None:
        self.outcome = outcome
        self.sent: list[UrgeItem] = []

    def send(self, item: UrgeItem, patience_s: float) -> UrgeOutcome:
        self.sent.append(item)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


class TestUrge:
    @pytest.fixture
    def driven(self) -> Driven:
        driven = Driven()
        driven.sign_in()
        return driven

    def ask(self, driven: Driven, at: int = 0) -> None:
        driven.touch(OpenOrder(f"YKQJIA{at:04d}"))
        driven.work()
        driven.touch(AskUrge())

    def test_it_is_asked_then_sent_then_told(self, driven: Driven) -> None:
        self.ask(driven)
        assert driven.sees(UrgeConfirm).kind is UrgeKind.URGE
        driven.touch(Confirm())
        driven.sees(UrgeSending)
        driven.work()
        done = driven.sees(UrgeDone)
        assert done.urge.urge_no == "CB000001"
        assert done.urge.touched_at == driven.world.clock.now()
        driven.touch(Back())
        driven.work()
        driven.sees(OrderShown)

    def test_on_the_customers_side_it_is_a_check(self, driven: Driven) -> None:
        self.ask(driven, 2)
        assert driven.sees(UrgeConfirm).kind is UrgeKind.CHECK
        driven.touch(Confirm())
        driven.work()
        assert driven.sees(UrgeDone).urge.kind is UrgeKind.CHECK

    def test_with_parallel_stages_one_is_chosen(self, driven: Driven) -> None:
        self.ask(driven, 1)
        assert [stage.stage_id for stage in driven.sees(UrgeChoose).stages] == ["QJIA-s1", "QJIA-s1b"]
        driven.touch(Confirm(), ChooseStage("no such stage"))
        driven.sees(UrgeChoose)
        driven.touch(ChooseStage("QJIA-s1b"))
        assert driven.sees(UrgeConfirm).stage.stage_id == "QJIA-s1b"

    def test_fifty_touches_are_one_urge(self, driven: Driven) -> None:
        self.ask(driven)
        driven.touch(*[Confirm()] * 50)
        driven.work()
        driven.sees(UrgeDone)
        assert len(driven.world.hub.urges) == 1

    def test_fifty_touches_on_everything_are_one_urge(self, driven: Driven) -> None:
        driven.touch(OpenOrder("YKQJIA0000"))
        driven.work()
        for _ in range(50):
            driven.touch(AskUrge(), Confirm())
        driven.work()
        assert len(driven.world.hub.urges) == 1

    def test_who_leaves_while_it_is_sent_has_urged(self, driven: Driven) -> None:
        self.ask(driven)
        driven.touch(Confirm(), End())
        driven.sees(Leaving)
        assert all(job.acts for job in driven.jobs)
        driven.work()
        assert len(driven.world.hub.urges) == 1
        driven.sees(Leaving)

    def test_kept_is_told_as_kept(self, driven: Driven) -> None:
        driven.world.outbox = outbox = KeepingOutbox(UrgeKept("K234567A"))
        self.ask(driven)
        driven.touch(Confirm())
        driven.work()
        assert driven.sees(UrgeKeptHere).local_no == "K234567A"
        (item,) = outbox.sent
        assert item.permit == "permit-YKQJIA0000-QJIA-s0"
        assert item.request.touched_at == driven.world.clock.now()

    def test_refused_says_when_the_last_one_was(self, driven: Driven) -> None:
        for _ in range(2):
            self.ask(driven)
            driven.touch(Confirm())
            driven.work()
            driven.touch(Back())
            driven.work()
            driven.touch(Back())
            driven.work()
        self.ask(driven)
        driven.touch(Confirm())
        driven.work()
        trouble = driven.sees(UrgeNotTaken).trouble
        assert trouble.code is Code.ALREADY_URGED
        assert trouble.last_urge is not None
        assert trouble.last_urge.urge_no == "CB000001"

    def test_a_broken_journal_promises_nothing_and_the_next_try_has_the_same_key(
        self, driven: Driven
    ) -> None:
        driven.world.outbox = outbox = KeepingOutbox(JournalBroken("disk full"))
        self.ask(driven)
        driven.touch(Confirm())
        driven.work()
        assert driven.sees(UrgeNotTaken).trouble.kind is TroubleKind.UNEXPECTED
        driven.touch(Retry(), Confirm())
        driven.work()
        assert len({item.key for item in outbox.sent}) == 1

    def test_another_question_has_another_key(self, driven: Driven) -> None:
        self.ask(driven)
        first = driven.sees(UrgeConfirm).key
        driven.touch(Back())
        driven.work()
        driven.touch(AskUrge())
        assert driven.sees(UrgeConfirm).key != first


class TestReceipt:
    @pytest.fixture
    def driven(self) -> Driven:
        driven = Driven()
        driven.sign_in("20000002")
        return driven

    def test_printed_is_told_and_leads_back(self, driven: Driven) -> None:
        driven.touch(AskReceipt())
        driven.sees(ReceiptPrinting)
        driven.work()
        driven.sees(ReceiptReady)
        assert any(isinstance(part, ReceiptQr) for part in driven.world.printer.papers[0])
        driven.touch(Confirm())
        driven.work()
        assert driven.sees(OrderShown).single

    def test_fifty_touches_are_one_paper(self, driven: Driven) -> None:
        driven.touch(*[AskReceipt()] * 50)
        driven.work()
        driven.touch(*[AskReceipt()] * 50)
        driven.work()
        assert len(driven.world.printer.papers) == 1

    def test_not_sent_can_be_tried_again_and_is_another_job(self, driven: Driven) -> None:
        driven.world.printer.outcome = PrintOutcome.NOT_SENT
        driven.touch(AskReceipt())
        driven.work()
        assert driven.sees(ReceiptFailed).reason == "paper-out"
        driven.world.printer.outcome = PrintOutcome.CONFIRMED
        driven.touch(Retry())
        driven.work()
        driven.sees(ReceiptReady)
        assert len(driven.world.printer.results) == 2

    def test_unknown_is_told_as_unknown_and_never_tried_again(self, driven: Driven) -> None:
        driven.world.printer.outcome = PrintOutcome.UNKNOWN
        driven.touch(AskReceipt())
        driven.work()
        driven.sees(ReceiptUncertain)
        driven.touch(Retry())
        driven.sees(ReceiptUncertain)
        assert driven.jobs == []

    @pytest.mark.parametrize("error", [AWAY, refused(Code.BUSY)])
    def test_without_a_link_it_has_no_code(self, driven: Driven, error: Exception) -> None:
        driven.world.hub.before = failing(error, "receipt_link")
        driven.touch(AskReceipt())
        driven.work()
        driven.sees(ReceiptReady)
        assert not any(isinstance(part, ReceiptQr) for part in driven.world.printer.papers[0])

    def test_a_hub_that_makes_no_links_is_not_asked_for_one(self) -> None:
        driven = Driven()
        driven.world.hub.features = []
        driven.sign_in()
        driven.touch(OpenOrder("YKQJIA0000"))
        driven.work()
        driven.world.hub.before = failing(AssertionError("asked"), "receipt_link")
        driven.touch(AskReceipt())
        driven.work()
        driven.sees(ReceiptReady)
        assert not any(isinstance(part, ReceiptQr) for part in driven.world.printer.papers[0])

    @pytest.mark.parametrize(
        "url", ["https://供电.example", "https://hub.example/" + "x" * 500, "https://a\nb"]
    )
    def test_a_link_that_no_code_can_hold_is_left_out(self, driven: Driven, url: str) -> None:
        driven.world.hub.public_url = url
        driven.touch(AskReceipt())
        driven.work()
        driven.sees(ReceiptReady)
        assert not any(isinstance(part, ReceiptQr) for part in driven.world.printer.papers[0])

    def test_no_whole_number_and_no_name_is_on_it(self, driven: Driven) -> None:
        driven.touch(AskReceipt())
        driven.work()
        assert "YKQYI0000" not in str(driven.world.printer.papers)
        assert "QYI*" not in str(driven.world.printer.papers)
        assert "20000002" not in str(driven.world.printer.papers)


def test_end_leaves_from_everywhere(driven: Driven) -> None:
    driven.touch(Begin(), End())
    assert driven.sees(Leaving).reason is LeaveReason.DONE
    driven.touch(Begin())
    driven.sees(Welcome)
    driven.sign_in()
    driven.touch(End())
    driven.sees(Leaving)
    assert driven.snapshot.session.customer is None
    driven.work()
    assert driven.world.hub.tokens == {}
