"""What a phone opens from a receipt's QR code: GET /api/v1/public/orders/{token}. Nothing personal."""

from datetime import date

from services.contracts.base import Instant, Message, Text
from services.contracts.orders import PlannedDay, Provenance, StageState, Standing
from services.contracts.urges import UrgeKind, UrgeState, Verdict


class PublicUrge(Message):
    """An urge, or a report that something is done, without its number and without words."""

    kind: UrgeKind
    state: UrgeState
    touched_at: Instant
    answered_at: Instant | None
    verdict: Verdict | None
    new_day: date | None


class PublicStage(Message):
    """One stage without any person."""

    name: Text
    state: StageState
    started_on: date | None
    finished_on: date | None
    planned_start: PlannedDay | None
    planned_finish: PlannedDay | None
    urge: PublicUrge | None
    """The last one on this stage."""


class PublicOrder(Message):
    """An order's stages and dates."""

    flow: Text
    standing: Standing
    stages: list[PublicStage]
    expires_at: Instant
    provenance: Provenance
