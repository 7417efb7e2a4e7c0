"""What a row of a marketing system's export says, once it has been read, and why a row can't be taken.

Fields that the file has no column for are `UNSAID`: they leave what is known alone. A column that is there
and empty says that there is nothing: None or an empty text.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, Final, TypeAlias, TypeVar

from services.hub.domain.terms import CustomerKind, OrderState, SupplyKind

T = TypeVar("T")


class Unsaid(Enum):
    """The type of UNSAID."""

    UNSAID = "unsaid"


UNSAID: Final = Unsaid.UNSAID
Said: TypeAlias = T | Unsaid


class Kind(StrEnum):
    """The three kinds of file, in the order in which they are taken in."""

    CUSTOMERS = "customers"
    ORDERS = "orders"
    STAGES = "stages"


class Reason(StrEnum):
    """Why a row was set aside. docs/import.md explains each; the values are stored."""

    BAD_ENCODING = "bad-encoding"
    BAD_QUOTES = "bad-quotes"
    CELL_COUNT = "cell-count"
    TOO_LONG = "too-long"
    BAD_CHARACTER = "bad-character"
    FORMULA = "formula"
    CELL_ERROR = "cell-error"
    MISSING_VALUE = "missing-value"
    BAD_DATE = "bad-date"
    FUTURE_DATE = "future-date"
    DATES_REVERSED = "dates-reversed"
    BAD_NUMBER = "bad-number"
    SCIENTIFIC = "scientific"
    UNKNOWN_VALUE = "unknown-value"
    UNKNOWN_FLOW = "unknown-flow"
    UNKNOWN_STAGE = "unknown-stage"
    UNKNOWN_CUSTOMER = "unknown-customer"
    UNKNOWN_ACCOUNT = "unknown-account"
    UNKNOWN_AGENT = "unknown-agent"
    UNKNOWN_ORDER = "unknown-order"
    NOT_ENTERED = "not-entered"
    UNKNOWN_HEADINGS = "unknown-headings"
    ACCOUNT_OF_ANOTHER = "account-of-another"
    CARD_TAKEN = "card-taken"
    FLOW_CHANGED = "flow-changed"
    CONTRADICTION = "contradiction"
    HANDLER_WITHOUT_NUMBER = "handler-without-number"
    DATABASE = "database"


RETRIED: Final = frozenset(
    {
        Reason.UNKNOWN_FLOW,
        Reason.UNKNOWN_STAGE,
        Reason.UNKNOWN_CUSTOMER,
        Reason.UNKNOWN_ACCOUNT,
        Reason.UNKNOWN_AGENT,
        Reason.UNKNOWN_ORDER,
        Reason.NOT_ENTERED,
        Reason.UNKNOWN_HEADINGS,
    }
)
"""Rows that may wait for something which another file brings; every import tries them again."""


class RowRefused(Exception):
    """A row can't be taken: a code, and why in Chinese and English, for whoever mends the file."""

    def __init__(self, reason: Reason, zh: str, en: str) -> None:
        super().__init__(f"{reason}: {en}")
        self.reason = reason
        self.text = f"{zh} / {en}"


def longest(column: Any) -> int:
    """How many characters a column holds; SQLite would take more, and PostgreSQL none of it."""
    length: int = column.type.length
    return length


class Action(StrEnum):
    """What a row of stage events tells of a stage."""

    ENTER = "enter"
    """It was entered; whether it is finished is left open."""
    WORKING = "working"
    """It is being worked on, and so not finished."""
    FINISH = "finish"
    SET_BACK = "set-back"
    """The order was sent back to this stage, where it had been before."""
    SKIP = "skip"
    PLAN = "plan"
    """Not yet entered: planned dates and who will have it."""


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer, and one account of theirs where an account number is given."""

    customer_no: str
    name: str
    kind: CustomerKind
    phone: Said[str]
    account_no: str
    address: Said[str]
    card_no: Said[str]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """An order as it stands. At least one of customer and account number is given."""

    order_no: str
    customer_no: str
    account_no: Said[str]
    agent_no: Said[str]
    flow: str
    supply: SupplyKind
    address: Said[str]
    filed_on: date
    wanted_on: Said[date | None]
    planned_finish: Said[date | None]
    state: OrderState
    reason: Said[str]
    ended_on: date | None
    hall: Said[str]
    grid: Said[str]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class HandlerRecord:
    """Who has a stage. Empty texts say nothing."""

    staff_no: str
    name: str
    phone: str
    team: str
    leader: str
    leader_phone: str


@dataclass(frozen=True, slots=True)
class StageRecord:
    """What is told of one visit of an order to a stage. None and empty texts say nothing.

    Moments are aware; one at midnight in China means that only the day is known.
    """

    order_no: str
    stage: str
    action: Action
    entered_at: datetime | None
    finished_at: datetime | None
    planned_start: date | None
    planned_finish: date | None
    handler: HandlerRecord
    as_of: datetime
