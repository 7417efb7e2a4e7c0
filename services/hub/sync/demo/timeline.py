"""One order's way through its flow, laid out around today so that it stands where it should."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from random import Random

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.clocks import Standing
from services.hub.domain.flowfiles import FlowDefinition, StageDefinition
from services.hub.domain.terms import Side

Group = tuple[StageDefinition, ...]
"""The stages of one step."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to a stage, planned and actual, as days; `action` as an export calls it."""

    stage: StageDefinition
    action: str
    planned_start: date | None
    planned_finish: date | None
    entered: date | None = None
    finished: date | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The visits in their order, and the order's own days."""

    visits: tuple[Visit, ...]
    filed_on: date
    planned_finish: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Wish:
    """How an order shall stand."""

    standing: Standing
    just_filed: bool = False
    set_back: bool = False
    skips: frozenset[str] = frozenset()
    """Codes of stages that this order does without."""
    beside: bool = False
    """Where stages run side by side, stand there."""
    days_ago: int = 0
    """Working days since it ended."""


def standings_of(flow: FlowDefinition) -> tuple[Standing, ...]:
    """The standings that an order of this flow can have."""
    waits = any(stage.side is Side.CUSTOMER for stage in flow.stages)
    return tuple(one for one in Standing if waits or one is not Standing.WAITING_FOR_CUSTOMER)


class Planner:
    """Lays orders out around a day."""

    def __init__(self, calendar: WorkCalendar, today: date, random: Random) -> None:
        self._calendar = calendar
        self._today = calendar.index_on_or_before(today)
        self._coming = calendar.index_on_or_before(calendar.next_working(today))
        self._random = random

    def lay_out(self, flow: FlowDefinition, wish: Wish) -> Timeline:
        """The timeline of an order that stands as wished today."""
        groups = _groups([stage for stage in flow.stages if stage.code not in wish.skips])
        skipped = [Visit(stage, "跳过", None, None) for stage in flow.stages if stage.code in wish.skips]
        if wish.standing is Standing.FINISHED:
            end = self._today - wish.days_ago
            past, filed = self._past(groups, end)
            return Timeline((*past, *skipped), self._day(filed), self._day(end), self._day(end))
        place = self._place(groups, wish)
        due, entered = self._window(groups[place], wish)
        set_back, before = self._set_back(groups, place, entered) if wish.set_back else ([], entered)
        past, filed = self._past(groups[:place], before)
        current = self._current(groups[place], wish, due, entered)
        ahead, last = self._ahead(groups[place + 1 :], due)
        ended = self._day(self._today - wish.days_ago) if wish.standing is Standing.CANCELLED else None
        visits = (*past, *set_back, *current, *ahead, *skipped)
        return Timeline(visits, self._day(filed), self._day(last), ended)

    def _place(self, groups: Sequence[Group], wish: Wish) -> int:
        """Which group the order stands in."""
        if wish.just_filed:
            return 0
        if wish.beside:
            return next(place for place, group in enumerate(groups) if len(group) > 1)
        side = Side.CUSTOMER if wish.standing is Standing.WAITING_FOR_CUSTOMER else Side.COMPANY
        fitting = [place for place, group in enumerate(groups) if all(stage.side is side for stage in group)]
        if wish.set_back:  # one that has a stage before it and one after it
            fitting = [place for place in fitting if 0 < place < len(groups) - 1]
        if wish.standing is Standing.CANCELLED:  # who is nearly connected does not withdraw
            fitting = fitting[: (len(fitting) + 1) // 2]
        return self._random.choice(fitting)

    def _window(self, group: Group, wish: Wish) -> tuple[int, int]:
        """When the current stage is due and when it was entered, as places among the working days."""
        days = _days(group)
        early, late = {
            Standing.LATE: (-9, -1),
            Standing.NEARLY_LATE: (0, 2),
            Standing.CANCELLED: (-5, 5),
        }.get(wish.standing, (3, max(3, days)))
        due = self._coming + self._random.randint(early, late)
        if wish.just_filed:
            return due, self._today - self._random.randint(0, 1)
        entered = min(due - days, self._today - wish.days_ago) - self._random.randint(0, 2)
        return due, entered

    def _past(self, groups: Sequence[Group], end: int) -> tuple[list[Visit], int]:
        """Finished visits, the last one on `end`, and the place of the day on which the first was entered."""
        visits: list[Visit] = []
        for group in reversed(groups):
            taken = max(1, _days(group) + self._random.randint(-2, 2))
            slip = self._random.choice((-1, 0, 0, 0, 1))
            start = end - taken
            planned = (self._day(start), self._day(max(start, end + slip)))
            visits[:0] = [Visit(stage, "完成", *planned, self._day(start), self._day(end)) for stage in group]
            end = start
        return visits, end

    def _current(self, group: Group, wish: Wish, due: int, entered: int) -> list[Visit]:
        """The stages that the order is in. Of several side by side the last is finished."""
        plan = (self._day(entered), self._day(due))
        action = "退回" if wish.set_back else "在办"
        visits = [Visit(stage, action, *plan, self._day(entered)) for stage in group]
        if len(group) > 1:
            visits[-1] = Visit(group[-1], "完成", *plan, self._day(entered), self._day(self._today))
        return visits

    def _set_back(self, groups: Sequence[Group], place: int, entered: int) -> tuple[list[Visit], int]:
        """What the order did before it was sent back to where it stands, and when it had come there first."""
        first = entered - _days(groups[place]) - 3
        again = entered - 3
        done = [
            Visit(stage, "完成", None, None, self._day(first), self._day(again)) for stage in groups[place]
        ]
        begun = [Visit(stage, "进入", None, None, self._day(again)) for stage in groups[place + 1]]
        return [*done, *begun], first

    def _ahead(self, groups: Sequence[Group], due: int) -> tuple[list[Visit], int]:
        """What is planned after the current stage, none of it before tomorrow."""
        visits, last = [], max(due, self._today)
        for group in groups:
            start, last = last + 1, last + _days(group)
            plan = (self._day(start), self._day(last))
            visits += [Visit(stage, "未开始", *plan) for stage in group]
        return visits, last

    def _day(self, place: int) -> date:
        return self._calendar.day_at(place)


def _groups(stages: Sequence[StageDefinition]) -> list[Group]:
    return [tuple(group) for _, group in groupby(stages, key=lambda stage: stage.step)]


def _days(group: Group) -> int:
    return max(1, *(stage.default_days for stage in group), 1)
