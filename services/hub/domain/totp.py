"""The second factor of staff: time-based one-time codes (RFC 6238) and recovery codes for a lost phone.

Codes have six digits, are made with SHA-1 every 30 seconds, and are taken one step early or late; that is
what every authenticator app knows. pyotp makes and compares them, in constant time. A step that was accepted
is never accepted again, nor one before it (RFC 6238, 5.2), so the caller keeps the last one, and writes it in
the transaction in which it was read. Counting wrong codes is `guessing`.

A recovery code is a look-up secret (NIST SP 800-63B): 60 random bits, kept as a keyed hash only, good once.
"""

import base64
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime

import pyotp

RECOVERY_CODES = 10
"""How many are given at once; new ones make the old void."""

_STEPS_EACH_SIDE = 1
_SIX_DIGITS = re.compile(r"[0-9]{6}")
_LONGEST_TYPED = 64
"""Characters. Nothing longer is looked at: normalization takes more than its share of time for long text."""

_RECOVERY_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_RECOVERY_GROUPS, _GROUP_LENGTH = 3, 4
_MISREAD = str.maketrans("ILO", "110")


def secret_of(key: bytes, nonce: str) -> str:
    """The secret of 160 bits in base 32, as an app takes it, that belongs to an employee's random nonce.

    `key` comes from the hub's own secret: so no secret is stored, and a stolen database makes no codes.
    """
    return base64.b32encode(hmac.digest(key, f"totp\x1f{nonce}".encode(), "sha1")).decode("ascii")


def provisioning_uri(secret: str, issuer: str, holder: str) -> str:
    """What the QR code of the first sign-in says: an otpauth URI. It holds the secret: never log it.

    `issuer` is the company and `holder` the staff number, as the app will list them; a colon in either is
    dropped, as the app would cut there.
    """
    totp = pyotp.TOTP(secret)
    return totp.provisioning_uri(name=holder.replace(":", ""), issuer_name=issuer.replace(":", ""))


def accepted_step(secret: str, typed: str, now: datetime, last_accepted: int | None) -> int | None:
    """The step that a typed code belongs to, to be kept as the last accepted; None when it is refused.

    Spaces and digits of full width are taken as typed by hand. Raises ValueError for a naive instant.
    """
    if now.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    code = "".join(unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED]).split())
    if len(typed) > _LONGEST_TYPED or not _SIX_DIGITS.fullmatch(code):
        return None
    try:
        step = pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=_STEPS_EACH_SIDE)
    except pyotp.OTPVerificationError:
        return None
    return step if last_accepted is None or step > last_accepted else None


def new_recovery_codes() -> list[str]:
    """Codes to print or write down, such as 7KQ2-M0ZD-4VXA, all different. Shown once, never stored."""
    codes: set[str] = set()
    while len(codes) < RECOVERY_CODES:
        groups = (_random_group() for _ in range(_RECOVERY_GROUPS))
        codes.add("-".join(groups))
    return list(codes)


def recovery_hash(key: bytes, employee: int, code: str) -> str:
    """What the database keeps of a code: HMAC-SHA-256 over whose it is and the code, hexadecimal.

    Capitals, dashes, spaces and full width make no difference; I and L are read as 1, O as 0. `key` comes
    from the hub's own secret, so that a stolen database is not worth a guess.
    """
    plain = unicodedata.normalize("NFKC", code).upper().translate(_MISREAD)
    letters = "".join(letter for letter in plain if letter in _RECOVERY_ALPHABET)
    return hmac.digest(key, f"{employee}\x1f{letters}".encode(), "sha256").hex()


def spent_recovery(key: bytes, employee: int, typed: str, unused: Iterable[str]) -> str | None:
    """The hash among the `unused` ones that `typed` uses up, to be struck out; None when it is refused."""
    if len(typed) > _LONGEST_TYPED:
        return None
    typed_hash = recovery_hash(key, employee, typed)
    matching = [known for known in unused if hmac.compare_digest(known, typed_hash)]
    return matching[0] if matching else None


def _random_group() -> str:
    return "".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(_GROUP_LENGTH))
