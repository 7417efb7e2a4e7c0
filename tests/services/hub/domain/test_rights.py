"""Rights: what holds for all, and why something is refused. The single rows are pinned in rights.txt."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.acts import ACT_NAMES, Act
from services.hub.domain.posts import Employee, Post, StandIn
from services.hub.domain.rights import RIGHTS, Decision, Thing, may, span
from tests.services.hub.domain.staff import TODAY, TOMORROW, YESTERDAY, employees, things

acts = st.sampled_from(Act)

LI, ZHAO = 1, 2
OURS = Thing(company=1)


def employee(*posts: Post, number: int = ZHAO, **standing: int) -> Employee:
    return Employee(number=number, company=1, posts=frozenset(posts), **standing)


def allowed(who: Employee, act: Act, on: Thing) -> bool:
    return may(who, act, on, TODAY).allowed


def test_the_table_is_total() -> None:
    assert set(RIGHTS) == set(ACT_NAMES) == set(Act)
    assert all(set(row) == set(Post) for row in RIGHTS.values())


@given(employees, acts, things)
def test_nobody_without_a_post_may_anything(who: Employee, act: Act, on: Thing) -> None:
    assert not allowed(replace(who, posts=frozenset()), act, on)


@given(employees, acts, things)
def test_nobody_who_has_left_may_anything(who: Employee, act: Act, on: Thing) -> None:
    gone = replace(who, active=False)
    assert may(gone, act, on, TODAY) is Decision.NOT_ACTIVE
    assert on not in span(gone, act, TODAY)


@given(employees, acts, things)
def test_nothing_crosses_companies(who: Employee, act: Act, on: Thing) -> None:
    elsewhere = replace(on, company=who.company % 2 + 1)
    assert may(who, act, elsewhere, TODAY) is Decision.OTHER_COMPANY
    assert elsewhere not in span(who, act, TODAY)


@given(employees, acts, things)
def test_a_right_comes_from_one_post_or_another(who: Employee, act: Act, on: Thing) -> None:
    """So taking a post away never gives a right, and two posts give no more than each of them."""
    alone = [replace(who, posts=frozenset({post})) for post in who.posts]
    assert allowed(who, act, on) is any(allowed(one, act, on) for one in alone)


@given(employees, acts, things)
def test_a_list_shows_exactly_what_a_page_would(who: Employee, act: Act, on: Thing) -> None:
    assert (on in span(who, act, TODAY)) is allowed(who, act, on)


@given(employees, acts, things, st.sampled_from(Post))
def test_a_community_member_may_only_what_everybody_may(
    who: Employee, act: Act, on: Thing, other: Post
) -> None:
    member = replace(who, posts=frozenset({Post.COMMUNITY_MEMBER}))
    if allowed(member, act, on):
        assert allowed(replace(who, posts=frozenset({other})), act, on)


@given(employees, acts, things)
def test_only_todays_substitutes_count(who: Employee, act: Act, on: Thing) -> None:
    todays = frozenset(one for one in who.stands_in if one.first <= TODAY <= one.last)
    assert allowed(who, act, on) is allowed(replace(who, stands_in=todays), act, on)


def test_what_a_substitute_takes_over() -> None:
    """Seeing and answering, never the absent one's own person, post or substitutes."""
    of_li = Thing(company=1, people=frozenset({LI}), teams=frozenset({9}))
    zhao = employee(*Post, team=5)
    standing_in = replace(zhao, stands_in=frozenset({StandIn(LI, TODAY, TODAY)}))
    over = {
        act
        for act in Act
        for post in Post
        if allowed(replace(standing_in, posts=frozenset({post})), act, of_li)
        and not allowed(replace(zhao, posts=frozenset({post})), act, of_li)
    }
    assert over == {Act.READ_ORDER, Act.READ_ITEM, Act.ANSWER_ITEM, Act.RAISE_ITEM, Act.READ_PERSONAL}


def test_a_substitutes_substitute_does_not_get_it() -> None:
    of_li = Thing(company=1, people=frozenset({LI}))
    wang = replace(employee(Post.HANDLER, number=3), stands_in=frozenset({StandIn(ZHAO, TODAY, TODAY)}))
    assert may(wang, Act.ANSWER_ITEM, of_li, TODAY) is Decision.NOT_THEIRS


def test_stages_side_by_side_have_several_handlers_and_teams() -> None:
    order = Thing(company=1, people=frozenset({LI, ZHAO}), teams=frozenset({4, 5}))
    assert allowed(employee(Post.HANDLER), Act.READ_ORDER, order)
    assert allowed(employee(Post.TEAM_LEADER, number=7, team=5), Act.READ_ORDER, order)
    assert not allowed(employee(Post.TEAM_LEADER, number=7, team=6), Act.READ_ORDER, order)


def test_who_has_no_team_leads_none_and_what_has_none_is_led_by_none() -> None:
    assert not allowed(employee(Post.TEAM_LEADER), Act.READ_ITEM, replace(OURS, teams=frozenset({4})))
    assert not allowed(employee(Post.TEAM_LEADER, team=4), Act.READ_ITEM, OURS)
    assert not allowed(employee(Post.TEAM_LEADER), Act.READ_ITEM, OURS)
    assert not allowed(employee(Post.HALL_STAFF), Act.READ_ITEM, OURS)
    assert not allowed(employee(Post.COMMUNITY_MEMBER), Act.READ_PROGRESS, OURS)


@pytest.mark.parametrize("act", [Act.GRANT_POSTS, Act.RESET_SIGN_IN])
def test_an_administrator_does_not_do_it_to_themselves(act: Act) -> None:
    boss = employee(Post.ADMINISTRATOR)
    assert may(boss, act, replace(OURS, people=frozenset({boss.number})), TODAY) is Decision.NOT_ONESELF
    assert may(boss, act, replace(OURS, people=frozenset({LI})), TODAY) is Decision.ALLOWED
    assert may(boss, act, OURS, TODAY) is Decision.NOT_ONESELF  # nobody named: cannot be told from themselves


@pytest.mark.parametrize(
    ("who", "act", "on", "reason"),
    [
        (employee(), Act.READ_PROGRESS, OURS, Decision.NO_POST),
        (employee(Post.HANDLER), Act.READ_LOGS, OURS, Decision.NOT_FOR_POST),
        (employee(Post.ADMINISTRATOR), Act.READ_LOGS, OURS, Decision.NOT_FOR_POST),
        (employee(Post.HANDLER), Act.READ_ORDER, replace(OURS, people=frozenset({LI})), Decision.NOT_THEIRS),
        (
            employee(Post.TEAM_LEADER, team=5),
            Act.READ_ORDER,
            replace(OURS, teams=frozenset({4})),
            Decision.OTHER_TEAM,
        ),
        (employee(Post.HALL_STAFF, hall=5), Act.READ_ORDER, replace(OURS, hall=4), Decision.OTHER_HALL),
        (
            employee(Post.COMMUNITY_MEMBER, grid=5),
            Act.READ_PROGRESS,
            replace(OURS, grid=4),
            Decision.OTHER_GRID,
        ),
        (
            employee(Post.DISPATCHER),
            Act.KEEP_OWN_SIGN_IN,
            replace(OURS, people=frozenset({LI})),
            Decision.NOT_THEIRS,
        ),
    ],
)
def test_why_it_is_refused(who: Employee, act: Act, on: Thing, reason: Decision) -> None:
    assert may(who, act, on, TODAY) is reason


@pytest.mark.parametrize(
    "duty", [StandIn(LI, YESTERDAY, YESTERDAY), StandIn(LI, TOMORROW, TOMORROW)], ids=["over", "coming"]
)
def test_another_days_substitute_is_told_so(duty: StandIn) -> None:
    who = replace(employee(Post.HANDLER), stands_in=frozenset({duty}))
    of_li = replace(OURS, people=frozenset({LI}))
    assert may(who, Act.ANSWER_ITEM, of_li, TODAY) is Decision.NOT_STANDING_IN_TODAY
