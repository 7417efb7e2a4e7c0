"""Delivery reports: what is taken, what is not, and that order and repeats do not matter."""

import functools
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.channels import signing
from services.hub.channels.reports import LARGEST_BODY, NotTaken, Objection, Report, later, read_reports
from tests.services.hub.channels.gateways import KEY_ID, NOW, NUMBER, SECRET

PATH = "/api/v1/sms/reports"
AT = datetime(2026, 11, 22, 5, 59, 30, tzinfo=UTC)
ITEM: dict[str, Any] = {
    "phone_number": NUMBER,
    "send_time": "2026-11-22 13:59:00",
    "report_time": "2026-11-22 13:59:30",
    "success": True,
    "err_code": "DELIVERED",
    "err_msg": "用户接收成功",
    "sms_size": "1",
    "biz_id": "900619746936498440^0",
    "out_id": "m-1",
}


def body_of(*items: object) -> bytes:
    return json.dumps(items, ensure_ascii=False).encode()


def proven(body: bytes, at: datetime = NOW, **changes: str) -> dict[str, str]:
    """Headers of a call-back; an empty change takes a header away before it is signed."""
    headers = {
        "content-type": "application/json",
        "x-acs-date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": "n-1",
        "x-acs-content-sha256": signing.body_hash(body),
    }
    headers = {name: value for name, value in (headers | changes).items() if value}
    request = signing.Request("POST", PATH, {}, headers, signing.body_hash(body))
    return headers | {"Authorization": signing.authorization(request, KEY_ID, SECRET)}


def read(body: bytes, headers: dict[str, str] | None = None, path: str = PATH) -> tuple[Report, ...]:
    return read_reports(path, proven(body) if headers is None else headers, body, KEY_ID, SECRET, NOW)


def objection(body: bytes, headers: dict[str, str] | None = None, path: str = PATH) -> Objection:
    with pytest.raises(NotTaken) as refused:
        read(body, headers, path)
    assert NUMBER not in str(refused.value)
    return refused.value.objection


def test_a_report_says_what_became_of_which_message() -> None:
    failed = {**ITEM, "out_id": "m-2", "success": False, "err_code": "MOBILE_NOT_ON_SERVICE"}
    assert read(body_of(ITEM, failed)) == (
        Report("m-1", "900619746936498440^0", True, "DELIVERED", AT),
        Report("m-2", "900619746936498440^0", False, "MOBILE_NOT_ON_SERVICE", AT),
    )
    assert read(b"[]") == ()


def test_a_message_that_was_not_ours_has_no_key() -> None:
    assert read(body_of({name: value for name, value in ITEM.items() if name != "out_id"}))[0].key == ""


def test_a_report_shows_no_number() -> None:
    assert NUMBER not in repr(read(body_of(ITEM)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"null",
        b"[",
        b"[1]",
        b"[[]]",
        b"\xff",
        b"[" * 100_000,
        body_of({}),
        *(
            body_of({**ITEM, **change})
            for change in (
                {"success": "true"},
                {"success": 1},
                {"success": None},
                {"biz_id": ""},
                {"biz_id": 5},
                {"biz_id": "x" * 129},
                {"out_id": 5},
                {"out_id": "x" * 257},
                {"err_code": ""},
                {"err_code": "<b>"},
                {"report_time": 0},
                {"report_time": ""},
                {"report_time": "2026-02-30 00:00:00"},
                {"report_time": "0001-01-01 00:00:00"},
                {"report_time": "2026-11-22T13:59:30Z"},
            )
        ),
        body_of(ITEM, {**ITEM, "success": None}),
    ],
)
def test_what_is_no_report_is_refused_whole_though_it_is_signed(body: bytes) -> None:
    assert objection(body) is Objection.NOT_REPORTS


@given(st.binary(max_size=100))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    if body.strip() != b"[]":
        assert objection(body) is Objection.NOT_REPORTS


def test_a_body_beyond_all_measure_is_not_even_hashed() -> None:
    assert objection(b" " * (LARGEST_BODY + 1), {}) is Objection.TOO_LARGE


BODY = body_of(ITEM)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer x"},
        {"authorization": "ACS3-HMAC-SHA256 \xff"},
        *(
            proven(BODY, **{name: ""})
            for name in ("x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256")
        ),
        proven(BODY, **{"x-acs-date": "2026-11-22 06:00:00"}),
    ],
)
def test_without_a_whole_signature_nothing_counts(headers: dict[str, str]) -> None:
    assert objection(BODY, headers) is Objection.UNSIGNED


def test_a_signature_over_anything_else_is_wrong() -> None:
    right = proven(BODY)
    wrong = Objection.WRONG_SIGNATURE
    assert objection(body_of({**ITEM, "success": False}), right) is wrong
    assert objection(BODY, right, path="/elsewhere") is wrong
    assert objection(BODY, {**right, "x-acs-signature-nonce": "n-2"}) is wrong
    assert objection(BODY, {**right, "x-acs-date": "2026-11-22T06:00:01Z"}) is wrong
    assert objection(BODY, proven(BODY, **{"x-acs-content-sha256": "0" * 64})) is wrong
    assert objection(BODY, {n: v for n, v in right.items() if n != "x-acs-date"}) is wrong


@pytest.mark.parametrize(("key_id", "secret"), [("another", SECRET), (KEY_ID, "another")])
def test_another_account_s_signature_is_wrong(key_id: str, secret: str) -> None:
    with pytest.raises(NotTaken) as refused:
        read_reports(PATH, proven(BODY), BODY, key_id, secret, NOW)
    assert refused.value.objection is Objection.WRONG_SIGNATURE


def test_a_signature_counts_for_a_quarter_of_an_hour() -> None:
    quarter, more = timedelta(minutes=15), timedelta(minutes=15, seconds=1)
    for sign in (1, -1):
        assert read(BODY, proven(BODY, NOW + sign * quarter))
        assert objection(BODY, proven(BODY, NOW + sign * more)) is Objection.TOO_OLD


def test_names_of_headers_have_any_case() -> None:
    assert read(BODY, {name.title(): value for name, value in proven(BODY).items()})


REPORTS = st.builds(
    Report,
    st.just("m-1"),
    st.sampled_from(["1^0", "2^0"]),
    st.booleans(),
    st.sampled_from(["DELIVERED", "UNDELIV"]),
    st.sampled_from([AT, AT + timedelta(seconds=1)]),
)


@given(st.lists(REPORTS, min_size=1, max_size=4))
def test_any_order_and_any_repeats_end_alike(reports: list[Report]) -> None:
    ends = {functools.reduce(later, order) for order in itertools.permutations([*reports, reports[0]])}
    assert len(ends) == 1


def test_the_later_counts_and_arriving_before_not_arriving() -> None:
    arrived = Report("m-1", "1^0", True, "DELIVERED", AT)
    not_arrived = Report("m-1", "1^0", False, "UNDELIV", AT)
    assert later(not_arrived, arrived) == arrived
    much_later = Report("m-1", "1^0", False, "EXPIRED", AT + timedelta(hours=1))
    assert later(arrived, much_later) == much_later
