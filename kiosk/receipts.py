"""What a receipt says: about twenty lines that a tired person can read at home. No whole number, no name.

Paper has room for what was done, for which order, what comes next, whom to call and a code to look again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kiosk.following import current_stages, following
from kiosk.i18n import full_day, full_moment, of, t
from kiosk.ports import ReceiptLine, ReceiptPart, ReceiptQr, ReceiptRule
from services.contracts.base import Language
from services.contracts.orders import OrderDetail, StageView, Standing
from services.contracts.terminals import Hall
from services.contracts.urges import UrgeView


@dataclass(frozen=True)
class ReceiptFacts:
    """All that a receipt is made from."""

    order: OrderDetail
    stage_id: str | None
    urge: UrgeView | None
    kept_no: str | None
    hall: Hall | None
    printed_at: datetime
    link: str | None
    """What the code opens; None prints no code."""


def lay_out(facts: ReceiptFacts, language: Language) -> tuple[ReceiptPart, ...]:
    """The receipt, top to bottom."""
    return (
        *_head(facts, language),
        ReceiptRule(),
        *_order(facts, language),
        *_urge(facts, language),
        ReceiptRule(),
        *_next(facts, language),
        *_foot(facts, language),
    )


def _line(language: Language, key: str, **values: object) -> ReceiptLine:
    return ReceiptLine(t(language, key, **values))


def _head(facts: ReceiptFacts, language: Language) -> Iterator[ReceiptPart]:
    if facts.hall is not None:
        yield ReceiptLine(of(language, facts.hall.company), align="center", bold=True)
        yield ReceiptLine(of(language, facts.hall.name), align="center")
    yield ReceiptLine(t(language, f"receipt.title.{_what(facts)}"), align="center", big=True, bold=True)


def _what(facts: ReceiptFacts) -> str:
    """What was done: "urge", "check", or nothing but looking at the "order"."""
    if facts.urge is not None:
        return facts.urge.kind
    asked = (stage.urge_kind for stage in facts.order.stages if stage.stage_id == facts.stage_id)
    return next(asked, None) or "urge" if facts.kept_no is not None else "order"


def _order(facts: ReceiptFacts, language: Language) -> Iterator[ReceiptPart]:
    order = facts.order
    if order.account:
        yield _line(language, "receipt.account", account=order.account)
    yield _line(language, "receipt.order", order_no=_last_four(order.order_no))
    yield _line(language, "receipt.flow", flow=of(language, order.flow))
    for stage in _spoken_of(facts):
        yield _line(language, "receipt.stage", stage=of(language, stage.name))
        if stage.handler is not None:
            yield _line(language, "receipt.handler", name=stage.handler.name, phone=stage.handler.phone)
    if not _spoken_of(facts) or order.standing is Standing.PAUSED:
        yield _line(language, f"standing.{order.standing}")


def _last_four(number: str) -> str:
    """The order's number is a key to sign in with, so paper shows its end only."""
    return "*" * max(0, len(number) - 4) + number[-4:]


def _spoken_of(facts: ReceiptFacts) -> list[StageView]:
    chosen = [stage for stage in facts.order.stages if stage.stage_id == facts.stage_id]
    return chosen or list(current_stages(facts.order))


def _urge(facts: ReceiptFacts, language: Language) -> Iterator[ReceiptPart]:
    if facts.urge is not None:
        yield _line(language, f"receipt.{facts.urge.kind}_no", number=facts.urge.urge_no)
        yield _line(language, "receipt.received", moment=full_moment(language, facts.urge.received_at))
    elif facts.kept_no is not None:
        yield _line(language, "receipt.kept_no", number=facts.kept_no)
        yield _line(language, "receipt.kept")


def _next(facts: ReceiptFacts, language: Language) -> Iterator[ReceiptPart]:
    for stage in _spoken_of(facts):
        if stage.awaited is not None:
            yield _line(language, "receipt.awaited", what=of(language, stage.awaited))
    ahead = following(facts.order)
    if ahead is None:
        return
    if not ahead.stages:
        yield _line(language, "order.next.last")
        return
    names = t(language, "list.comma").join(of(language, stage.name) for stage in ahead.stages)
    yield _line(language, "receipt.next", stage=names)
    if ahead.begins is None:
        yield _line(language, "receipt.next_day.unknown")
    else:
        key = "receipt.next_day.overdue" if ahead.overdue else "receipt.next_day"
        yield _line(language, key, day=full_day(language, ahead.begins))


def _foot(facts: ReceiptFacts, language: Language) -> Iterator[ReceiptPart]:
    if facts.hall is not None:
        yield _line(language, "receipt.call", phone=facts.hall.phone)
    yield _line(language, "receipt.printed", moment=full_moment(language, facts.printed_at))
    if facts.link is not None:
        yield ReceiptQr(facts.link)
        yield ReceiptLine(t(language, "receipt.scan"), align="center")
