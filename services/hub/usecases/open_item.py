"""Opening an item by hand, for a customer who has called or come to the counter.

It is an urge or a check like any other: by the same rules, stored by the same use case, told to the same
people. Only the door is another one: an employee, a channel, and a note for whoever answers.
"""

from enum import StrEnum
from functools import partial

from services.contracts.urges import UrgeKind, UrgeRequest
from services.hub.domain.acts import Act
from services.hub.domain.answering import LONGEST
from services.hub.domain.urging import BY_HAND, Channel
from services.hub.store.types import row_number
from services.hub.usecases.asked import Asked, Desk
from services.hub.usecases.context import Hub
from services.hub.usecases.staff_orders import reached
from services.hub.usecases.staff_sign_in import StaffVisitor
from services.hub.usecases.urge import UrgeAnswer, urge

_LONGEST_KEY = 64


class NotOpened(StrEnum):
    """Why a form opens nothing. The values are stable codes."""

    NO_CHANNEL = "no-channel"
    NO_STAGE = "no-stage"
    NOTE_TOO_LONG = "note-too-long"
    STRANGE_NOTE = "strange-note"


class CannotOpen(ValueError):
    """Nothing was opened; `problem` says why."""

    def __init__(self, problem: NotOpened) -> None:
        super().__init__(problem.value)
        self.problem = problem


async def open_item(
    hub: Hub, who: StaffVisitor, order_no: str, asked: UrgeRequest, channel: Channel, note: str, key: str
) -> UrgeAnswer:
    """Open it, or give back what was opened under the same key. Raises NotForThem, CannotOpen, and Refused
    with the codes of `urge`.
    """
    note = note.strip()
    if channel not in BY_HAND:
        raise CannotOpen(NotOpened.NO_CHANNEL)
    if len(note) > LONGEST:
        raise CannotOpen(NotOpened.NOTE_TOO_LONG)
    if not note.isprintable():
        raise CannotOpen(NotOpened.STRANGE_NOTE)
    look = partial(reached, hub, who=who, order_no=order_no, act=Act.OPEN_ITEM)
    order, _ = await hub.work.read(lambda connection: look(connection=connection))
    desk = Desk(who.standing.number, order.company_id, channel, note)
    return await urge(hub, Asked(desk, who.actor, order.id, asked, key, by_permit=False))


def request_of(chosen: str, channel: str, key: str) -> tuple[UrgeRequest, Channel]:
    """What a form says: `chosen` is a kind and a stage, such as urge:4711. Raises CannotOpen."""
    kind, _, stage = chosen.partition(":")
    if row_number(stage) is None or kind not in set(UrgeKind) or not 0 < len(key) <= _LONGEST_KEY:
        raise CannotOpen(NotOpened.NO_STAGE)
    if channel not in set(Channel):
        raise CannotOpen(NotOpened.NO_CHANNEL)
    return UrgeRequest(kind=UrgeKind(kind), stage_id=stage), Channel(channel)
