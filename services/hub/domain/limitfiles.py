"""Limit files (assets/flows/limits/*.toml), and which of them a company works by (assets/flows/companies)."""

from dataclasses import dataclass
from datetime import date

from services.hub.domain.datafile import Table
from services.hub.domain.limits import ANY_FLOW, OWN_ENTRY, WHOLE_ORDER, DayUnit, Limit, LimitRow
from services.hub.domain.messages import MessageEvent
from services.hub.domain.quiet import QuietHours
from services.hub.domain.terms import SupplyKind, Text

STANDARD_RAISING = "standard"
STAGE_NEWS_DAYS = 1


@dataclass(frozen=True, slots=True)
class LimitSet:
    """The limits of one source."""

    code: str
    version: str
    valid_from: date
    source: str
    confirmed: bool
    """False where only a weak reprint is at hand."""
    rows: tuple[LimitRow, ...]


@dataclass(frozen=True, slots=True)
class CompanyRules:
    """What a company works by."""

    code: str
    name: Text
    limits: tuple[str, ...]
    """Codes of limit sets; of two that limit the same, the later holds."""
    nearly_late_days: int
    """A stage is nearly late when so many working days, or fewer, are left."""
    raising: str = STANDARD_RAISING
    """Code of the raising set by which what is unanswered goes up."""
    quiet: QuietHours | None = None
    """When no message goes out; None where any hour will do."""
    told_at_night: tuple[MessageEvent, ...] = ()
    """But these."""
    stage_news_days: int = STAGE_NEWS_DAYS
    """A stage that was entered more calendar days ago is no news to the customer."""


def parse_limits(text: str, file: str) -> LimitSet:
    """A limit set from a file's text. Raises DataFileError with file, key and reason."""
    table = Table.parse(text, file)
    valid_from = table.day("valid_from")
    limits = LimitSet(
        code=table.code("code"),
        version=table.string("version"),
        valid_from=valid_from,
        source=table.string("source"),
        confirmed=table.flag("confirmed"),
        rows=_rows(table.tables("limits"), valid_from),
    )
    table.nothing_else()
    return limits


def parse_company(text: str, file: str) -> CompanyRules:
    """A company's rules from a file's text. Raises DataFileError with file, key and reason."""
    table = Table.parse(text, file)
    quiet, at_night = _quiet(table.table("quiet_hours")) if table.has("quiet_hours") else (None, ())
    rules = CompanyRules(
        code=table.code("code"),
        name=table.text("name"),
        limits=table.codes("limits"),
        nearly_late_days=table.number("nearly_late_days", least=0),
        raising=table.code("raising") if table.has("raising") else STANDARD_RAISING,
        quiet=quiet,
        told_at_night=at_night,
        stage_news_days=_news_days(table),
    )
    table.nothing_else()
    return rules


def _news_days(table: Table) -> int:
    return table.number("stage_news_days", least=0) if table.has("stage_news_days") else STAGE_NEWS_DAYS


def _quiet(table: Table) -> tuple[QuietHours, tuple[MessageEvent, ...]]:
    hours = QuietHours(table.clock_time("from"), table.clock_time("until"))
    if hours.begins == hours.ends:
        raise table.error("until", "must be another time than from")
    at_night = table.choices("but_not", MessageEvent) if table.has("but_not") else ()
    table.nothing_else()
    return hours, at_night


def _rows(tables: list[Table], valid_from: date) -> tuple[LimitRow, ...]:
    rows: dict[tuple[str, str, SupplyKind], LimitRow] = {}
    for table in tables:
        for row in _rows_of(table, valid_from):
            place = (row.flow_code, row.stage_code, row.supply)
            if place in rows:
                raise table.error("supply", f"{row.supply.value!r} has a limit for this stage already")
            rows[place] = row
    return tuple(rows.values())


def _rows_of(table: Table, valid_from: date) -> list[LimitRow]:
    """One row for each kind of supply that the entry names."""
    flow_code = table.code("flow") if table.has("flow") else ANY_FLOW
    stage_code = table.code("stage") if table.has("stage") else WHOLE_ORDER
    counts_from = table.code("counts_from") if table.has("counts_from") else OWN_ENTRY
    unit_stated = table.flag("unit_stated") if table.has("unit_stated") else True
    limit = Limit(table.number("days", least=0), table.choice("unit", DayUnit))
    supplies = table.choices("supply", SupplyKind)
    table.nothing_else()
    return [
        LimitRow(flow_code, stage_code, supply, limit, counts_from, valid_from, unit_stated)
        for supply in supplies
    ]
