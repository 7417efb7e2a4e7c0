"""Lines of running orders, in words."""

from datetime import date
from typing import Any

from services.contracts.language import Language
from services.hub.domain.clocks import Clock, ClockState
from services.hub.staff.words import WORDS
from services.hub.usecases.staff_orders import Running

PAGE = 50
"""Lines."""


def line_of(one: Running, language: Language, today: date) -> dict[str, Any]:
    """A line, with its days in words."""
    return {
        "order_no": one.order_no,
        "customer": one.customer,
        "stage": one.stage_en if language == "en" else one.stage_zh,
        "handler": one.handler,
        "since": _since(one.entered_on, language, today),
        "left": _left(one, language),
        "how": one.clock.state.value,
        "planned_finish": one.planned_finish,
    }


def _since(entered: date | None, language: Language, today: date) -> str:
    if entered is None:
        return ""
    count, words = (today - entered).days, WORDS[language]
    if count < 1:
        return words["orders.since_today"]
    return words["since.days" if count > 1 else "since.days.one"].format(count=count)


def _left(one: Running, language: Language) -> str:
    """What is left until the planned finish, or how long that is over."""
    words, clock = WORDS[language], one.clock
    if clock.state is ClockState.NONE:
        return words["standing.waiting-for-customer" if one.waits_for_customer else "orders.no_date"]
    kind, count = _counted(clock)
    return words[f"orders.{kind}" if count != 1 else f"orders.{kind}.one"].format(count=count)


def _counted(clock: Clock) -> tuple[str, int]:
    if clock.over:
        return "over", clock.over
    return ("left", clock.left) if clock.left else ("last_day", 0)
