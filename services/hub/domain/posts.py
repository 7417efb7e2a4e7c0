"""Posts (岗位): what an employee is appointed to, and who stands in for whom on which days.

What a post may do is decided in `rights` alone. An employee belongs to one company and to one hall, team or
grid of it at most; all of these are the hub's own keys, never names or staff numbers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.hub.domain.terms import Text


class Post(StrEnum):
    """What an employee is appointed to. The values are stored."""

    HANDLER = "handler"
    TEAM_LEADER = "team-leader"
    HALL_STAFF = "hall-staff"
    DISPATCHER = "dispatcher"
    MAINTENANCE = "maintenance"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    COMMUNITY_MEMBER = "community-member"


POST_NAMES = {
    Post.HANDLER: Text("办理人", "Handler"),
    Post.TEAM_LEADER: Text("班长", "Team leader"),
    Post.HALL_STAFF: Text("营业厅人员", "Hall staff"),
    Post.DISPATCHER: Text("调度员", "Dispatcher"),
    Post.MAINTENANCE: Text("运维人员", "Maintenance"),
    Post.AUDITOR: Text("审计员", "Auditor"),
    Post.ADMINISTRATOR: Text("管理员", "Administrator"),
    Post.COMMUNITY_MEMBER: Text("社区网格员", "Community member"),
}


@dataclass(frozen=True, slots=True)
class StandIn:
    """One employee's duty to stand in for an absent one, from the first day to the last, both included.

    Days of China Standard Time.
    """

    absent: int
    first: date
    last: date

    def holds_on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Employee:
    """Who asks: their standing in the company."""

    number: int
    company: int
    posts: frozenset[Post]
    active: bool = True
    team: int | None = None
    hall: int | None = None
    grid: int | None = None
    stands_in: frozenset[StandIn] = frozenset()
    """Whom they stand in for, with past and coming days too."""

    def stood_in_for(self, today: date) -> frozenset[int]:
        """The absent whose work is theirs today. It is not passed on: who stands in for a substitute does
        not get what the substitute stands in for.
        """
        return frozenset(one.absent for one in self.stands_in if one.holds_on(today))


class PostsProblem(StrEnum):
    """Why somebody cannot have these posts together. The values are stable codes."""

    AUDITOR_STANDS_ALONE = "auditor-stands-alone"
    """Who reads the logs does nothing that stands in them."""
    COMMUNITY_MEMBER_STANDS_ALONE = "community-member-stands-alone"
    """Comes from the community, not from the company."""
    ADMINISTRATOR_HANDLES_NOTHING = "administrator-handles-nothing"
    """Who appoints others handles no orders; maintenance beside it is possible."""


def posts_problem(posts: Collection[Post]) -> PostsProblem | None:
    """Whether somebody may hold these posts at once; None when they may.

    GB/T 22239-2019, 8.1.4.2 d) asks that administering users have the least rights and that these are kept
    apart; which posts exclude each other is our reading of it.
    """
    held = set(posts)
    if Post.AUDITOR in held and len(held) > 1:
        return PostsProblem.AUDITOR_STANDS_ALONE
    if Post.COMMUNITY_MEMBER in held and len(held) > 1:
        return PostsProblem.COMMUNITY_MEMBER_STANDS_ALONE
    if Post.ADMINISTRATOR in held and not held <= {Post.ADMINISTRATOR, Post.MAINTENANCE}:
        return PostsProblem.ADMINISTRATOR_HANDLES_NOTHING
    return None


class SubstituteProblem(StrEnum):
    """Why somebody cannot stand in. The values are stable codes."""

    THEMSELVES = "themselves"
    OTHER_COMPANY = "other-company"
    NOT_ACTIVE = "not-active"
    HANDLES_NOTHING = "handles-nothing"
    """Neither a handler nor a team leader, so the right to answer would be missing."""
    LAST_BEFORE_FIRST = "last-before-first"


def substitute_problem(
    absent: Employee, substitute: Employee, first: date, last: date
) -> SubstituteProblem | None:
    """Whether `substitute` can stand in for `absent` on these days, both included; None when they can."""
    if absent.number == substitute.number:
        return SubstituteProblem.THEMSELVES
    if absent.company != substitute.company:
        return SubstituteProblem.OTHER_COMPANY
    if not substitute.active:
        return SubstituteProblem.NOT_ACTIVE
    if not substitute.posts & {Post.HANDLER, Post.TEAM_LEADER}:
        return SubstituteProblem.HANDLES_NOTHING
    return SubstituteProblem.LAST_BEFORE_FIRST if last < first else None
