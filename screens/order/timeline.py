"""An order's stages as nodes of the rail."""

from datetime import date

from kiosk.following import today_of
from kiosk.i18n import of, t
from screens.widgets.rail import Moment, Node
from screens.words import day
from services.contracts.language import Language
from services.contracts.orders import OrderDetail, StageState, StageView, Standing


def nodes(language: Language, order: OrderDetail) -> list[Node]:
    """First to last."""
    begun = [stage.step for stage in order.stages if stage.state is StageState.CURRENT]
    later = [stage.step for stage in order.stages if stage.state is StageState.LATER]
    next_step = min(later) if begun and later else None
    now = today_of(order)
    paused = order.standing is Standing.PAUSED
    return [_node(language, stage, next_step, now, paused=paused) for stage in order.stages]


def _node(language: Language, stage: StageView, next_step: int | None, now: date, *, paused: bool) -> Node:
    moment = _moment(stage, next_step)
    halted = paused and stage.state is StageState.CURRENT
    return Node(
        title=of(language, stage.name),
        when=t(language, "standing.paused") if halted else _when(language, stage, now),
        moment=moment,
        note=_note(language, stage) if moment == "now" else "",
        note_tone="late" if stage.late else "ink_quiet",
        customer=stage.side == "customer",
    )


def _moment(stage: StageView, next_step: int | None) -> Moment:
    match stage.state:
        case StageState.DONE:
            return "done"
        case StageState.CURRENT:
            return "now"
        case StageState.SKIPPED:
            return "skipped"
        case StageState.STOPPED:
            return "stopped" if stage.started_on else "skipped"
    return "next" if stage.step == next_step else "later"


def _when(language: Language, stage: StageView, now: date) -> str:
    if stage.state is StageState.SKIPPED:
        return t(language, "order.stage.skipped")
    if stage.state is StageState.STOPPED:
        return t(language, "order.stage.stopped" if stage.started_on else "order.stage.dropped")
    if stage.state is StageState.CURRENT:
        return t(language, "order.stage.yours" if stage.side == "customer" else "order.stage.now")
    if stage.state is StageState.DONE:
        finished = day(language, stage.finished_on) if stage.finished_on else t(language, "order.stage.over")
        return f"{finished} · {variance(language, stage.variance_days)}" if stage.variance_days else finished
    if stage.planned_finish is None:
        return t(language, "order.stage.no_day")
    planned = stage.planned_finish.day
    key = "order.stage.was_planned" if planned < now else "order.stage.planned"
    return t(language, key, day=day(language, planned))


def _note(language: Language, stage: StageView) -> str:
    """Planned against actual in words."""
    if stage.planned_finish is None:
        return ""
    planned = day(language, stage.planned_finish.day)
    if stage.late and stage.variance_days:
        key = "order.stage.overdue.one" if stage.variance_days == 1 else "order.stage.overdue"
        return t(language, key, day=planned, days=stage.variance_days)
    return t(language, "order.stage.planned", day=planned)


def variance(language: Language, days: int) -> str:
    """提前 2 天, 晚 1 天."""
    key = "order.stage.late" if days > 0 else "order.stage.early"
    return t(language, f"{key}.one" if abs(days) == 1 else key, days=abs(days))
