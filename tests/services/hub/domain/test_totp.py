"""One-time codes against RFC 6238's own vectors, replay, and recovery codes."""

import base64
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.totp import (
    RECOVERY_CODES,
    accepted_step,
    new_recovery_codes,
    provisioning_uri,
    recovery_hash,
    secret_of,
    spent_recovery,
)

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()

# RFC 6238, appendix B, SHA-1: eight digits there, of which six are the last six.
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
MOMENT, CODE = datetime.fromtimestamp(1111111111, UTC), "050471"
STEP = 1111111111 // 30
KEY, OTHER_KEY = b"k" * 32, b"o" * 32


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    assert accepted_step(RFC_SECRET, code[-6:], datetime.fromtimestamp(seconds, UTC), None) == seconds // 30


@pytest.mark.parametrize("typed", ["050 471", " 050471 ", "０５０４７１"])
def test_typed_by_hand(typed: str) -> None:
    assert accepted_step(RFC_SECRET, typed, MOMENT, None) == STEP


@pytest.mark.parametrize(
    "typed", ["", "50471", "14050471", "050472", "05047a", "٠٥٠٤٧١", "050471" + " " * 60]
)
def test_anything_else_is_refused(typed: str) -> None:
    assert accepted_step(RFC_SECRET, typed, MOMENT, None) is None


def test_one_step_early_or_late_and_no_more() -> None:
    began = datetime.fromtimestamp(STEP * 30, UTC)
    taken = [
        steps
        for steps in range(-3, 4)
        if accepted_step(RFC_SECRET, CODE, began + timedelta(seconds=30 * steps), None) is not None
    ]
    assert taken == [-1, 0, 1]
    assert accepted_step(RFC_SECRET, CODE, began + timedelta(seconds=59, milliseconds=999), None) == STEP
    assert accepted_step(RFC_SECRET, CODE, began - timedelta(seconds=31), None) is None


def test_an_accepted_code_is_not_accepted_again() -> None:
    assert accepted_step(RFC_SECRET, CODE, MOMENT, STEP - 1) == STEP
    assert accepted_step(RFC_SECRET, CODE, MOMENT, STEP) is None
    assert accepted_step(RFC_SECRET, CODE, MOMENT + timedelta(seconds=30), STEP) is None


def test_after_a_later_code_an_earlier_one_is_void() -> None:
    assert accepted_step(RFC_SECRET, CODE, MOMENT, STEP + 1) is None


def test_anothers_code_is_refused() -> None:
    assert accepted_step(base64.b32encode(b"another one's secret").decode(), CODE, MOMENT, None) is None


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        accepted_step(RFC_SECRET, CODE, MOMENT.replace(tzinfo=None), None)


def test_secrets_have_160_bits_and_belong_to_key_and_nonce() -> None:
    drawn = {secret_of(key, nonce) for key in (KEY, OTHER_KEY) for nonce in ("a", "b", "ab")}
    assert len(drawn) == 6
    assert all(len(base64.b32decode(secret)) == 20 for secret in drawn)
    assert secret_of(KEY, "a") in drawn


@pytest.mark.parametrize(
    ("issuer", "holder", "label"),
    [
        ("玉溪供电局", "YX-10023", "玉溪供电局:YX-10023"),
        ("Yuxi: Power & Co", "a:b?c=d&secret=X", "Yuxi Power & Co:ab?c=d&secret=X"),
    ],
)
def test_what_the_qr_code_says(issuer: str, holder: str, label: str) -> None:
    """After the key URI format that authenticator apps read; left out means SHA-1, six digits, 30 seconds."""
    uri = urlsplit(provisioning_uri(RFC_SECRET, issuer, holder))
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", f"/{label}")
    assert parse_qs(uri.query) == {"secret": [RFC_SECRET], "issuer": [issuer.replace(":", "")]}


def test_recovery_codes_are_many_different_and_long() -> None:
    drawn = [code for _ in range(20) for code in new_recovery_codes()]
    assert len(set(drawn)) == len(drawn) == 20 * RECOVERY_CODES
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code) for code in drawn)


def test_each_recovery_code_works_once_in_any_order() -> None:
    codes = new_recovery_codes()
    unused = {recovery_hash(KEY, 1, code) for code in codes}
    for code in reversed(codes):
        spent = spent_recovery(KEY, 1, code, unused)
        assert spent is not None
        unused.remove(spent)
        assert spent_recovery(KEY, 1, code, unused) is None
    assert not unused


def test_a_recovery_code_is_its_holders_alone_and_worth_nothing_without_the_key() -> None:
    code = new_recovery_codes()[0]
    unused = [recovery_hash(KEY, 1, code)]
    assert code.replace("-", "").lower() not in unused[0]
    assert spent_recovery(KEY, 2, code, unused) is None
    assert spent_recovery(OTHER_KEY, 1, code, unused) is None
    assert spent_recovery(KEY, 1, code, unused) == unused[0]


@pytest.mark.parametrize(
    "typed", ["1kq2m0zd40xa", "IKQ2-MOZD-4OXA", "lkq2 mozd 4oxa", "１ＫＱ２－Ｍ０ＺＤ－４０ＸＡ"]
)
def test_how_a_recovery_code_may_be_written(typed: str) -> None:
    unused = [recovery_hash(KEY, 1, "1KQ2-M0ZD-40XA")]
    assert spent_recovery(KEY, 1, typed, unused) == unused[0]


def test_a_recovery_code_amid_a_long_text_is_not_looked_for() -> None:
    unused = [recovery_hash(KEY, 1, "1KQ2-M0ZD-40XA")]
    assert spent_recovery(KEY, 1, "1KQ2-M0ZD-40XA" + "-" * 60, unused) is None


@given(st.text())
def test_no_text_raises(typed: str) -> None:
    unused = [recovery_hash(KEY, 1, "1KQ2-M0ZD-40XA")]
    assert accepted_step(RFC_SECRET, typed, MOMENT, STEP) is None
    assert spent_recovery(KEY, 1, typed, unused) is None
