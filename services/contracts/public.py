"""What a phone opens from a receipt's QR code: GET /api/v1/public/orders/{token}. Nothing personal."""

from datetime import date

from services.contracts.base import Instant, Message, Text
from services.contracts.orders import PlannedDay, Provenance, StageState, Standing


class PublicStage(Message):
    """One stage without any person."""

    name: Text
    state: StageState
    started_on: date | None
    finished_on: date | None
    planned_start: PlannedDay | None
    planned_finish: PlannedDay | None


class PublicOrder(Message):
    """An order's stages and dates."""

    flow: Text
    standing: Standing
    stages: list[PublicStage]
    expires_at: Instant
    provenance: Provenance
