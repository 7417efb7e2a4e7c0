"""Templates of messages: which one is in force, and all versions.

A company's own words go before those of data files, whatever came later: no start of a hub undoes an edit.
Among its own those for the customer's kind go before those for everybody. Of each the newest version counts;
one without a code of the provider's is not sent. Where nothing is in the customer's language it is Chinese.
"""

from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from services.hub.domain.terms import Language, OrderState, StageState
from services.hub.store.models import Company, MessageTemplate, Order, OrderStage, Urge, UrgeAnswer

_NEWER = aliased(MessageTemplate)
_NEWEST = ~exists().where(
    _NEWER.event == MessageTemplate.event,
    _NEWER.customer_kind == MessageTemplate.customer_kind,
    _NEWER.language == MessageTemplate.language,
    _NEWER.company_id.is_not_distinct_from(MessageTemplate.company_id),
    _NEWER.id > MessageTemplate.id,
)
_SEEN = or_(MessageTemplate.company_id.is_(None), MessageTemplate.company_id == bindparam("company"))

IN_FORCE = (
    select(MessageTemplate)
    .where(
        MessageTemplate.event == bindparam("event"),
        MessageTemplate.customer_kind.in_(("", bindparam("kind"))),
        MessageTemplate.language.in_((Language.CHINESE.value, bindparam("language"))),
        _SEEN,
        _NEWEST,
        MessageTemplate.provider_code != "",
    )
    .order_by(
        MessageTemplate.language != bindparam("language"),
        MessageTemplate.company_id.is_(None),
        MessageTemplate.customer_kind == "",
        MessageTemplate.id.desc(),
    )
    .limit(1)
)

VERSIONS = (
    select(MessageTemplate)
    .where(
        MessageTemplate.event == bindparam("event"),
        MessageTemplate.customer_kind == bindparam("kind"),
        MessageTemplate.language == bindparam("language"),
        _SEEN,
    )
    .order_by(MessageTemplate.id.desc())
)
"""Newest first."""

HOLD_COMPANY = select(Company.id).where(Company.id == bindparam("company")).with_for_update(key_share=True)
"""Until the transaction ends nobody else writes a version for it."""

SAME_CODE = (
    select(MessageTemplate.id)
    .where(
        MessageTemplate.provider_code == bindparam("code"),
        MessageTemplate.text.not_in(("", bindparam("text"))),
        _SEEN,
    )
    .limit(1)
)
"""Other words under this code of the provider."""

_WRITTEN_BY = aliased(MessageTemplate)
SAME_WORDS = (
    select(MessageTemplate.id)
    .join(
        _WRITTEN_BY,
        and_(
            _WRITTEN_BY.event == MessageTemplate.event,
            _WRITTEN_BY.language == MessageTemplate.language,
            _WRITTEN_BY.text == MessageTemplate.text,
        ),
    )
    .where(_WRITTEN_BY.id == bindparam("template"), _SEEN, MessageTemplate.provider_code != "")
    .order_by(MessageTemplate.company_id.is_(None), MessageTemplate.id.desc())
    .limit(1)
)
"""The very words of a template, under the code that they have by now."""

_ITEM = (
    select(Urge.urge_no, Order.id, Order.order_no)
    .join(Order, Order.id == Urge.order_id)
    .where(Order.company_id == bindparam("company"))
    .order_by(Urge.id.desc())
    .limit(1)
)
LATEST_ITEM = _ITEM.where(Urge.kind.in_(bindparam("kinds", expanding=True)))
LATEST_ANSWERED = _ITEM.join(UrgeAnswer, UrgeAnswer.urge_id == Urge.id)
LATEST_STAGE = (
    select(Order.id, Order.order_no)
    .join(OrderStage, OrderStage.order_id == Order.id)
    .where(
        Order.company_id == bindparam("company"),
        Order.state == OrderState.RUNNING.value,
        OrderStage.state == StageState.CURRENT.value,
    )
    .order_by(OrderStage.id.desc())
    .limit(1)
)
"""What a company has to show a template with."""


def of_order(latest: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Of the order of a number alone."""
    return latest.where(Order.order_no == bindparam("order_no"))
