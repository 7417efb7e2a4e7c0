"""Raising files (assets/flows/raising/*.toml): after how many working hours what is unanswered goes up."""

from dataclasses import dataclass

from services.hub.domain.datafile import Table
from services.hub.domain.raising import Raising, RaisingRule
from services.hub.domain.terms import SupplyKind
from services.hub.domain.urging import UrgeKind
from services.hub.domain.workhours import WorkingDay, WorkingSpan


@dataclass(frozen=True, slots=True)
class RaisingSet:
    """A version of the rules; a company names the one that it works by."""

    code: str
    version: str
    source: str
    spans: tuple[WorkingSpan, ...]
    raising: Raising


def parse_raising(text: str, file: str) -> RaisingSet:
    """A raising set from a file's text. Raises DataFileError with file, key and reason."""
    table = Table.parse(text, file)
    code, version, source = table.code("code"), table.string("version"), table.string("source")
    spans = tuple(_span(one) for one in table.tables("working_hours"))
    try:
        day = WorkingDay(spans)
    except ValueError as error:
        raise table.error("working_hours", str(error)) from error
    rules = tuple(rule for one in table.tables("rules") for rule in _rules(one))
    table.nothing_else()
    return RaisingSet(code, version, source, spans, Raising(day, rules))


def _span(table: Table) -> WorkingSpan:
    span = WorkingSpan(table.clock_time("from"), table.clock_time("until"))
    table.nothing_else()
    return span


def _rules(table: Table) -> list[RaisingRule]:
    """One for each kind of supply that the entry names."""
    kind = table.choice("kind", UrgeKind) if table.has("kind") else None
    supplies = table.choices("supply", SupplyKind) if table.has("supply") else (None,)
    joint = table.flag("joint") if table.has("joint") else False
    hours = table.number("leader_hours", least=1), table.number("dispatcher_hours", least=1)
    table.nothing_else()
    return [RaisingRule(kind, supply, joint, *hours) for supply in supplies]
