"""Signing in, by number or by card: what is asked, what is refused, and what comes too late."""

import pytest

from kiosk.flows.orders import Orders
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.flows.welcome import Welcome
from kiosk.intents import Back, Begin, Confirm, Digit, Erase
from kiosk.trouble import TroubleKind
from services.contracts.problems import Code
from services.contracts.sessions import NumberKind
from tests.kiosk.driving import Driven, typed
from tests.kiosk.world import PASSWORD, failing, refused


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
