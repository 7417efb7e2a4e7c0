"""Employees and things of two small companies, for tests of rights: few keys, so that they often meet."""

from datetime import date, timedelta

from hypothesis import strategies as st

from services.hub.domain.posts import Employee, Post, StandIn
from services.hub.domain.rights import Thing

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

_keys = st.integers(1, 3)
_marks = st.none() | _keys
_days = st.sampled_from([YESTERDAY, TODAY, TOMORROW])

any_posts = st.frozensets(st.sampled_from(Post))

employees = st.builds(
    Employee,
    number=_keys,
    company=st.integers(1, 2),
    posts=any_posts,
    active=st.just(True),
    team=_marks,
    hall=_marks,
    grid=_marks,
    stands_in=st.frozensets(st.builds(StandIn, absent=_keys, first=_days, last=_days), max_size=3),
)

things = st.builds(
    Thing,
    company=st.integers(1, 2),
    people=st.frozensets(_keys, max_size=2),
    teams=st.frozensets(_keys, max_size=2),
    hall=_marks,
    grid=_marks,
)
