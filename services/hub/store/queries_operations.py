"""How the outbox stands, for operations."""

from sqlalchemy import bindparam, func, literal_column, select

from services.hub.domain.messages import SENDABLE_AGAIN, MessageState
from services.hub.store.models import Message

OUTBOX = select(
    func.count().label("waiting"),
    func.count().filter(Message.reason != "").label("failing"),
    func.min(Message.due_at).filter(Message.due_at <= bindparam("now")).label("oldest"),
).where(Message.state == literal_column(f"'{MessageState.WAITING.value}'"))
"""From the index of what waits alone, which is short however many were sent."""

UNSENT = select(func.count()).select_from(Message).where(Message.state.in_(sorted(SENDABLE_AGAIN)))
