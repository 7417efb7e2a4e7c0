"""Time limits: a number of days of a stated kind, and which one is valid for an order's stage on a day.

Limits are data (assets/flows/limits), never code: a row says for which flow, stage and supply it holds, what
starts its clock, and from which day on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.hub.domain.terms import SupplyKind

WHOLE_ORDER = ""
"""The stage code of a limit on the whole order."""

ANY_FLOW = ""
"""The flow code of a limit that holds in every flow which has its stage."""

OWN_ENTRY = ""
"""The trigger of a limit that starts when the order enters the stage itself, or is filed (whole order)."""


class DayUnit(StrEnum):
    """What a limit counts."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many days, the day of the trigger not counted (Civil Code, article 201)."""

    days: int
    unit: DayUnit

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError("a limit cannot be negative")


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit and where it holds."""

    flow_code: str
    stage_code: str
    supply: SupplyKind
    limit: Limit
    counts_from: str
    """Code of the stage whose finish starts the clock; `OWN_ENTRY` where it is the entry into this one."""
    valid_from: date
    unit_stated: bool = True
    """False where the source says only 天 and the unit is our reading."""


def choose_limit(
    rows: Iterable[LimitRow], flow_code: str, stage_code: str, supply: SupplyKind, day: date
) -> LimitRow | None:
    """The row that holds for a stage whose clock starts on `day`; None where there is no limit.

    A row for this very flow goes before one for any flow; among those the newest that is valid on `day`
    holds, so that a clock which is running keeps the limit it started under. `stage_code` may be
    `WHOLE_ORDER`. Of two rows that tie, the later one given holds.
    """
    chosen: LimitRow | None = None
    for row in rows:
        if row.stage_code != stage_code or row.supply is not supply or row.valid_from > day:
            continue
        if row.flow_code not in (flow_code, ANY_FLOW):
            continue
        if chosen is None or _rank(row) >= _rank(chosen):
            chosen = row
    return chosen


def _rank(row: LimitRow) -> tuple[bool, date]:
    return row.flow_code != ANY_FLOW, row.valid_from
