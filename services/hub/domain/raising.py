"""Going up (上报): what nobody answers goes to the team's leader, then to the platform's dispatcher.

Once each: an item that was at a level and came down again does not go there a second time, but on to the next
one, when it has waited long enough where it is. Two levels of supervision, with a defined trigger, follow-up
and end, are the field's (Wuhan's command platform); the hours are data.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.rights import Thing
from services.hub.domain.terms import SupplyKind, Text
from services.hub.domain.urging import UrgeKind
from services.hub.domain.workhours import WorkingDay


class Level(StrEnum):
    """Above the handler, the lower first. The values are stored."""

    LEADER = "leader"
    DISPATCHER = "dispatcher"


LEVEL_NAMES = {Level.LEADER: Text("班长", "team leader"), Level.DISPATCHER: Text("调度员", "dispatcher")}


@dataclass(frozen=True, slots=True)
class RaisingRule:
    """After how many working hours what it fits goes up."""

    kind: UrgeKind | None
    """None fits both."""
    supply: SupplyKind | None
    """Of the order, which says how much hangs on it; None fits any."""
    joint: bool
    """Only on stages that are supervised together."""
    leader_hours: int
    """With the handler, then it goes to the leader."""
    dispatcher_hours: int
    """With the leader, then it goes to the dispatcher."""

    def fits(self, kind: UrgeKind, supply: SupplyKind, *, joint: bool) -> bool:
        """Whether it is about such an item."""
        return self.kind in (None, kind) and self.supply in (None, supply) and (joint or not self.joint)

    def hours(self, level: Level) -> int:
        """Before it goes to this level."""
        return self.leader_hours if level is Level.LEADER else self.dispatcher_hours


@dataclass(frozen=True, slots=True)
class Raising:
    """By what a company's items go up."""

    day: WorkingDay
    rules: tuple[RaisingRule, ...]

    def rule(self, kind: UrgeKind, supply: SupplyKind, *, joint: bool) -> RaisingRule | None:
        """The first one that fits; None for what never goes up by the clock."""
        return next((rule for rule in self.rules if rule.fits(kind, supply, joint=joint)), None)

    def goes_up_at(
        self, calendar: WorkCalendar, rule: RaisingRule, level: Level, since: datetime
    ) -> datetime:
        """When an item that has been where it is since then goes to that level, in UTC."""
        return self.day.later(calendar, since, rule.hours(level))


def as_raised(thing: Thing, level: str | None) -> Thing:
    """What an item at this level is to the rights: no team's while the dispatcher has it."""
    return replace(thing, teams=frozenset()) if level == Level.DISPATCHER else thing


def next_level(been: Collection[Level], *, to_leader: bool, has_team: bool) -> Level | None:
    """Where an unanswered item goes next; None when there is nothing above.

    `to_leader`: it was the leader's from the start, for want of a handler. Without a team there is no leader.
    """
    open_levels: Sequence[Level] = [Level.DISPATCHER] if to_leader or not has_team else list(Level)
    highest = max((list(Level).index(level) for level in been), default=-1)
    return next((level for level in open_levels if list(Level).index(level) > highest), None)
