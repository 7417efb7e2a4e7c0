"""A batch of rows against the database, fast when all goes well and row by row when not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.exc import DataError, IntegrityError

from services.hub.usecases.take_in_customers import CustomerBatch
from services.hub.usecases.take_in_flows import KnownFlows
from services.hub.usecases.take_in_orders import OrderBatch
from services.hub.usecases.take_in_records import (
    CustomerRecord,
    Kind,
    OrderRecord,
    Reason,
    RowRefused,
    StageRecord,
)
from services.hub.usecases.take_in_shelf import Taking
from services.hub.usecases.take_in_stages import StageBatch
from services.hub.usecases.take_in_visits import VisitFact, gather

Told = CustomerRecord | OrderRecord | StageRecord


@dataclass(frozen=True, slots=True)
class Unit:
    """What is taken in or refused as one: a row, or the rows that tell of one visit to a stage."""

    lines: tuple[int, ...]
    told: CustomerRecord | OrderRecord | VisitFact | RowRefused


@dataclass(slots=True)
class Result:
    """What became of a batch."""

    older: int = 0
    refused: dict[int, RowRefused] = field(default_factory=dict)
    """By line."""


class _Batch(Protocol):
    def take(self, record: Any, /) -> bool: ...
    def write(self) -> None: ...


def units_of(kind: Kind, rows: Iterable[tuple[int, Told | RowRefused]]) -> list[Unit]:
    """The units of a file's rows (with their lines), in the order in which they are to be taken in.

    The order is that of the rows alone, so that a position in it means the same in every run.
    """
    if kind is not Kind.STAGES:
        return [Unit((line,), told) for line, told in rows if not isinstance(told, StageRecord)]
    unread: dict[int, RowRefused] = {}
    facts, refused = gather(_readable(rows, unread))
    return [
        *(Unit((line,), refusal) for line, refusal in sorted((unread | refused).items())),
        *(Unit(fact.lines, fact) for fact in facts),
    ]


def _readable(
    rows: Iterable[tuple[int, Told | RowRefused]], unread: dict[int, RowRefused]
) -> Iterator[tuple[int, StageRecord]]:
    for line, told in rows:
        if isinstance(told, RowRefused):
            unread[line] = told
        elif isinstance(told, StageRecord):
            yield line, told


def take_units(taking: Taking, kind: Kind, units: Sequence[Unit]) -> Result:
    """Take units in within the transaction of `taking`.

    All at once under one savepoint; when the database refuses that, each under a savepoint of its own, so
    that only those at fault are refused.
    """
    try:
        with taking.connection.begin_nested():
            return _take_together(taking, kind, units)
    except (IntegrityError, DataError):
        taking.forget_events()
    result = Result()
    for unit in units:
        try:
            with taking.connection.begin_nested():
                one = _take_together(taking, kind, [unit])
        except (IntegrityError, DataError) as error:
            taking.forget_events()
            zh, en = "数据库不接受这一行", f"the database does not take it ({type(error.orig).__name__})"
            one = Result(refused=dict.fromkeys(unit.lines, RowRefused(Reason.DATABASE, zh, en)))
        result.older += one.older
        result.refused |= one.refused
    return result


def _take_together(taking: Taking, kind: Kind, units: Sequence[Unit]) -> Result:
    result = Result()
    batch = _batch(taking, kind, units)
    for unit in units:
        try:
            if isinstance(unit.told, RowRefused):
                raise unit.told
            if not batch.take(unit.told):
                result.older += len(unit.lines)
        except RowRefused as refusal:
            result.refused |= dict.fromkeys(unit.lines, refusal)
    batch.write()
    return result


def _batch(taking: Taking, kind: Kind, units: Sequence[Unit]) -> _Batch:
    told = [unit.told for unit in units]
    if kind is Kind.CUSTOMERS:
        return CustomerBatch(taking, [one for one in told if isinstance(one, CustomerRecord)])
    flows = KnownFlows(taking.connection)
    if kind is Kind.ORDERS:
        return OrderBatch(taking, flows, [one for one in told if isinstance(one, OrderRecord)])
    return StageBatch(taking, flows, [one for one in told if isinstance(one, VisitFact)])
