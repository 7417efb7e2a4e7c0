"""Posts: which exclude each other, and who can stand in for whom."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.hub.domain.posts import (
    POST_NAMES,
    Employee,
    Post,
    PostsProblem,
    StandIn,
    SubstituteProblem,
    posts_problem,
    substitute_problem,
)

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
LI = Employee(number=1, company=1, posts=frozenset({Post.HANDLER}), team=1)
ZHAO = Employee(number=2, company=1, posts=frozenset({Post.TEAM_LEADER}), team=2)


def test_every_post_has_its_own_name() -> None:
    assert set(POST_NAMES) == set(Post)
    assert (
        len({name.zh for name in POST_NAMES.values()})
        == len({n.en for n in POST_NAMES.values()})
        == len(Post)
    )


@pytest.mark.parametrize(
    ("held", "problem"),
    [
        ({Post.HANDLER, Post.TEAM_LEADER, Post.HALL_STAFF, Post.DISPATCHER, Post.MAINTENANCE}, None),
        ({Post.ADMINISTRATOR, Post.MAINTENANCE}, None),
        ({Post.ADMINISTRATOR, Post.DISPATCHER}, PostsProblem.ADMINISTRATOR_HANDLES_NOTHING),
        ({Post.AUDITOR, Post.ADMINISTRATOR}, PostsProblem.AUDITOR_STANDS_ALONE),
        ({Post.AUDITOR, Post.HANDLER}, PostsProblem.AUDITOR_STANDS_ALONE),
        ({Post.COMMUNITY_MEMBER, Post.HANDLER}, PostsProblem.COMMUNITY_MEMBER_STANDS_ALONE),
        (set(), None),
        *(({post}, None) for post in Post),
    ],
)
def test_posts_together(held: set[Post], problem: PostsProblem | None) -> None:
    assert posts_problem(held) is problem


def test_who_can_stand_in() -> None:
    assert substitute_problem(LI, ZHAO, MONDAY, FRIDAY) is None
    assert substitute_problem(LI, ZHAO, MONDAY, MONDAY) is None


@pytest.mark.parametrize(
    ("substitute", "last", "problem"),
    [
        (LI, FRIDAY, SubstituteProblem.THEMSELVES),
        (replace(ZHAO, company=2), FRIDAY, SubstituteProblem.OTHER_COMPANY),
        (replace(ZHAO, active=False), FRIDAY, SubstituteProblem.NOT_ACTIVE),
        (replace(ZHAO, posts=frozenset({Post.HALL_STAFF})), FRIDAY, SubstituteProblem.HANDLES_NOTHING),
        (ZHAO, MONDAY - timedelta(days=1), SubstituteProblem.LAST_BEFORE_FIRST),
    ],
)
def test_who_cannot(substitute: Employee, last: date, problem: SubstituteProblem) -> None:
    assert substitute_problem(LI, substitute, MONDAY, last) is problem


def test_first_and_last_day_are_included() -> None:
    zhao = replace(ZHAO, stands_in=frozenset({StandIn(LI.number, MONDAY, FRIDAY)}))
    days = [MONDAY + timedelta(days=n) for n in range(-1, 6)]
    assert [zhao.stood_in_for(day) == {LI.number} for day in days] == [False, *[True] * 5, False]
