"""Who may do what, decided here and nowhere else: by post, team, hall, grid and company.

Every page, call and field of the staff asks `may`; every list is cut by `span`, which `may` itself asks, so
that a list never shows what a page would refuse. Default is no, nothing crosses companies, and a right comes
from a post only. Field: rights by post, query results always masked (Dezhou's rules of access); a team
leader supervises the team, the command platform the whole company (Yuxi, Wuhan); a community member belongs
to one grid (Qiyang). The single rows are ours.

Not decided here: whether an item can still be answered, and what a value looks like masked. Which personal
field may be read whole, and for which reason, is in `unmasking`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.hub.domain.acts import Act
from services.hub.domain.posts import Employee, Post


class Reach(StrEnum):
    """How far a right goes."""

    NO = "no"
    SELF = "self"
    """Their own person; nobody stands in."""
    OWN = "own"
    """What they have in hand, and what those have whom they stand in for today."""
    TEAM = "team"
    OWN_TEAM = "own-team"
    """`OWN` and `TEAM`."""
    HALL = "hall"
    GRID = "grid"
    OTHERS = "others"
    """Everybody of the company but themselves."""
    COMPANY = "company"


NO, SELF, OWN, TEAM, OWN_TEAM = Reach.NO, Reach.SELF, Reach.OWN, Reach.TEAM, Reach.OWN_TEAM
HALL, GRID, OTHERS, COMPANY = Reach.HALL, Reach.GRID, Reach.OTHERS, Reach.COMPANY

# fmt: off
_ROWS: dict[Act, tuple[Reach, Reach, Reach, Reach, Reach, Reach, Reach, Reach]] = {
    #                       handler   leader     hall      dispatch. mainten.  auditor   admin.    communit.
    Act.READ_PROGRESS:     (COMPANY,  COMPANY,   COMPANY,  COMPANY,  COMPANY,  COMPANY,  COMPANY,  GRID),
    Act.READ_ORDER:        (OWN,      OWN_TEAM,  HALL,     COMPANY,  NO,       NO,       NO,       NO),
    Act.READ_ITEM:         (OWN,      OWN_TEAM,  HALL,     COMPANY,  NO,       NO,       NO,       NO),
    Act.ANSWER_ITEM:       (OWN,      OWN_TEAM,  NO,       COMPANY,  NO,       NO,       NO,       NO),
    Act.RAISE_ITEM:        (OWN,      OWN_TEAM,  NO,       NO,       NO,       NO,       NO,       NO),
    Act.LOWER_ITEM:        (NO,       TEAM,      NO,       COMPANY,  NO,       NO,       NO,       NO),
    Act.OPEN_ITEM:         (NO,       NO,        HALL,     COMPANY,  NO,       NO,       NO,       NO),
    Act.READ_COUNTS:       (NO,       TEAM,      NO,       COMPANY,  NO,       NO,       NO,       NO),
    Act.READ_PERSONAL:     (OWN,      OWN_TEAM,  HALL,     COMPANY,  NO,       NO,       NO,       NO),
    Act.BIND_PHONE:        (NO,       NO,        HALL,     NO,       NO,       NO,       NO,       NO),
    Act.KEEP_SHORT_TEXTS:  (NO,       TEAM,      NO,       NO,       NO,       NO,       NO,       NO),
    Act.KEEP_SUBSTITUTES:  (NO,       TEAM,      NO,       NO,       NO,       NO,       COMPANY,  NO),
    Act.READ_MESSAGES:     (NO,       NO,        NO,       COMPANY,  COMPANY,  NO,       NO,       NO),
    Act.READ_DEAD_LETTERS: (NO,       NO,        NO,       COMPANY,  COMPANY,  NO,       NO,       NO),
    Act.SEND_AGAIN:        (NO,       NO,        NO,       COMPANY,  NO,       NO,       NO,       NO),
    Act.EDIT_TEMPLATES:    (NO,       NO,        NO,       COMPANY,  NO,       NO,       NO,       NO),
    Act.READ_TERMINALS:    (NO,       NO,        HALL,     NO,       COMPANY,  NO,       COMPANY,  NO),
    Act.KEEP_TERMINALS:    (NO,       NO,        NO,       NO,       NO,       NO,       COMPANY,  NO),
    Act.KEEP_EMPLOYEES:    (NO,       NO,        NO,       NO,       NO,       NO,       COMPANY,  NO),
    Act.GRANT_POSTS:       (NO,       NO,        NO,       NO,       NO,       NO,       OTHERS,   NO),
    Act.RESET_SIGN_IN:     (NO,       NO,        NO,       NO,       NO,       NO,       OTHERS,   NO),
    Act.READ_LOGS:         (NO,       NO,        NO,       NO,       NO,       COMPANY,  NO,       NO),
    Act.EXPORT_LOGS:       (NO,       NO,        NO,       NO,       NO,       COMPANY,  NO,       NO),
    Act.EXPORT_MASKED:     (NO,       TEAM,      NO,       COMPANY,  NO,       NO,       NO,       NO),
    Act.EXPORT_UNMASKED:   (NO,       NO,        NO,       COMPANY,  NO,       NO,       NO,       NO),
    Act.KEEP_OWN_SIGN_IN:  (SELF,     SELF,      SELF,     SELF,     SELF,     SELF,     SELF,     SELF),
}
# fmt: on

RIGHTS = {act: dict(zip(Post, reaches, strict=True)) for act, reaches in _ROWS.items()}
"""The whole table: for each act, how far each post's right goes."""


class Decision(StrEnum):
    """What the rule says. The values are stable codes."""

    ALLOWED = "allowed"
    NOT_ACTIVE = "not-active"
    OTHER_COMPANY = "other-company"
    """To be answered like something that is not there: a company learns nothing of another."""
    NO_POST = "no-post"
    NOT_FOR_POST = "not-for-post"
    """None of their posts may do this to anything."""
    NOT_THEIRS = "not-theirs"
    OTHER_TEAM = "other-team"
    OTHER_HALL = "other-hall"
    OTHER_GRID = "other-grid"
    NOT_STANDING_IN_TODAY = "not-standing-in-today"
    """It belongs to somebody for whom they stand in on other days."""
    NOT_ONESELF = "not-oneself"
    """Somebody else has to do this to them."""

    @property
    def allowed(self) -> bool:
        """Whether it may be done."""
        return self is Decision.ALLOWED


@dataclass(frozen=True, slots=True)
class Thing:
    """What an act is done to: an order, an item, an employee, a terminal, or a company's messages or logs.

    What is left out belongs to no such place or person, so that no right reaches it by that way.
    """

    company: int
    people: frozenset[int] = frozenset()
    """The employees who have it in hand (several where stages run side by side), or the employee it is."""
    teams: frozenset[int] = frozenset()
    hall: int | None = None
    grid: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """All that an employee may do one act to, on one day: what has one of these marks, in one company."""

    company: int
    whole_company: bool = False
    others_than: int | None = None
    """Every employee of the company but this one."""
    people: frozenset[int] = frozenset()
    team: int | None = None
    hall: int | None = None
    grid: int | None = None

    def __contains__(self, thing: Thing) -> bool:
        if thing.company != self.company:
            return False
        return (
            self.whole_company
            or (self.others_than is not None and bool(thing.people) and self.others_than not in thing.people)
            or not self.people.isdisjoint(thing.people)
            or self.team in thing.teams
            or (self.hall is not None and self.hall == thing.hall)
            or (self.grid is not None and self.grid == thing.grid)
        )


def reaches(who: Employee, act: Act) -> frozenset[Reach]:
    """How far their posts go, each for itself; empty when none may do this, or they are not active."""
    found = {RIGHTS[act][post] for post in who.posts} if who.active else set()
    return frozenset(found - {NO})


def span(who: Employee, act: Act, today: date) -> Span:
    """What `who` may do `act` to on `today` (China Standard Time): the condition of a list."""
    found = reaches(who, act)
    people = frozenset({who.number}) if found & {SELF, OWN, OWN_TEAM} else frozenset()
    if found & {OWN, OWN_TEAM}:
        people |= who.stood_in_for(today)
    return Span(
        who.company,
        whole_company=COMPANY in found,
        others_than=who.number if OTHERS in found else None,
        people=people,
        team=who.team if found & {TEAM, OWN_TEAM} else None,
        hall=who.hall if HALL in found else None,
        grid=who.grid if GRID in found else None,
    )


def may(who: Employee, act: Act, on: Thing, today: date) -> Decision:
    """Whether `who` may do `act` to `on`, on `today` (China Standard Time), or why not."""
    if not who.active:
        return Decision.NOT_ACTIVE
    if on.company != who.company:
        return Decision.OTHER_COMPANY
    if not who.posts:
        return Decision.NO_POST
    found = reaches(who, act)
    if not found:
        return Decision.NOT_FOR_POST
    return Decision.ALLOWED if on in span(who, act, today) else _why_not(who, on, found)


def _why_not(who: Employee, on: Thing, found: frozenset[Reach]) -> Decision:
    """The reason that says most, of a thing of their company which their posts do not reach."""
    if OTHERS in found:
        return Decision.NOT_ONESELF
    if found & {OWN, OWN_TEAM} and any(one.absent in on.people for one in who.stands_in):
        return Decision.NOT_STANDING_IN_TODAY
    if found & {TEAM, OWN_TEAM}:
        return Decision.OTHER_TEAM
    if HALL in found:
        return Decision.OTHER_HALL
    return Decision.OTHER_GRID if GRID in found else Decision.NOT_THEIRS
