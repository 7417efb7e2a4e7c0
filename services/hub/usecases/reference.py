"""What changes rarely and is asked for always, held in memory: the working-day table, the flows' texts, and
by what something unanswered goes up.

They are loaded again when a data file was loaded into the database, which is looked at every few seconds at
most.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from sqlalchemy import Connection

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.raising import Raising, RaisingRule
from services.hub.domain.terms import Side, SupplyKind
from services.hub.domain.urging import UrgeKind
from services.hub.domain.workhours import WorkingDay, WorkingSpan
from services.hub.store.queries_reference import (
    CALENDAR,
    FLOW_STAGES,
    FLOWS,
    RAISING_FILES,
    RAISING_RULES,
    VERSION,
    WORKING_HOURS,
)

_LOOK_AGAIN = timedelta(seconds=5)


class TextDict(TypedDict):
    """contracts.base.Text, ready to be sent."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class FlowStageFacts:
    """A stage of a flow."""

    id: int
    code: str
    step: int
    side: Side
    name: TextDict
    does: TextDict
    awaited: TextDict | None
    bring: TextDict | None


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """A version of a flow, its stages in order."""

    name: TextDict
    stages: tuple[FlowStageFacts, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, from one moment."""

    version: tuple[int | None, int]
    calendar: WorkCalendar
    flows: dict[int, FlowFacts]
    stages: dict[int, FlowStageFacts]
    raising: dict[str, Raising]
    """The newest of each code, as companies name it."""


class Reference:
    """Holds the facts."""

    def __init__(self) -> None:
        self._facts: Facts | None = None
        self._looked_at: datetime | None = None

    def facts(self, connection: Connection, now: datetime) -> Facts:
        """The facts, at most a few seconds old. Raises ValueError when no calendar was loaded."""
        facts, looked_at = self._facts, self._looked_at
        if facts and looked_at and timedelta(0) <= now - looked_at < _LOOK_AGAIN:
            return facts
        newest, count = connection.execute(VERSION).one()
        version = (newest, count)
        if facts is None or facts.version != version:
            facts = _load(connection, version)
        self._facts, self._looked_at = facts, now
        return facts

    def knowing(self, connection: Connection, now: datetime, flows: set[int]) -> Facts:
        """The facts, new enough to know these flows."""
        facts = self.facts(connection, now)
        if not flows <= facts.flows.keys():
            self._looked_at = None
            facts = self.facts(connection, now)
        return facts


def _load(connection: Connection, version: tuple[int | None, int]) -> Facts:
    by_flow: dict[int, list[FlowStageFacts]] = {}
    for row in connection.execute(FLOW_STAGES):
        stage = FlowStageFacts(
            id=row.id,
            code=row.code,
            step=row.step,
            side=Side(row.side),
            name=TextDict(zh=row.name_zh, en=row.name_en),
            does=TextDict(zh=row.does_zh, en=row.does_en),
            awaited=_text_or_none(row.awaited_zh, row.awaited_en),
            bring=_text_or_none(row.bring_zh, row.bring_en),
        )
        by_flow.setdefault(row.flow_id, []).append(stage)
    return Facts(
        version=version,
        calendar=WorkCalendar.from_rows(
            [(row.day, row.working) for row in connection.execute(CALENDAR).all()]
        ),
        flows={
            row.id: FlowFacts(TextDict(zh=row.name_zh, en=row.name_en), tuple(by_flow.get(row.id, ())))
            for row in connection.execute(FLOWS)
        },
        stages={stage.id: stage for stages in by_flow.values() for stage in stages},
        raising=_raising(connection),
    )


def _raising(connection: Connection) -> dict[str, Raising]:
    spans: dict[int, list[WorkingSpan]] = {}
    for row in connection.execute(WORKING_HOURS):
        spans.setdefault(row.data_file_id, []).append(WorkingSpan(row.begins, row.ends))
    rules: dict[int, list[RaisingRule]] = {}
    for told in connection.execute(RAISING_RULES):
        rule = RaisingRule(
            kind=UrgeKind(told.kind) if told.kind else None,
            supply=SupplyKind(told.supply) if told.supply else None,
            joint=told.joint,
            leader_hours=told.leader_hours,
            dispatcher_hours=told.dispatcher_hours,
        )
        rules.setdefault(told.data_file_id, []).append(rule)
    return {
        row.code: Raising(WorkingDay(spans[row.id]), tuple(rules[row.id]))
        for row in connection.execute(RAISING_FILES)
    }


def _text_or_none(zh: str, en: str) -> TextDict | None:
    return TextDict(zh=zh, en=en) if zh or en else None
