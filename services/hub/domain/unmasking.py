"""Reading a customer's name, phone or address whole: for which reason each post may, and what must be logged.

A field is masked until a reason is chosen, and every such reading is logged with who, whose, why and when
(Personal Information Protection Law of China: article 6, a stated purpose and no more than it needs; article
51, rights to handle personal data set with measure; GB/T 22239-2019, 8.1.4.3, what users do is logged). Which
reason serves which field and post is our reading of article 6.

`unmask` is the only way to a `Reading`: whoever shows a field whole stores what it returned first, in the
same transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.hub.domain.acts import Act
from services.hub.domain.chinatime import china_date
from services.hub.domain.posts import Employee, Post
from services.hub.domain.rights import Decision, Thing, may
from services.hub.domain.terms import Text


class PersonalField(StrEnum):
    """What is masked. The values are stored."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"


class Reason(StrEnum):
    """Why a field is read whole, chosen by the reader. The values are stored."""

    CALL_CUSTOMER = "call-customer"
    VISIT_SITE = "visit-site"
    CHECK_PAPERS = "check-papers"
    VERIFY_CALLER = "verify-caller"
    SETTLE_COMPLAINT = "settle-complaint"


REASON_NAMES = {
    Reason.CALL_CUSTOMER: Text("联系客户", "To call the customer"),
    Reason.VISIT_SITE: Text("上门或现场勘查", "To go to the site"),
    Reason.CHECK_PAPERS: Text("核对客户证件", "To compare with the customer's papers"),
    Reason.VERIFY_CALLER: Text("核实来电人身份", "To make sure who is calling"),
    Reason.SETTLE_COMPLAINT: Text("处理投诉", "To settle a complaint"),
}

_NAME, _PHONE, _ADDRESS = PersonalField.NAME, PersonalField.PHONE, PersonalField.ADDRESS

FIELDS_FOR: dict[Reason, dict[Post, frozenset[PersonalField]]] = {
    Reason.CALL_CUSTOMER: {
        Post.HANDLER: frozenset({_NAME, _PHONE}),
        Post.TEAM_LEADER: frozenset({_NAME, _PHONE}),
        Post.HALL_STAFF: frozenset({_NAME, _PHONE}),
        Post.DISPATCHER: frozenset({_NAME, _PHONE}),
    },
    Reason.VISIT_SITE: {
        Post.HANDLER: frozenset({_NAME, _PHONE, _ADDRESS}),
        Post.TEAM_LEADER: frozenset({_NAME, _PHONE, _ADDRESS}),
    },
    Reason.CHECK_PAPERS: {
        Post.HALL_STAFF: frozenset({_NAME, _PHONE, _ADDRESS}),
    },
    Reason.VERIFY_CALLER: {
        Post.HALL_STAFF: frozenset({_NAME, _ADDRESS}),
        Post.DISPATCHER: frozenset({_NAME, _ADDRESS}),
    },
    Reason.SETTLE_COMPLAINT: {
        Post.TEAM_LEADER: frozenset({_NAME, _PHONE, _ADDRESS}),
        Post.DISPATCHER: frozenset({_NAME, _PHONE, _ADDRESS}),
    },
}
"""What each post may read whole for each reason; a post that is not named may read nothing for it."""

MASKED_FOR: dict[Post, frozenset[PersonalField]] = {
    Post.HANDLER: frozenset(PersonalField),
    Post.TEAM_LEADER: frozenset(PersonalField),
    Post.HALL_STAFF: frozenset(PersonalField),
    Post.DISPATCHER: frozenset(PersonalField),
    Post.MAINTENANCE: frozenset({_PHONE}),  # finds a message in the log by it
    Post.AUDITOR: frozenset({_NAME}),  # the log says whose field was read
    Post.ADMINISTRATOR: frozenset(),
    Post.COMMUNITY_MEMBER: frozenset(),
}
"""What each post sees masked, on the pages that it may open at all; the rest is not shown to it."""


class ReadingProblem(StrEnum):
    """Why fields stay masked though the customer's order is theirs to read. The values are stable codes."""

    NO_FIELD = "no-field"
    """None was asked for."""
    NOT_FOR_REASON = "not-for-reason"
    """This reason needs none of it, or is none of their post's."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading, as the log must keep it: by the hub's own keys, and never what was read."""

    reader: int
    """The employee: who."""
    posts: frozenset[Post]
    """By right of which posts."""
    customer: int
    """Whose."""
    order: int
    """On the page of which order."""
    fields: frozenset[PersonalField]
    reason: Reason
    """Why."""
    at: datetime
    """When: aware."""


def masked_fields(who: Employee) -> frozenset[PersonalField]:
    """The fields that `who` sees masked; whether they may open the page is asked of `rights.may`."""
    held = who.posts if who.active else frozenset()
    return frozenset().union(*(MASKED_FOR[post] for post in held))


def possible_reasons(who: Employee, field: PersonalField, on: Thing, at: datetime) -> list[Reason]:
    """The reasons for which `who` may read this field of an order whole at `at` (aware), to choose from."""
    return [reason for reason in Reason if _posts_for(who, {field}, reason, on, at)]


def unmask(
    who: Employee,
    fields: Collection[PersonalField],
    reason: Reason,
    *,
    customer: int,
    order: int,
    on: Thing,
    at: datetime,
) -> Reading | Decision | ReadingProblem:
    """The reading to be logged before anything is shown, or why nothing is: all of the fields, or none.

    `on` is the order with its handlers, teams and hall. Each post counts for itself: what one reaches is not
    read for a reason of another. Raises ValueError for a naive instant.
    """
    decision = may(who, Act.READ_PERSONAL, on, china_date(at))
    if not decision.allowed:
        return decision
    if not fields:
        return ReadingProblem.NO_FIELD
    posts = _posts_for(who, fields, reason, on, at)
    if not posts:
        return ReadingProblem.NOT_FOR_REASON
    return Reading(who.number, posts, customer, order, frozenset(fields), reason, at)


def _posts_for(
    who: Employee, fields: Collection[PersonalField], reason: Reason, on: Thing, at: datetime
) -> frozenset[Post]:
    """The posts of `who` that reach the order and may read all of these fields for this reason."""
    today = china_date(at)
    return frozenset(
        post
        for post, readable in FIELDS_FOR[reason].items()
        if post in who.posts
        and readable.issuperset(fields)
        and may(replace(who, posts=frozenset({post})), Act.READ_PERSONAL, on, today).allowed
    )
