"""Rows that were set aside: listing them, and trying those again that wait for something."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, RowMapping, bindparam, case, delete, func, select, update

from services.hub.store.engine import reading, writing
from services.hub.store.models import ImportFile, SetAsideRow
from services.hub.usecases.take_in import BATCH, leave_a_gap, lock_company
from services.hub.usecases.take_in_batch import Told, take_units, units_of
from services.hub.usecases.take_in_records import RETRIED, Kind, RowRefused
from services.hub.usecases.take_in_shelf import Taking

ReadAgain = Callable[[Kind, str, datetime], Told | RowRefused]
"""Reads the kept text of a row again, given its file's kind and moment."""

_KIND_ORDER: Final = case({kind.value: place for place, kind in enumerate(Kind)}, value=ImportFile.kind)
_WAITING: Final = SetAsideRow.code.in_(sorted(reason.value for reason in RETRIED))


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that was set aside."""

    file: str
    kind: str
    as_of: datetime
    line: int
    code: str
    reason: str
    text: str
    waiting: bool
    """It is tried again at every import."""


def list_set_aside(engine: Engine, company_id: int) -> list[SetAside]:
    """All rows that are set aside, file by file in the order of their taking, line by line."""
    query = (
        select(
            ImportFile.name.label("file"),
            ImportFile.kind,
            ImportFile.as_of,
            SetAsideRow.line,
            SetAsideRow.code,
            SetAsideRow.reason,
            SetAsideRow.text,
            _WAITING.label("waiting"),
        )
        .join(ImportFile, ImportFile.id == SetAsideRow.file_id)
        .where(ImportFile.company_id == company_id)
        .order_by(ImportFile.id, SetAsideRow.line)
    )
    with reading(engine) as connection:
        return [SetAside(**row) for row in connection.execute(query).mappings()]


def count_rows(engine: Engine, file_id: int) -> tuple[int, Counter[str]]:
    """How many rows of a file were taken, and how many are set aside, by code."""
    by_code = select(SetAsideRow.code, func.count().label("rows")).where(SetAsideRow.file_id == file_id)
    with reading(engine) as connection:
        taken = connection.execute(select(ImportFile.rows_taken).where(ImportFile.id == file_id)).scalar_one()
        rows = connection.execute(by_code.group_by(SetAsideRow.code)).all()
    return taken, Counter({row.code: row.rows for row in rows})


def retry_set_aside(
    engine: Engine, company_id: int, read_again: ReadAgain, source: str, now: Callable[[], datetime]
) -> int:
    """Try the rows again that wait for something, as often as that helps, and tell how many were taken."""
    total = 0
    while True:
        with reading(engine) as connection:
            files = _files(connection, company_id)
        taken = sum(_retry_file(engine, company_id, file, read_again, source, now) for file in files)
        total += taken
        if not taken:
            return total


def _files(connection: Connection, company_id: int) -> Sequence[RowMapping]:
    query = (
        select(ImportFile.id, ImportFile.name, ImportFile.kind, ImportFile.as_of)
        .where(
            ImportFile.company_id == company_id,
            ImportFile.id.in_(select(SetAsideRow.file_id).where(_WAITING)),
        )
        .order_by(_KIND_ORDER, ImportFile.as_of, ImportFile.id)
    )
    return connection.execute(query).mappings().all()


def _retry_file(
    engine: Engine,
    company_id: int,
    file: RowMapping,
    read_again: ReadAgain,
    source: str,
    now: Callable[[], datetime],
) -> int:
    taken, last = 0, 0
    while True:
        leave_a_gap(engine)
        with writing(engine) as connection:
            lock_company(connection, company_id)
            rows = connection.execute(
                select(SetAsideRow.line, SetAsideRow.code, SetAsideRow.text)
                .where(SetAsideRow.file_id == file["id"], SetAsideRow.line > last, _WAITING)
                .order_by(SetAsideRow.line)
                .limit(BATCH)
            ).all()
            if not rows:
                return taken
            last = rows[-1].line
            told = [(row.line, read_again(Kind(file["kind"]), row.text, file["as_of"])) for row in rows]
            taking = Taking(connection, company_id, file["name"], source, now())
            refused = take_units(taking, Kind(file["kind"]), units_of(Kind(file["kind"]), told)).refused
            taken += len(rows) - len(refused)
            _keep(connection, file["id"], {row.line: row.code for row in rows}, refused)


def _keep(
    connection: Connection, file_id: int, codes: dict[int, str], refused: dict[int, RowRefused]
) -> None:
    """Let go of the rows that were taken, and write down what the others now lack."""
    gone = [line for line in codes if line not in refused]
    of_file = SetAsideRow.file_id == file_id
    connection.execute(delete(SetAsideRow).where(of_file, SetAsideRow.line.in_(gone)))
    counts = {
        "rows_taken": ImportFile.rows_taken + len(gone),
        "rows_set_aside": ImportFile.rows_set_aside - len(gone),
    }
    connection.execute(update(ImportFile).where(ImportFile.id == file_id).values(counts))
    changed: list[dict[str, Any]] = [
        {"at": line, "now_code": refusal.reason.value, "now_reason": refusal.text}
        for line, refusal in refused.items()
        if refusal.reason.value != codes[line]
    ]
    if changed:
        rewriting = update(SetAsideRow).where(of_file, SetAsideRow.line == bindparam("at"))
        rewritten = rewriting.values(code=bindparam("now_code"), reason=bindparam("now_reason"))
        connection.execute(rewritten, changed)
