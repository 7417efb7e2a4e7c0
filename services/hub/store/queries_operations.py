"""How the outbox stands, for operations: from two indexes that are short however many were sent.

The states are written out as in the indexes: a prepared plan can use such an index for constants alone.
"""

from sqlalchemy import bindparam, func, select, text

from services.hub.store.models import Message

OUTBOX = select(
    func.count().label("waiting"),
    func.count().filter(Message.reason != "").label("failing"),
    func.min(Message.due_at).filter(Message.due_at <= bindparam("now")).label("oldest"),
).where(text("state = 'waiting'"))

UNSENT = select(func.count()).select_from(Message).where(text("state IN ('dead', 'undelivered')"))
