"""All rights as readable text, so that a change of rights shows in review.

rights.txt is what `may` says, found by asking for every act, post and kind of thing. docs/rights.md holds the
tables themselves. WRITE_RIGHTS=1 in the environment writes both anew: read the difference before committing.
"""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from services.hub.domain.acts import ACT_NAMES, Act
from services.hub.domain.posts import POST_NAMES, Employee, Post, StandIn
from services.hub.domain.rights import RIGHTS, Reach, Thing, may
from services.hub.domain.unmasking import FIELDS_FOR, MASKED_FOR, REASON_NAMES, PersonalField, Reason
from tests.services.hub.domain.staff import TODAY, TOMORROW, YESTERDAY

GOLDEN = Path(__file__).with_name("rights.txt")
PAGE = Path(__file__).parents[4] / "docs" / "rights.md"
BEGIN, END = "<!-- written by a test: begin -->\n", "<!-- written by a test: end -->\n"

ME, ABSENT, FORMER, COMING, ANOTHER = 1, 2, 3, 4, 5
WHO = Employee(
    number=ME,
    company=1,
    posts=frozenset(),
    team=1,
    hall=1,
    grid=1,
    stands_in=frozenset(
        {
            StandIn(ABSENT, TODAY, TODAY),
            StandIn(FORMER, YESTERDAY, YESTERDAY),
            StandIn(COMING, TOMORROW, TOMORROW),
        }
    ),
)
NOBODYS = Thing(company=1)
MINE_IN_ALL = Thing(company=1, people=frozenset({ME, ABSENT}), teams=frozenset({1}), hall=1, grid=1)

THINGS = {
    "own": replace(NOBODYS, people=frozenset({ME})),
    "stood-in-for": replace(NOBODYS, people=frozenset({ABSENT})),
    "stood-in-for-yesterday": replace(NOBODYS, people=frozenset({FORMER})),
    "stands-in-for-tomorrow": replace(NOBODYS, people=frozenset({COMING})),
    "own-team": replace(NOBODYS, teams=frozenset({1})),
    "other-team": replace(NOBODYS, teams=frozenset({2})),
    "own-hall": replace(NOBODYS, hall=1),
    "other-hall": replace(NOBODYS, hall=2),
    "own-grid": replace(NOBODYS, grid=1),
    "other-grid": replace(NOBODYS, grid=2),
    "anothers": replace(NOBODYS, people=frozenset({ANOTHER}), teams=frozenset({2}), hall=2, grid=2),
    "nobodys": NOBODYS,
    "other-company": replace(MINE_IN_ALL, company=2),
}

REACH_WORDS = {
    Reach.NO: "–",
    Reach.SELF: "self",
    Reach.OWN: "own",
    Reach.TEAM: "team",
    Reach.OWN_TEAM: "own, team",
    Reach.HALL: "hall",
    Reach.GRID: "grid",
    Reach.OTHERS: "others",
    Reach.COMPANY: "company",
}


def reached(post: Post | None, act: Act) -> str:
    who = replace(WHO, posts=frozenset({post} if post else ()))
    names = [name for name, thing in THINGS.items() if may(who, act, thing, TODAY).allowed]
    return "everything but other-company" if names == list(THINGS)[:-1] else ", ".join(names) or "-"


def all_rights() -> str:
    lines = [f"{act:<18}{post or 'no post':<18}{reached(post, act)}" for act in Act for post in (*Post, None)]
    return "\n".join(lines) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def fields(some: Iterable[PersonalField]) -> str:
    return ", ".join(field for field in PersonalField if field in set(some)) or "–"


def tables() -> str:
    posts = [POST_NAMES[post] for post in Post]
    head = [f"{name.zh}<br>{name.en}" for name in posts]
    acts = (
        [
            f"{ACT_NAMES[act].zh}<br>{ACT_NAMES[act].en} (`{act}`)",
            *(REACH_WORDS[RIGHTS[act][post]] for post in Post),
        ]
        for act in Act
    )
    reasons = (
        [
            f"{REASON_NAMES[reason].zh}<br>{REASON_NAMES[reason].en} (`{reason}`)",
            *(fields(FIELDS_FOR[reason].get(post, ())) for post in Post),
        ]
        for reason in Reason
    )
    masked = ["脱敏显示<br>Seen masked", *(fields(MASKED_FOR[post]) for post in Post)]
    return (
        f"\n## Acts\n\n{table(['', *head], acts)}"
        f"\n## Personal fields\n\n{table(['', *head], [masked, *reasons])}\n"
    )


def kept(file: Path, text: str) -> str:
    """What the file says; under WRITE_RIGHTS=1 it is written first."""
    if os.environ.get("WRITE_RIGHTS") == "1":
        file.write_text(text, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def test_rights_are_as_they_were_reviewed() -> None:
    text = all_rights()
    assert text.splitlines() == kept(GOLDEN, text).splitlines()


def test_the_page_on_rights_is_current() -> None:
    prose, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    text = prose + BEGIN + tables() + END + after
    assert text.splitlines() == kept(PAGE, text).splitlines()
