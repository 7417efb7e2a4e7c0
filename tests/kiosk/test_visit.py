"""The visit: nobody is kept waiting, nobody is forgotten about, and everything is forgotten at the end."""

import pytest

from kiosk.flows.leaving import GOODBYE_S, Leaving
from kiosk.flows.order import OrderShown, OrderWaiting
from kiosk.flows.orders import Orders
from kiosk.flows.out_of_service import COME_BACK_S, OutOfService
from kiosk.flows.receipt import ReceiptPrinting, ReceiptReady
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.flows.urge import UrgeSending
from kiosk.flows.welcome import Welcome
from kiosk.intents import (
    AskReceipt,
    AskUrge,
    Back,
    Begin,
    Confirm,
    Digit,
    End,
    OpenOrder,
    SetLanguage,
    StillHere,
    Touched,
)
from kiosk.moves import LeaveReason
from kiosk.ports import HubAway
from kiosk.settings import SCREENS, IdleSettings
from kiosk.visit import RENEW_AFTER_S, STATES, HallKnown
from services.contracts.problems import Code
from tests.kiosk.driving import Driven, typed
from tests.kiosk.world import HALL, PASSWORD, START, failing, refused


def test_the_settings_know_every_screen() -> None:
    assert set(SCREENS) == {state.__name__ for state in STATES}


class TestIdle:
    def test_a_warning_comes_after_a_minute_and_counts_down(self, inside: Driven) -> None:
        inside.turn(59.9)
        assert inside.snapshot.idle_left is None
        inside.turn(0.1)
        assert inside.snapshot.idle_left == 20
        inside.turn(1)
        assert inside.snapshot.idle_left == 19
        inside.turn(18.5)
        assert inside.snapshot.idle_left == 1

    def test_nobody_answers_and_all_is_forgotten(self, inside: Driven) -> None:
        inside.turn(80)
        assert inside.sees(Leaving).reason is LeaveReason.IDLE
        assert inside.snapshot.session.customer is None
        assert inside.snapshot.idle_left is None
        inside.work()
        assert inside.world.hub.tokens == {}

    def test_the_customer_is_still_here_any_number_of_times(self, inside: Driven) -> None:
        for _ in range(5):
            inside.turn(75)
            inside.touch(StillHere())
            assert inside.snapshot.idle_left is None
            inside.work()
            inside.sees(Orders)

    def test_still_here_renews_the_token_once_however_often_it_is_touched(self, inside: Driven) -> None:
        asked: list[str] = []
        inside.world.hub.before = asked.append
        inside.turn(60)
        inside.touch(*[StillHere()] * 50)
        inside.work()
        assert asked == ["renew"]

    def test_still_here_comes_too_late_for_an_ended_session(self, inside: Driven) -> None:
        inside.turn(60)
        inside.world.hub.tokens.clear()
        inside.touch(StillHere())
        inside.work()
        assert inside.sees(Leaving).reason is LeaveReason.SESSION_ENDED

    @pytest.mark.parametrize("error", [HubAway("silent"), refused(Code.BUSY)])
    def test_a_hub_in_trouble_ends_no_visit(self, inside: Driven, error: Exception) -> None:
        inside.world.hub.before = failing(error)
        inside.turn(60)
        inside.touch(StillHere())
        inside.work()
        inside.sees(Orders)

    def test_a_late_answer_to_still_here_hits_no_later_customer(self, inside: Driven) -> None:
        inside.turn(60)
        inside.touch(StillHere())
        (renewal,) = inside.jobs
        inside.jobs.clear()
        inside.world.hub.tokens.clear()
        inside.touch(End(), Begin(), Begin())
        late = inside.result_of(renewal)
        inside.jobs += inside.visit.event(late)
        inside.sees(AskNumber)

    def test_a_touch_beside_the_question_does_nothing(self, inside: Driven) -> None:
        inside.turn(65)
        inside.touch(OpenOrder("YKQJIA0000"), Back(), SetLanguage("en"), Touched())
        inside.sees(Orders)
        assert inside.snapshot.idle_left == 15
        assert inside.jobs == []

    def test_end_is_an_answer_too(self, inside: Driven) -> None:
        inside.turn(65)
        inside.touch(End())
        assert inside.sees(Leaving).reason is LeaveReason.DONE

    def test_each_touch_begins_the_minute_anew(self, inside: Driven) -> None:
        for _ in range(4):
            inside.turn(50)
            inside.touch(Touched())
            inside.work()
        assert inside.snapshot.idle_left is None
        inside.sees(Orders)

    def test_who_scrolls_and_reads_for_long_stays_signed_in(self, inside: Driven) -> None:
        asked: list[str] = []
        inside.world.hub.before = asked.append
        for _ in range(12):
            inside.turn(30)
            inside.touch(Touched())
            inside.work()
        assert asked == ["renew"] * round(12 * 30 / RENEW_AFTER_S)

    def test_before_signing_in_too(self, driven: Driven) -> None:
        driven.touch(Begin(), Digit("1"))
        driven.turn(80)
        driven.sees(Leaving)
        assert driven.jobs == []

    @pytest.mark.parametrize("card", ["CARD10000001", "CARD20000002"])
    def test_a_card_is_an_answer_before_signing_in(self, driven: Driven, card: str) -> None:
        driven.card("CARD10000001")
        driven.turn(65)
        assert driven.snapshot.idle_left == 15
        driven.card(card)
        assert driven.sees(AskPassword).number == card
        assert driven.snapshot.idle_left is None
        driven.turn(59)
        assert driven.snapshot.idle_left is None

    def test_a_card_says_nothing_of_who_is_signed_in(self, inside: Driven) -> None:
        inside.turn(65)
        inside.card("CARD20000002")
        inside.sees(Orders)
        assert inside.snapshot.idle_left == 15

    def test_a_screen_can_have_its_own_time(self) -> None:
        driven = Driven(idle=IdleSettings(60, 10, (("Orders", 120.0),)))
        driven.sign_in()
        driven.turn(119)
        assert driven.snapshot.idle_left is None
        driven.turn(1)
        assert driven.snapshot.idle_left == 10
        driven.turn(10)
        driven.sees(Leaving)

    def test_not_while_printing(self, inside: Driven) -> None:
        inside.touch(OpenOrder("YKQJIA0000"))
        inside.work()
        inside.touch(AskReceipt())
        inside.turn(600)
        inside.sees(ReceiptPrinting)
        assert inside.snapshot.idle_left is None
        inside.work()
        inside.sees(ReceiptReady)
        inside.turn(59)
        assert inside.snapshot.idle_left is None

    def test_not_while_an_urge_is_sent(self, inside: Driven) -> None:
        inside.touch(OpenOrder("YKQJIA0000"))
        inside.work()
        inside.touch(AskUrge(), Confirm())
        inside.turn(600)
        inside.sees(UrgeSending)

    @pytest.mark.parametrize("seconds", [0, 3600, 86400])
    def test_an_empty_hall_is_never_warned(self, driven: Driven, seconds: float) -> None:
        driven.turn(seconds)
        driven.sees(Welcome)
        assert driven.snapshot.idle_left is None

    def test_when_something_comes_the_page_gets_its_full_time(self, inside: Driven) -> None:
        inside.touch(OpenOrder("YKQJIA0000"))
        inside.turn(55)
        inside.work()
        inside.sees(OrderShown)
        inside.turn(59)
        assert inside.snapshot.idle_left is None


class TestLeaving:
    def test_good_bye_goes_by_itself(self, inside: Driven) -> None:
        inside.touch(End())
        inside.turn(GOODBYE_S - 0.1)
        inside.sees(Leaving)
        inside.turn(0.1)
        inside.sees(Welcome)

    def test_the_next_customer_begins_in_chinese(self, inside: Driven) -> None:
        inside.touch(SetLanguage("en"), End())
        assert inside.snapshot.session.language == "en"
        inside.turn(GOODBYE_S)
        assert inside.snapshot.session.language == "zh"

    def test_also_when_the_next_one_comes_with_a_card_during_good_bye(self, inside: Driven) -> None:
        inside.touch(SetLanguage("en"), End())
        inside.card("CARD20000002")
        inside.sees(AskPassword)
        assert inside.snapshot.session.language == "zh"

    def test_english_on_the_welcome_screen_does_not_last_for_ever(self, driven: Driven) -> None:
        driven.touch(SetLanguage("en"))
        driven.turn(59)
        assert driven.snapshot.session.language == "en"
        driven.touch(SetLanguage("en"))
        driven.turn(59)
        assert driven.snapshot.session.language == "en"
        driven.turn(1)
        assert driven.snapshot.session.language == "zh"

    def test_english_lasts_for_the_visit(self, driven: Driven) -> None:
        driven.touch(SetLanguage("en"))
        driven.sign_in()
        driven.turn(60)
        assert driven.snapshot.session.language == "en"

    def test_the_hub_is_told_in_which_language_the_customer_reads(self, driven: Driven) -> None:
        (customer,) = (one for one in driven.world.hub.customers if one.number == "10000001")
        driven.touch(SetLanguage("en"))
        driven.sign_in()
        assert customer.language == "en"
        driven.touch(SetLanguage("zh"))
        driven.work()
        assert customer.language == "zh"

    def test_it_is_told_one_word_at_a_time_and_the_last_one_counts(self, inside: Driven) -> None:
        asked: list[str] = []
        inside.world.hub.before = asked.append
        inside.touch(*[SetLanguage("en"), SetLanguage("zh")] * 25)
        inside.work()
        assert asked == ["set_language"] * 2
        assert [one.language for one in inside.world.hub.customers if one.number == "10000001"] == ["zh"]

    def test_a_hub_that_is_away_is_not_asked_again_and_nothing_is_said(self, inside: Driven) -> None:
        asked: list[str] = []

        def away(name: str) -> None:
            asked.append(name)
            raise HubAway("nobody")

        inside.world.hub.before = away
        before = inside.snapshot.state
        for language in ("en", "zh", "en"):
            inside.touch(SetLanguage(language))
            inside.work()
        assert (asked, inside.snapshot.state) == (["set_language"], before)

    def test_each_visit_has_its_number(self, inside: Driven) -> None:
        first = inside.snapshot.session.number
        inside.touch(End(), Begin(), Begin())
        assert inside.snapshot.session.number > first


class TestLateResults:
    def test_of_an_ended_visit_are_dropped(self, inside: Driven) -> None:
        inside.touch(OpenOrder("YKQJIA0000"))
        (fetch,) = inside.jobs
        late = inside.result_of(fetch)
        inside.jobs.clear()
        inside.touch(End(), Begin(), Begin(), *typed("20000002"), Confirm())
        before = inside.snapshot
        assert inside.visit.event(late) == []
        assert inside.snapshot == before

    def test_of_an_earlier_journey_of_the_same_visit_are_dropped(self, inside: Driven) -> None:
        inside.touch(OpenOrder("YKQJIA0000"))
        late = inside.result_of(inside.jobs.pop())
        inside.touch(Back())
        inside.work()
        inside.touch(OpenOrder("YKQJIA0001"))
        assert inside.visit.event(late) == []
        assert inside.sees(OrderWaiting).order_no == "YKQJIA0001"

    def test_a_card_that_was_read_in_an_ended_visit_begins_none(self, inside: Driven) -> None:
        ended = inside.snapshot.session.number
        inside.touch(End())
        inside.card("CARD10000001", ended)
        inside.sees(Leaving)
        inside.turn(GOODBYE_S)
        inside.card("CARD10000001", ended)
        inside.sees(Welcome)

    def test_in_the_next_customers_order_nothing_of_the_former_appears(self, inside: Driven) -> None:
        inside.touch(OpenOrder("YKQJIA0000"))
        late = inside.result_of(inside.jobs.pop())
        inside.touch(End(), Begin())
        inside.sign_in("20000002")
        inside.visit.event(late)
        assert "QJIA" not in repr(inside.snapshot)


class TestCrash:
    def test_a_safe_page_with_the_reference_and_nothing_else(self, inside: Driven) -> None:
        inside.touch(SetLanguage("en"))
        inside.jobs += inside.visit.crashed("ABC234")
        assert inside.sees(OutOfService).reference == "ABC234"
        assert inside.snapshot.session.customer is None
        assert inside.snapshot.session.language == "zh"
        assert "QJIA" not in repr(inside.snapshot)
        inside.work()
        assert inside.world.hub.tokens == {}

    def test_it_tries_to_come_back(self, inside: Driven) -> None:
        inside.visit.crashed("ABC234")
        inside.touch(Begin(), End(), Back(), Confirm())
        inside.card("CARD10000001")
        inside.sees(OutOfService)
        inside.turn(COME_BACK_S)
        inside.sees(Welcome)

    def test_work_that_crashed_ends_its_own_visit_only(self, inside: Driven) -> None:
        inside.touch(OpenOrder("YKQJIA0000"))
        job = inside.jobs.pop()
        inside.touch(End(), Begin(), Begin())
        inside.visit.event(job.crashed("ABC234"))
        inside.sees(AskNumber)
        inside.sign_in("20000002")
        inside.touch(AskReceipt())
        inside.visit.event(inside.jobs.pop().crashed("ABC235"))
        assert inside.sees(OutOfService).reference == "ABC235"


class TestTime:
    def test_the_minute_is_shown_and_goes_on(self, driven: Driven) -> None:
        assert driven.snapshot.now == START
        driven.turn(61)
        assert driven.snapshot.now == START.replace(minute=1)
        driven.turn(600)
        assert driven.snapshot.now == START.replace(minute=11)

    def test_an_empty_hall_wakes_once_a_minute_and_no_more(self, driven: Driven) -> None:
        driven.turn(3600)
        assert len(driven.shown) == 60

    def test_the_hall_is_shown_when_it_is_known_and_stays(self, driven: Driven) -> None:
        driven.visit.outside(HallKnown(HALL), driven.snapshot.session.number)
        assert driven.snapshot.hall == HALL
        driven.sign_in()
        driven.touch(End())
        driven.turn(GOODBYE_S)
        assert driven.snapshot.hall == HALL


def test_no_secret_is_in_any_snapshot_of_a_visit(driven: Driven) -> None:
    driven.sign_in()
    driven.touch(OpenOrder("YKQJIA0000"))
    driven.work()
    driven.touch(AskUrge(), Confirm())
    driven.work()
    driven.touch(AskReceipt())
    driven.work()
    shown = repr(driven.shown)
    for secret in (PASSWORD, "10000001", "token-", "permit-"):
        assert secret not in shown
