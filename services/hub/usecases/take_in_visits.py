"""What rows of stage events say together of one visit of an order to a stage, and which visits are void.

An export tells a visit in one row or in several (entered, then finished), and a stage that was set back has
more than one visit. Visits of a stage are told apart by the moment of entering.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.hub.domain.chinatime import CHINA, china_date
from services.hub.usecases.take_in_records import Action, HandlerRecord, Reason, RowRefused, StageRecord

_ONE_DAY, _NO_TIME = timedelta(days=1), timedelta(0)
_NEVER = datetime.max.replace(tzinfo=CHINA) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VisitFact:
    """What a file says of one visit. None and empty texts say nothing."""

    lines: tuple[int, ...]
    """Of the rows that say it."""
    order_no: str
    stage: str
    entered_at: datetime | None
    finished_at: datetime | None
    unfinished: bool
    """It is said that it has not been finished."""
    set_back: bool
    skipped: bool
    planned_start: date | None
    planned_finish: date | None
    handler: HandlerRecord
    as_of: datetime

    @property
    def finished_on(self) -> date | None:
        """The day in China on which it was finished."""
        return china_date(self.finished_at) if self.finished_at else None

    @property
    def moment(self) -> datetime | None:
        """When it happened; None for what lies ahead. A finish of which only the day is known ends it."""
        if self.entered_at or not self.finished_at:
            return self.entered_at
        return self.finished_at + (_ONE_DAY if only_day(self.finished_at) else _NO_TIME)


def gather(
    rows: Iterable[tuple[int, StageRecord]],
) -> tuple[list[VisitFact], dict[int, RowRefused]]:
    """The visits that rows (with their lines) tell of, in the order in which they are to be taken in.

    Order by order; in each what has happened first, by its moment, then what lies ahead. A row that doesn't
    go together with those before it is refused.
    """
    orders: dict[str, dict[tuple[str, datetime | date | None], VisitFact]] = {}
    refused: dict[int, RowRefused] = {}
    for line, record in rows:
        visits = orders.setdefault(record.order_no, {})
        fact = _fact(line, record)
        key = _key(fact, visits)
        try:
            visits[key] = _merged(visits[key], fact) if key in visits else _checked(fact)
        except RowRefused as refusal:
            refused[line] = refusal
    in_order = [fact for visits in orders.values() for fact in sorted(visits.values(), key=_place)]
    return in_order, refused


def same_visit(one: datetime, other: datetime) -> bool:
    """Whether two moments of entering a stage tell of the same visit: one may know only the day."""
    if one == other:
        return True
    return china_date(one) == china_date(other) and (only_day(one) or only_day(other))


def only_day(moment: datetime) -> bool:
    """Whether the moment is a midnight in China, and so stands for its day."""
    local = moment.astimezone(CHINA)
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def void_visits(visits: Sequence[tuple[int, int, datetime]]) -> set[int]:
    """Places of the visits that a set-back made void, in a list of (step, stage, moment of entering).

    An order is set back when it enters a stage a second time. That makes void what it did before in that
    stage and in stages of later steps; stages beside it (of the same step) keep what they have.
    """
    void: set[int] = set()
    first: dict[int, datetime] = {}
    for _, stage, entered_at in visits:
        first[stage] = min(entered_at, first.get(stage, entered_at))
    for step, stage, entered_at in visits:
        if entered_at == first[stage]:
            continue
        for place, (other_step, other_stage, before) in enumerate(visits):
            if before < entered_at and (other_stage == stage or other_step > step):
                void.add(place)
    return void


def _fact(line: int, record: StageRecord) -> VisitFact:
    return VisitFact(
        lines=(line,),
        order_no=record.order_no,
        stage=record.stage,
        entered_at=record.entered_at,
        finished_at=record.finished_at,
        unfinished=record.action is Action.WORKING,
        set_back=record.action is Action.SET_BACK,
        skipped=record.action is Action.SKIP,
        planned_start=record.planned_start,
        planned_finish=record.planned_finish,
        handler=record.handler,
        as_of=record.as_of,
    )


def _key(
    fact: VisitFact, visits: Mapping[tuple[str, datetime | date | None], VisitFact]
) -> tuple[str, datetime | date | None]:
    """Under which the visit is kept: that of a row before it that tells of the same visit, else its own."""
    if fact.entered_at:
        for stage, moment in visits:
            if stage == fact.stage and isinstance(moment, datetime) and same_visit(moment, fact.entered_at):
                return stage, moment
        return fact.stage, fact.entered_at
    return fact.stage, fact.finished_on


def _merged(before: VisitFact, after: VisitFact) -> VisitFact:
    """Both rows together; where both say something the later row holds."""
    entered_at = before.entered_at
    if entered_at and after.entered_at and only_day(entered_at):
        entered_at = after.entered_at
    return _checked(
        replace(
            after,
            lines=before.lines + after.lines,
            entered_at=entered_at,
            finished_at=after.finished_at or (None if after.unfinished else before.finished_at),
            unfinished=after.unfinished or (before.unfinished and not after.finished_at),
            set_back=before.set_back or after.set_back,
            planned_start=after.planned_start or before.planned_start,
            planned_finish=after.planned_finish or before.planned_finish,
            handler=after.handler if after.handler.staff_no or after.handler.team else before.handler,
            as_of=max(before.as_of, after.as_of),
        )
    )


def _checked(fact: VisitFact) -> VisitFact:
    if fact.entered_at and fact.finished_on and fact.finished_on < china_date(fact.entered_at):
        zh, en = "完成早于开始", "finished before it began"
        raise RowRefused(Reason.DATES_REVERSED, zh, en)
    if fact.planned_start and fact.planned_finish and fact.planned_finish < fact.planned_start:
        zh, en = "计划完成早于计划开始", "planned to finish before it begins"
        raise RowRefused(Reason.DATES_REVERSED, zh, en)
    return fact


def _place(fact: VisitFact) -> tuple[datetime, bool, int]:
    return fact.moment or _NEVER, not fact.skipped, fact.lines[0]
