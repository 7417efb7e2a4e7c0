"""What every use case of a running hub may need, put together once."""

from dataclasses import dataclass
from datetime import datetime
from threading import Event

from sqlalchemy import Engine

from services.contracts.sessions import RECEIPT_LINK
from services.hub.clock import Clock
from services.hub.secrets import Secrets
from services.hub.settings import Settings
from services.hub.usecases.feed import Feed
from services.hub.usecases.hashing import Passwords
from services.hub.usecases.permits import Permits
from services.hub.usecases.reference import Reference
from services.hub.usecases.renewals import Renewals
from services.hub.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Hub:
    """A running hub."""

    settings: Settings
    engine: Engine
    clock: Clock
    secrets: Secrets
    passwords: Passwords
    permits: Permits
    reference: Reference
    work: Work
    renewals: Renewals
    feed: Feed
    preparing: Event
    """Set while the data that customers sign in to are being made."""
    leaving: Event
    """Set once this process is to end: what is asked is answered still, but nobody should begin here."""

    @classmethod
    def over(cls, engine: Engine, settings: Settings, secrets: Secrets, clock: Clock) -> "Hub":
        """A hub over a database whose schema is up to date."""
        work = Work(engine, hashes_at_once=settings.hashes_at_once, hashes_waiting=settings.hashes_waiting)
        return cls(
            settings=settings,
            engine=engine,
            clock=clock,
            secrets=secrets,
            passwords=Passwords(secrets.pepper, settings.hash_cost),
            permits=Permits(secrets.permits, clock),
            reference=Reference(),
            work=work,
            renewals=Renewals(work),
            feed=Feed(engine),
            preparing=Event(),
            leaving=Event(),
        )

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self.clock.now()

    def features(self) -> list[str]:
        """What this hub can do and another cannot (contracts.sessions)."""
        return [RECEIPT_LINK] if self.settings.public_url else []
