"""Reading personal fields whole: for which reasons, by which posts, and what is logged."""

from dataclasses import astuple, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import CHINA
from services.hub.domain.posts import Employee, Post, StandIn
from services.hub.domain.rights import RIGHTS, Decision, Reach, Thing, may
from services.hub.domain.unmasking import (
    FIELDS_FOR,
    MASKED_FOR,
    REASON_NAMES,
    PersonalField,
    Reading,
    ReadingProblem,
    Reason,
    masked_fields,
    possible_reasons,
    unmask,
)
from tests.services.hub.domain.staff import TODAY, employees, things

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
NAME, PHONE, ADDRESS = PersonalField.NAME, PersonalField.PHONE, PersonalField.ADDRESS
LI = Employee(number=1, company=1, posts=frozenset({Post.HANDLER}), team=4)
ORDER = Thing(company=1, people=frozenset({1}), teams=frozenset({4}), hall=7)


def read(
    who: Employee, fields: set[PersonalField], reason: Reason, on: Thing = ORDER, at: datetime = NOW
) -> object:
    return unmask(who, fields, reason, customer=55, order=66, on=on, at=at)


def test_the_tables_are_total() -> None:
    assert set(FIELDS_FOR) == set(REASON_NAMES) == set(Reason)
    assert set(MASKED_FOR) == set(Post)


def test_reasons_are_there_for_exactly_the_posts_that_may_read() -> None:
    named = {post for posts in FIELDS_FOR.values() for post in posts}
    assert named == {post for post, reach in RIGHTS[Act.READ_PERSONAL].items() if reach is not Reach.NO}


def test_nothing_is_read_whole_that_is_not_seen_masked() -> None:
    for posts in FIELDS_FOR.values():
        assert all(fields and fields <= MASKED_FOR[post] for post, fields in posts.items())


def test_a_reading_says_who_whose_why_and_when() -> None:
    reading = read(LI, {NAME, PHONE}, Reason.CALL_CUSTOMER)
    assert reading == Reading(
        reader=1,
        posts=frozenset({Post.HANDLER}),
        customer=55,
        order=66,
        fields=frozenset({NAME, PHONE}),
        reason=Reason.CALL_CUSTOMER,
        at=NOW,
    )
    assert "13800001234" not in repr(astuple(reading))


def test_all_fields_or_none() -> None:
    assert read(LI, {PHONE, ADDRESS}, Reason.CALL_CUSTOMER) is ReadingProblem.NOT_FOR_REASON
    assert isinstance(read(LI, {PHONE, ADDRESS}, Reason.VISIT_SITE), Reading)
    assert read(LI, set(), Reason.VISIT_SITE) is ReadingProblem.NO_FIELD


def test_who_does_not_reach_the_order_learns_why() -> None:
    assert read(replace(LI, number=2), {NAME}, Reason.CALL_CUSTOMER) is Decision.NOT_THEIRS
    auditor = replace(LI, posts=frozenset({Post.AUDITOR}))
    assert read(auditor, {NAME}, Reason.SETTLE_COMPLAINT) is Decision.NOT_FOR_POST
    assert read(replace(LI, company=2), {NAME}, Reason.CALL_CUSTOMER) is Decision.OTHER_COMPANY


def test_a_post_that_reaches_lends_its_reach_to_no_other() -> None:
    """At the window she may compare papers of her hall's orders; going to the site is for her own orders."""
    both = replace(LI, number=2, hall=7, posts=frozenset({Post.HANDLER, Post.HALL_STAFF}))
    assert isinstance(read(both, {ADDRESS}, Reason.CHECK_PAPERS), Reading)
    assert read(both, {ADDRESS}, Reason.VISIT_SITE) is ReadingProblem.NOT_FOR_REASON
    assert possible_reasons(both, ADDRESS, ORDER, NOW) == [Reason.CHECK_PAPERS, Reason.VERIFY_CALLER]
    elsewhere = replace(ORDER, people=frozenset({2}), hall=8)
    assert possible_reasons(both, ADDRESS, elsewhere, NOW) == [Reason.VISIT_SITE]


def test_a_substitute_reads_until_midnight_in_china() -> None:
    friday = date(2026, 11, 27)
    zhao = replace(LI, number=2, team=9, stands_in=frozenset({StandIn(1, date(2026, 11, 23), friday)}))
    last = datetime(2026, 11, 27, 23, 59, tzinfo=CHINA)
    over = datetime(2026, 11, 28, 0, 0, tzinfo=CHINA)
    assert isinstance(read(zhao, {NAME}, Reason.CALL_CUSTOMER, at=last), Reading)
    assert over.astimezone(UTC).date() == friday
    assert read(zhao, {NAME}, Reason.CALL_CUSTOMER, at=over) is Decision.NOT_STANDING_IN_TODAY


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read(LI, {NAME}, Reason.CALL_CUSTOMER, at=datetime(2026, 11, 23, 9, 30))


def test_what_each_sees_masked() -> None:
    assert masked_fields(LI) == {NAME, PHONE, ADDRESS}
    assert masked_fields(replace(LI, posts=frozenset({Post.MAINTENANCE}))) == {PHONE}
    assert masked_fields(replace(LI, posts=frozenset({Post.AUDITOR}))) == {NAME}
    assert masked_fields(replace(LI, posts=frozenset({Post.COMMUNITY_MEMBER}))) == set()
    assert masked_fields(replace(LI, posts=frozenset())) == set()
    assert masked_fields(replace(LI, active=False)) == set()


@given(employees, things, st.sampled_from(PersonalField), st.sampled_from(Reason))
def test_the_reasons_to_choose_from_are_those_that_work(
    who: Employee, on: Thing, field: PersonalField, reason: Reason
) -> None:
    reading = read(who, {field}, reason, on)
    assert isinstance(reading, Reading) is (reason in possible_reasons(who, field, on, NOW))
    if isinstance(reading, Reading):
        assert may(who, Act.READ_PERSONAL, on, TODAY).allowed
        assert reading.posts and reading.posts <= who.posts
        assert field in masked_fields(who)
