"""The hub's own secret, kept outside the database: whoever steals the one has no use for it without the
other.

One random word of 32 bytes, from which a key is derived for each purpose (HMAC-SHA-256 over its name). It
comes from the environment (HUB_SECRET, 64 hexadecimal digits) or from a file of mode 0600, made at the
first start. Losing it makes all passwords and permits void, and nothing else.
"""

import hmac
import os
import secrets
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import make_url

ENVIRONMENT = "HUB_SECRET"
_BYTES = 32


class BadSecret(ValueError):
    """The secret is missing or is none; says where and why, never what it holds."""


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """The keys, one for each purpose."""

    pepper: bytes
    """Goes into every password hash."""
    permits: bytes
    """Signs permits."""
    guesses: bytes
    """Hides what was typed at sign-in."""
    staff: bytes
    """Second factors, recovery codes and forms of the staff."""
    phones: bytes
    """Makes the codes that are sent to a phone before it is bound."""

    @classmethod
    def derived_from(cls, word: bytes) -> "Secrets":
        """The keys that belong to a secret of 32 bytes."""

        def key(purpose: str) -> bytes:
            return hmac.digest(word, f"hub/1/{purpose}".encode(), "sha256")

        return cls(key("pepper"), key("permits"), key("guesses"), key("staff"), key("phones"))

    def guess_subject(self, *parts: str) -> str:
        """A keyed hash of what was typed, hexadecimal: the same for the same, and no way back."""
        return hmac.digest(self.guesses, "\x1f".join(parts).encode(), "sha256").hex()


def token_hash(token: str) -> str:
    """SHA-256 of a random word (session token, key, link), hexadecimal: what the database keeps of it."""
    return sha256(token.encode()).hexdigest()


def default_file(database_url: str) -> Path:
    """Where the secret of a SQLite hub lies: beside its database. Raises BadSecret for other databases."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BadSecret(f"say where the hub's secret is: --secret-file or {ENVIRONMENT}")
    return Path(url.database + ".secret")


def load_secrets(database_url: str, file: Path | None = None) -> Secrets:
    """From the environment, else from `file`, else from beside the database; a missing file is made.

    Raises BadSecret when it cannot be had, or when others than its owner may read the file.
    """
    word = os.environ.get(ENVIRONMENT)
    if word is None:
        word = _read_or_make(file or default_file(database_url))
    try:
        raw = bytes.fromhex(word.strip())
    except ValueError:
        raw = b""
    if len(raw) != _BYTES:
        raise BadSecret(f"the hub's secret must be {_BYTES * 2} hexadecimal digits")
    return Secrets.derived_from(raw)


def _read_or_make(file: Path) -> str:
    try:
        if not file.exists():
            _make(file)
        if file.stat().st_mode & 0o077:
            raise BadSecret(f"{file} can be read by others: chmod 600 {file}")
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSecret(f"the hub's secret {file} cannot be read or made: {error}") from error


def _make(file: Path) -> None:
    """Write it whole under another name, then link it: of two hubs that start at once, one wins."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(_BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        Path(file).hardlink_to(name)
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
