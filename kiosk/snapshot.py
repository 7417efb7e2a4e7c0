"""What a screen may show. Imports no message and no flow: the first frame is drawn from here alone.

Pydantic and the flows cost 150 ms to import on the machine of our measurements; they are loaded once the
welcome screen is up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.session import Session

if TYPE_CHECKING:
    from services.contracts.terminals import Hall


@dataclass(frozen=True)
class Welcome:
    """Nobody is here: the state of every terminal that has just been switched on."""


@dataclass(frozen=True)
class Snapshot:
    """All that a screen may show."""

    session: Session
    state: object
    now: datetime
    """The hub's time, to the minute."""
    hall: Hall | None = None
    idle_left: int | None = None
    """Seconds left to say "I am still here"; None when no warning is up."""
