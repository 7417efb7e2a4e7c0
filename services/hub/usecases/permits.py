"""Permits: the hub's signed word that a terminal may urge one stage of one order, after its session has
ended too.

Opaque to the terminal, good for 72 hours, and worth nothing without that terminal's own key.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from itsdangerous import BadData, TimestampSigner

from services.contracts.problems import Code
from services.hub.clock import Clock
from services.hub.usecases.refusal import Refused

LIFE_SECONDS = 72 * 3600
_SALT = "urge-permit"


@dataclass(frozen=True, slots=True)
class Permit:
    """What a permit allows."""

    kiosk: int
    order: int
    stage: int
    issued_at: datetime
    expired: bool


class Permits:
    """Signs and reads permits."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        class Signer(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock.now().timestamp())

        self._signer = Signer(key, salt=_SALT, digest_method=sha256, key_derivation="hmac")

    def issue(self, kiosk: int, order: int, stage: int) -> str:
        """A permit for this terminal, order and visit of a stage (their keys in the database)."""
        return self._signer.sign(f"{kiosk}-{order}-{stage}").decode("ascii")

    def read(self, word: str) -> Permit:
        """What it allows; an expired one is told apart. Raises Refused (permit-refused) if it is not ours.

        One that is yet to be issued, as our clock was set back, has not expired.
        """
        try:
            content, issued_at = self._signer.unsign(word, return_timestamp=True)
            kiosk, order, stage = (int(part) for part in content.split(b"-"))
        except (BadData, ValueError) as error:
            raise Refused(Code.PERMIT_REFUSED) from error
        age = self._signer.get_timestamp() - int(issued_at.timestamp())
        return Permit(kiosk, order, stage, issued_at, expired=age > LIFE_SECONDS)
