"""Password hashes: argon2id over the password and the hub's pepper."""

import hmac
import secrets

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from services.hub.settings import HashCost


class Passwords:
    """Makes and checks hashes. Each call takes some 36 ms of a core: never on the event loop."""

    def __init__(self, pepper: bytes, cost: HashCost) -> None:
        self._pepper = pepper
        self._hasher = PasswordHasher(
            time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes, type=Type.ID
        )
        self._nobodys = self._hasher.hash(secrets.token_bytes(32))

    def hash(self, password: str) -> str:
        """A hash to be kept."""
        return self._hasher.hash(self._peppered(password))

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password. Without a hash it takes as long, so that the time tells nothing."""
        try:
            self._hasher.verify(password_hash or self._nobodys, self._peppered(password))
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None

    def _peppered(self, password: str) -> bytes:
        return hmac.digest(self._pepper, password.encode(), "sha256")
