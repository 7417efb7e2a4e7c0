"""Sending by a gateway that speaks the protocol: the stand-in, on a real port."""

import logging
from datetime import timedelta

import pytest

from services.hub.channels.base import Channel, Message, Never, NotYet, Reason, Sent
from services.hub.channels.sms import SmsAccount
from tests.services.hub.channels.gateways import (
    KEY_ID,
    NOW,
    NUMBER,
    SECRET,
    SIGN_NAME,
    channel,
    fetched,
    gateway,
    message,
)


def sent(outcome: object) -> str:
    assert isinstance(outcome, Sent), outcome
    return outcome.provider_id


def test_a_message_arrives_as_it_was_given() -> None:
    with gateway() as running:
        provider_id = sent(channel(running.url).send(message()))
        (taken,) = fetched(running.url + "/sent")
    assert taken == {
        "biz_id": provider_id,
        "out_id": "m-1",
        "number": NUMBER,
        "sign_name": SIGN_NAME,
        "template": "SMS_1001",
        "parameters": {"stage": "装表接电", "day": "11月30日"},
        "taken_at": "2026-11-22 14:00:00",
        "asked": 1,
    }


@pytest.mark.parametrize("text", ["a&b=c+d %41", '😀\n"引号"', " ", "x" * 2000])
def test_whatever_is_filled_in_arrives(text: str) -> None:
    with gateway() as running:
        sent(channel(running.url).send(message(what=text)))
        assert running.gateway.taken()[0].parameters == {"what": text}


def test_what_no_text_can_hold_is_replaced_and_raises_nothing() -> None:
    with gateway() as running:
        sent(channel(running.url).send(message(what="half a pair: \ud83d")))
        assert running.gateway.taken()[0].parameters == {"what": "half a pair: ?"}
        assert isinstance(channel(running.url).send(message(to="\ud83d")), Never)


def test_a_repeat_is_recognised_by_its_key() -> None:
    with gateway() as running:
        way: Channel = channel(running.url)
        first, again, other = (sent(way.send(message(key))) for key in ("m-1", "m-1", "m-2"))
        assert (first == again, first == other) == (True, False)
        assert [(taken.out_id, taken.asked) for taken in running.gateway.taken()] == [("m-1", 2), ("m-2", 1)]


def test_a_key_is_good_for_one_message_only() -> None:
    with gateway() as running:
        way = channel(running.url)
        sent(way.send(message()))
        assert way.send(message(stage="报装受理")) == Never(Reason.REFUSED, "isv.OUT_ID_REUSED")


def test_accepted_without_an_answer_is_sent_once_in_the_end() -> None:
    with gateway() as running:
        fetched(running.url + "/faults", {"silent": 1})
        assert channel(running.url, overall_s=0.3).send(message()) == NotYet(Reason.UNKNOWN)
        provider_id = sent(channel(running.url).send(message()))
        (taken,) = running.gateway.taken()
        assert (taken.biz_id, taken.asked) == (provider_id, 2)


def test_throttled_waits_as_long_as_it_is_told() -> None:
    with gateway() as running:
        fetched(running.url + "/faults", {"throttled": 1})
        way = channel(running.url)
        assert way.send(message()) == NotYet(Reason.THROTTLED, "Throttling.User", 2.0)
        sent(way.send(message()))


def test_trouble_inside_the_gateway_is_not_the_message_s_fault() -> None:
    with gateway() as running:
        fetched(running.url + "/faults", {"failing": 2})
        way = channel(running.url)
        for _ in range(2):
            assert way.send(message()) == NotYet(Reason.PROVIDER_TROUBLE, "isp.SYSTEM_ERROR")
        assert running.gateway.taken() == []
        sent(way.send(message()))


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", Never(Reason.BAD_NUMBER, "isv.MOBILE_NUMBER_ILLEGAL")),
        ("isv.SMS_TEMPLATE_ILLEGAL", Never(Reason.BAD_TEMPLATE, "isv.SMS_TEMPLATE_ILLEGAL")),
        ("isv.BLACK_KEY_CONTROL_LIMIT", Never(Reason.BAD_CONTENT, "isv.BLACK_KEY_CONTROL_LIMIT")),
        ("isv.NEW_RULE", Never(Reason.REFUSED, "isv.NEW_RULE")),
        ("isp.NEW_TROUBLE", NotYet(Reason.PROVIDER_TROUBLE, "isp.NEW_TROUBLE")),
        ("isv.BUSINESS_LIMIT_CONTROL", NotYet(Reason.THROTTLED, "isv.BUSINESS_LIMIT_CONTROL", 60.0)),
        ("isv.AMOUNT_NOT_ENOUGH", NotYet(Reason.ACCOUNT, "isv.AMOUNT_NOT_ENOUGH", 600.0)),
        ("isv.SIGN_STATE_ILLEGAL", NotYet(Reason.ACCOUNT, "isv.SIGN_STATE_ILLEGAL", 600.0)),
    ],
)
def test_what_a_refusal_means(code: str, outcome: object) -> None:
    with gateway() as running:
        fetched(running.url + "/faults", {"refusing": code})
        assert channel(running.url).send(message()) == outcome


def test_a_number_that_is_none_is_refused_by_the_gateway() -> None:
    with gateway() as running:
        outcome = channel(running.url).send(message(to="0877-2012345"))
        assert outcome == Never(Reason.BAD_NUMBER, "isv.MOBILE_NUMBER_ILLEGAL")
        assert running.gateway.taken() == []


def test_a_wrong_secret_or_clock_is_the_account_s_trouble() -> None:
    with gateway() as running:
        wrong = channel(running.url, secret="another").send(message())
        assert wrong == NotYet(Reason.ACCOUNT, "SignatureDoesNotMatch", 600.0)
        slow = channel(running.url, now=lambda: NOW - timedelta(minutes=20)).send(message())
        assert slow == NotYet(Reason.ACCOUNT, "InvalidTimeStamp.Expired", 600.0)
        assert running.gateway.taken() == []


def test_nothing_of_customer_or_account_gets_into_logs_or_reprs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with gateway() as running:
        way = channel(running.url)
        outcomes = [way.send(message()), way.send(message(stage="x")), way.send(message(to="1"))]
        account = SmsAccount(running.url, KEY_ID, SECRET, SIGN_NAME)
    shown = caplog.text + repr([outcomes, account, way, message()])
    for secret in (NUMBER, SECRET, "装表接电"):
        assert secret not in shown


@pytest.mark.parametrize(
    "url", ["http://dysmsapi.aliyuncs.com", "http://127.0.0.1.evil.example", "ftp://127.0.0.1", "http://[::1"]
)
def test_numbers_leave_this_machine_by_https_only(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        SmsAccount(url, KEY_ID, SECRET, SIGN_NAME)


@pytest.mark.parametrize(("key_id", "secret"), [("", SECRET), ("a\nb", SECRET), (KEY_ID, "")])
def test_an_account_that_can_not_sign_is_refused_at_once(key_id: str, secret: str) -> None:
    with pytest.raises(ValueError, match="account"):
        SmsAccount("https://dysmsapi.aliyuncs.com", key_id, secret, SIGN_NAME)


def test_a_message_s_repr_still_tells_which_it_is() -> None:
    assert repr(Message("m-1", NUMBER, "SMS_1001", {})) == "Message(key='m-1', template='SMS_1001')"
