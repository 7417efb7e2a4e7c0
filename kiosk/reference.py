"""Short words for humans to read to each other: trouble references and local urge numbers."""

import hashlib
import secrets

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which are read wrongly."""


def new_reference() -> str:
    """Six characters, by chance."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(6))


def new_key() -> str:
    """An idempotency key."""
    return secrets.token_hex(16)


def local_number(key: str) -> str:
    """The number of a kept urge, the same for the same key: K and seven characters."""
    digest = hashlib.sha256(key.encode("ascii")).digest()
    return "K" + "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:7])
