"""How a stage and an order stand against a date: on time, nearly late, late, or without a clock.

All counts are working days. What ends on a rest day belongs to the working day that follows it, here as in a
limit's last day: work due on Friday and finished on Saturday is one day late, due on Monday it is in time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.terms import OrderState, Side

FINISHED_SHOWN_DAYS = 90
"""Calendar days for which a finished order stays in its customer's list."""


class ClockState(StrEnum):
    """What a stage's clock says."""

    NONE = "none"
    """Nothing to measure: no date, or a stage on the customer's side."""
    PAUSED = "paused"
    ON_TIME = "on-time"
    NEARLY_LATE = "nearly-late"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock's state and the working days that go with it."""

    state: ClockState
    left: int | None = None
    """Working days left when on time or nearly late; 0 on the last day."""
    over: int | None = None
    """Working days over when late, at least 1."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stood still: the first day of it counts, the day of its end does not."""

    began: date
    ended: date
    """Today for a pause that still runs."""


class Standing(StrEnum):
    """How an order stands, in the order of its customer's list."""

    WAITING_FOR_CUSTOMER = "waiting-for-customer"
    LATE = "late"
    NEARLY_LATE = "nearly-late"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"

    @property
    def rank(self) -> int:
        """Place in the customer's list, 0 first."""
        return list(Standing).index(self)


def stage_clock(
    calendar: WorkCalendar, side: Side, due: date | None, today: date, *, paused: bool, nearly_late_days: int
) -> Clock:
    """The clock of a current stage that is due on `due`, planned or by its limit.

    It is nearly late when at most `nearly_late_days` working days are left. A pause stops it, and a stage on
    the customer's side has none.
    """
    if side is Side.CUSTOMER or due is None:
        return Clock(ClockState.NONE)
    if paused:
        return Clock(ClockState.PAUSED)
    over = days_over(calendar, due, today)
    if over > 0:
        return Clock(ClockState.LATE, over=over)
    left = calendar.count_between(today, calendar.next_working(due))
    return Clock(ClockState.NEARLY_LATE if left <= nearly_late_days else ClockState.ON_TIME, left=left)


def pressing_until(calendar: WorkCalendar, today: date, nearly_late_days: int) -> date:
    """The last due date whose clock says late or nearly late on `today`: for lists and counts by date."""
    return calendar.day_at(calendar.index_on_or_before(today) + nearly_late_days)


def variance_days(calendar: WorkCalendar, planned: date, actual: date) -> int:
    """Working days between the planned and the actual finish: positive is late, negative early."""
    return calendar.count_between(calendar.next_working(planned), calendar.next_working(actual))


def days_over(calendar: WorkCalendar, due: date, today: date) -> int:
    """As `variance_days`, of work that is not finished: on a rest day only the days that have been count.

    At least 1 when it is late; 0 or less until then.
    """
    variance = variance_days(calendar, due, today)
    return max(1, calendar.count_between(calendar.next_working(due), today)) if variance > 0 else variance


def moved_by_pauses(calendar: WorkCalendar, due: date, pauses: Iterable[Pause]) -> date:
    """The due date after the pauses that its stage had: k paused working days move it by k.

    A day that two pauses cover counts once. A pause that began after the moved date does not save a stage
    that was already late.
    """
    counted_to: date | None = None
    for pause in sorted(pauses, key=lambda one: one.began):
        if pause.began > due:
            break
        began = max(pause.began, counted_to) if counted_to else pause.began
        if pause.ended <= began:
            continue
        lost = calendar.count_between(began - timedelta(days=1), pause.ended - timedelta(days=1))
        due = calendar.add(due, lost) if lost else due
        counted_to = pause.ended
    return due


def order_standing(state: OrderState, current: Iterable[tuple[Side, Clock]]) -> Standing:
    """How an order stands, from its own state and its current stages, each with its side and clock.

    What waits for the customer goes before what is late: it is theirs to move.
    """
    if state is not OrderState.RUNNING:
        return Standing(state.value)
    stages = list(current)
    if any(side is Side.CUSTOMER for side, _ in stages):
        return Standing.WAITING_FOR_CUSTOMER
    states = {clock.state for _, clock in stages}
    if ClockState.LATE in states:
        return Standing.LATE
    if ClockState.NEARLY_LATE in states:
        return Standing.NEARLY_LATE
    return Standing.RUNNING
