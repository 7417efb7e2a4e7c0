"""Loads the versioned data files to tables: flows, limits, what goes up when, companies' rules, words, days.

A version that is there stays as it is, for orders keep the version they were filed under; a new one is added
beside it. Loading again changes nothing, and any number of hubs may load at once.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, delete, insert, select, text

from services.hub.domain import calendar_seed
from services.hub.domain.calendar import CalendarDay as Day
from services.hub.domain.flowfiles import FlowDefinition, parse_flow
from services.hub.domain.limitfiles import LimitSet, parse_company, parse_limits
from services.hub.domain.messagefiles import MessageWords, parse_message
from services.hub.domain.raisingfiles import RaisingSet, parse_raising
from services.hub.store.engine import make_engine, reading, writing
from services.hub.store.migrate import bring_up_to_date
from services.hub.store.models import (
    CalendarDay,
    DataFile,
    Flow,
    FlowStage,
    MessageTemplate,
    RaisingRule,
    WorkingHours,
)
from services.hub.usecases.company_rules import check_raising, is_settled, settle
from services.hub.usecases.events import HUB, record

DATA_DIRECTORY: Final = Path(__file__).parents[3] / "assets" / "flows"
"""Flows lie in it, the rest in folders of it: limits, raising, companies (their rules) and messages."""

_Content = TypeVar("_Content", FlowDefinition, LimitSet, MessageWords, RaisingSet)
_Key = tuple[str, str, str]


class DataConflict(ValueError):
    """A data file was changed without a new version; says which."""


@dataclass(frozen=True, slots=True)
class _File:
    """A data file with what it says (None: the calendar). `key` is its kind, code and version."""

    key: _Key
    sha256: str
    source: str
    content: FlowDefinition | LimitSet | MessageWords | RaisingSet | None


def open_database(database_url: str) -> Engine:
    """The database, its schema up to date and the data files loaded. Any number of hubs may do so at once."""
    engine = make_engine(database_url)
    bring_up_to_date(engine)
    load_data_files(engine)
    return engine


def load_data_files(
    engine: Engine, directory: Path = DATA_DIRECTORY, now: datetime | None = None
) -> list[str]:
    """Load what is new, and tell it as "kind code version".

    Raises DataFileError for a file that can't be read as what it should be, DataConflict for one that was
    changed under the same version, UnknownLimits and UnknownRaising for a company's rules that name what has
    no file, OSError.
    """
    files = [
        *_read(directory, "flow", parse_flow),
        *_read(directory / "limits", "limits", parse_limits),
        *_read(directory / "messages", "message", parse_message),
        *_read(directory / "raising", "raising", parse_raising),
        _calendar_file(),
    ]
    companies = [_parsed(parse_company, written, name) for name, written in _texts(directory / "companies")]
    limits = {
        (file.key[1], file.key[2]): file.content for file in files if isinstance(file.content, LimitSet)
    }
    for rules in companies:
        check_raising(rules, {file.key[1] for file in files if file.key[0] == "raising"})
    with reading(engine) as connection:
        if not _new(files, connection) and all(is_settled(connection, rules, limits) for rules in companies):
            return []
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE data_files IN SHARE ROW EXCLUSIVE MODE"))
        new = _new(files, connection)
        for file in new:
            _load(connection, file, now or datetime.now(UTC))
        changed = [rules for rules in companies if not is_settled(connection, rules, limits)]
        for rules in changed:
            settle(connection, rules, limits)
            record(
                connection,
                "company-rules-loaded",
                HUB,
                now or datetime.now(UTC),
                details={"code": rules.code},
            )
    return [" ".join(file.key) for file in new] + [f"company {rules.code}" for rules in changed]


def _texts(directory: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(directory.glob("*.toml")):
        yield path.name, path.read_text(encoding="utf-8")


def _read(directory: Path, kind: str, parse: Callable[[str, str], _Content]) -> Iterator[_File]:
    for name, written in _texts(directory):
        content = _parsed(parse, written, name)
        sha256 = hashlib.sha256(written.encode()).hexdigest()
        yield _File((kind, content.code, content.version), sha256, content.source, content)


@lru_cache(maxsize=64)
def _parsed(parse: Callable[[str, str], _Content], written: str, name: str) -> _Content:
    """Who opens many databases in one process, as tests do, reads each file once."""
    return parse(written, name)


def _calendar_file() -> _File:
    name, version = calendar_seed.SOURCE, calendar_seed.VERSION
    sha256 = hashlib.sha256(f"{name} {version}".encode()).hexdigest()
    return _File(("calendar", name, version), sha256, name, None)


def _new(files: list[_File], connection: Connection) -> list[_File]:
    rows = connection.execute(select(DataFile.kind, DataFile.code, DataFile.version, DataFile.sha256))
    known = {(row.kind, row.code, row.version): row.sha256 for row in rows}
    for file in files:
        if known.get(file.key, file.sha256) != file.sha256:
            kind, code, version = file.key
            raise DataConflict(
                f"{kind} {code} has changed but still calls itself version {version}: orders may have been "
                "filed under it, so give it a new version and a new valid_from"
            )
    return [file for file in files if file.key not in known]


def _load(connection: Connection, file: _File, now: datetime) -> None:
    kind, code, version = file.key
    values = {"kind": kind, "code": code, "version": version, "source": file.source, "sha256": file.sha256}
    number = connection.execute(insert(DataFile).values(values).returning(DataFile.id)).scalar_one()
    if isinstance(file.content, FlowDefinition):
        _load_flow(connection, file.content, number)
    elif isinstance(file.content, MessageWords):
        _load_words(connection, file.content, number, now)
    elif isinstance(file.content, RaisingSet):
        _load_raising(connection, file.content, number)
    elif file.content is None:
        _load_calendar(connection)
    record(connection, "data-loaded", HUB, now, details={"kind": kind, "code": code, "version": version})


def _load_flow(connection: Connection, flow: FlowDefinition, data_file_id: int) -> None:
    flow_id = connection.execute(
        insert(Flow)
        .values(
            code=flow.code,
            version=flow.version,
            valid_from=flow.valid_from,
            name_zh=flow.name.zh,
            name_en=flow.name.en,
            data_file_id=data_file_id,
        )
        .returning(Flow.id)
    ).scalar_one()
    rows = [
        {
            "flow_id": flow_id,
            "step": stage.step,
            "code": stage.code,
            "name_zh": stage.name.zh,
            "name_en": stage.name.en,
            "does_zh": stage.does.zh,
            "does_en": stage.does.en,
            "side": stage.side.value,
            "watched": stage.watched,
            "joint": stage.joint,
            "default_days": stage.default_days,
            "awaited_zh": stage.awaited.zh if stage.awaited else "",
            "awaited_en": stage.awaited.en if stage.awaited else "",
            "bring_zh": stage.bring.zh if stage.bring else "",
            "bring_en": stage.bring.en if stage.bring else "",
        }
        for stage in flow.stages
    ]
    connection.execute(insert(FlowStage), rows)


def _load_words(connection: Connection, words: MessageWords, data_file_id: int, now: datetime) -> None:
    rows = [
        {
            "event": words.event.value,
            "language": language.value,
            "version": words.version,
            "provider_code": wording.provider_code,
            "text": wording.text,
            "written_by": HUB,
            "written_at": now,
            "data_file_id": data_file_id,
        }
        for language, wording in words.wordings.items()
    ]
    connection.execute(insert(MessageTemplate), rows)


def _load_raising(connection: Connection, rules: RaisingSet, data_file_id: int) -> None:
    spans = [{"data_file_id": data_file_id, "begins": span.begins, "ends": span.ends} for span in rules.spans]
    rows = [
        {
            "data_file_id": data_file_id,
            "kind": rule.kind.value if rule.kind else "",
            "supply": rule.supply.value if rule.supply else "",
            "joint": rule.joint,
            "leader_hours": rule.leader_hours,
            "dispatcher_hours": rule.dispatcher_hours,
        }
        for rule in rules.raising.rules
    ]
    connection.execute(insert(WorkingHours), spans)
    connection.execute(insert(RaisingRule), rows)


def _load_calendar(connection: Connection) -> None:
    """Put the package's days in place of those of its older versions; days from elsewhere stay."""
    of_package = CalendarDay.source == calendar_seed.SOURCE
    connection.execute(delete(CalendarDay).where(of_package))
    others = set(connection.execute(select(CalendarDay.day)).scalars())
    days: Iterable[Day] = (day for day in calendar_seed.seed_days() if day.day not in others)
    rows = [
        {
            "day": day.day,
            "working": day.working,
            "name": day.name,
            "source": day.source,
            "version": day.version,
        }
        for day in days
    ]
    connection.execute(insert(CalendarDay), rows)
