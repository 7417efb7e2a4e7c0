"""Takes the rows of an export in, in batches that are whole or not there at all.

How far a file has come is committed with what its rows did, so that an import that was killed goes on where
it was, and ends like one that was not. A row that can't be taken is set aside, whole, and stops no other.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy import Connection, Engine, insert, select, update

from services.hub.store.engine import writing
from services.hub.store.models import Company, ImportFile, SetAsideRow
from services.hub.usecases.take_in_batch import Told, Unit, take_units, units_of
from services.hub.usecases.take_in_handlers import Roster
from services.hub.usecases.take_in_records import Kind, RowRefused
from services.hub.usecases.take_in_shelf import Taking
from services.hub.usecases.take_in_visits import VisitFact
from services.hub.usecases.urge_steps import close_what_is_over

BATCH: Final = 300
"""Rows in a transaction: some tens of milliseconds, so that those who write beside an import hardly wait."""

GAP_SECONDS: Final = 0.02
"""Left between batches on SQLite, whose waiting writers look only every 100 ms whether it is their turn:
without it one of them waited 5 s, beyond its patience."""


class FileRows(Protocol):
    """The rows of a file, each of them read when it is asked for: a file has many."""

    def __len__(self) -> int: ...

    def told(self, start: int = 0, stop: int | None = None) -> Iterable[tuple[int, Told | RowRefused]]:
        """The lines of the rows at these places, and what they say or why they can't be read."""
        ...

    def text(self, line: int) -> str:
        """The row in this line, whole, for being set aside."""
        ...


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file that was read."""

    name: str
    kind: Kind
    sha256: str
    """Of its bytes and of the mapping that it was read by."""
    as_of: datetime
    source: str
    """Where the data are from, as customers are told."""
    rows: FileRows


@dataclass(frozen=True, slots=True)
class Taken:
    """What this run did with a file."""

    file_id: int
    already: bool
    """It had been taken in before, whole."""
    older: int
    """Rows that were older than what is known and so changed nothing."""


def take_in_file(engine: Engine, company_id: int, file: ExportFile, now: Callable[[], datetime]) -> Taken:
    """Take a file in from where an earlier run ended. Any number of processes may, even the same file."""
    run = _Run(engine, company_id, file, now)
    already = run.begin()
    while not already and run.take_batch():
        leave_a_gap(engine)
    return Taken(run.file_id, already, run.older)


def leave_a_gap(engine: Engine) -> None:
    """Let other writers have their turn between two batches."""
    if engine.dialect.name == "sqlite":
        time.sleep(GAP_SECONDS)


def lock_company(connection: Connection, company_id: int) -> None:
    """Let a company's imports queue up, and nobody else. On SQLite the transaction itself is the lock."""
    connection.execute(select(Company.id).where(Company.id == company_id).with_for_update(key_share=True))


class _Run:
    """One run over a file."""

    def __init__(
        self, engine: Engine, company_id: int, file: ExportFile, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._company_id = company_id
        self._file = file
        self._now = now
        self._visits = units_of(file.kind, file.rows.told()) if file.kind is Kind.STAGES else []
        self._count = len(self._visits) if file.kind is Kind.STAGES else len(file.rows)
        self.file_id = 0
        self.older = 0

    def begin(self) -> bool:
        """Find out how far the file has come: whether it was finished before."""
        with writing(self._engine) as connection:
            lock_company(connection, self._company_id)
            known = connection.execute(
                select(ImportFile.id, ImportFile.finished_at).where(
                    ImportFile.company_id == self._company_id,
                    ImportFile.sha256 == self._file.sha256,
                    ImportFile.as_of == self._file.as_of,
                )
            ).one_or_none()
            self.file_id = known.id if known else self._register(connection)
        return known is not None and known.finished_at is not None

    def take_batch(self) -> bool:
        """Take the next batch; False when none is left."""
        this = ImportFile.id == self.file_id
        with writing(self._engine) as connection:
            taking = self._taking(connection)
            lock_company(connection, self._company_id)
            position = connection.execute(select(ImportFile.position).where(this)).scalar_one()
            batch = self._units(position, position + BATCH)
            result = take_units(taking, self._file.kind, batch)
            close_what_is_over(connection, self._company_id, taking.now)
            refused = sorted(result.refused.items())
            self._set_aside(connection, refused)
            taken = sum(len(unit.lines) for unit in batch) - len(refused)
            finished = position + len(batch) >= self._count
            counts = {
                "position": position + len(batch),
                "rows_taken": ImportFile.rows_taken + taken,
                "rows_set_aside": ImportFile.rows_set_aside + len(refused),
                "finished_at": taking.now if finished else None,
            }
            connection.execute(update(ImportFile).where(this).values(counts))
        self.older += result.older
        return not finished

    def _units(self, start: int, stop: int) -> Sequence[Unit]:
        """Rows of one visit may stand anywhere in a file, so stages are gathered whole."""
        if self._file.kind is Kind.STAGES:
            return self._visits[start:stop]
        return units_of(self._file.kind, self._file.rows.told(start, stop))

    def _taking(self, connection: Connection) -> Taking:
        return Taking(connection, self._company_id, self._file.name, self._file.source, self._now())

    def _register(self, connection: Connection) -> int:
        """A new file: its handlers and teams come in first, for each row may name any of them."""
        taking = self._taking(connection)
        roster = Roster(taking)
        roster.take(unit.told for unit in self._visits if isinstance(unit.told, VisitFact))
        roster.write()
        taking.write_events()
        values = {
            "company_id": self._company_id,
            "name": self._file.name[:255],
            "sha256": self._file.sha256,
            "kind": self._file.kind.value,
            "as_of": self._file.as_of,
            "started_at": taking.now,
        }
        return connection.execute(insert(ImportFile).values(values).returning(ImportFile.id)).scalar_one()

    def _set_aside(self, connection: Connection, refused: Sequence[tuple[int, RowRefused]]) -> None:
        values = [
            {
                "file_id": self.file_id,
                "line": line,
                "code": refusal.reason.value,
                "reason": refusal.text,
                "text": self._file.rows.text(line),
            }
            for line, refusal in refused
        ]
        if values:
            connection.execute(insert(SetAsideRow), values)
