"""What the columns and values of an export are called: a TOML file, for marketing systems differ.

assets/import/mapping.toml is the one that is used when no other is named; docs/import.md describes the form.
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services.hub.domain.terms import CustomerKind, OrderState, SupplyKind
from services.hub.store.models import Order
from services.hub.usecases.take_in_flows import nearest
from services.hub.usecases.take_in_records import Action, Kind, longest

DEFAULT_MAPPING: Final = Path(__file__).parents[3] / "assets" / "import" / "mapping.toml"


# fmt: off
FIELDS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.CUSTOMERS: frozenset({
        "customer_no", "name", "kind", "phone", "account_no", "address", "card_no", "as_of",
    }),
    Kind.ORDERS: frozenset({
        "order_no", "customer_no", "account_no", "agent_no", "flow", "supply", "address", "filed_on",
        "wanted_on", "planned_finish", "state", "reason", "ended_on", "hall", "grid", "as_of",
    }),
    Kind.STAGES: frozenset({
        "order_no", "stage", "action", "entered_at", "finished_at", "planned_start", "planned_finish",
        "staff_no", "handler", "handler_phone", "team", "leader", "leader_phone", "as_of",
    }),
}
# fmt: on

NEEDED: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.CUSTOMERS: frozenset({"customer_no", "name", "kind"}),
    Kind.ORDERS: frozenset({"order_no", "flow", "supply", "filed_on", "state"}),
    Kind.STAGES: frozenset({"order_no", "stage"}),
}
"""The columns without which a file is not of its kind. Orders also need a customer's or an account's."""

_VALUES: Final[Mapping[str, frozenset[str] | None]] = {
    "kind": frozenset(CustomerKind),
    "supply": frozenset(SupplyKind),
    "state": frozenset(OrderState),
    "action": frozenset(Action),
    "flow": None,
    "stage": None,
}
"""What each table of values may lead to; None where the flows' data files say it."""

_IGNORED: Final = re.compile(r"[\s*:]+")


class BadMapping(ValueError):
    """The mapping file cannot be used; says why."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which heading stands for which field, and which word for which value. Compared by `folded` text."""

    columns: Mapping[Kind, Mapping[str, frozenset[str]]]
    """Kind, then field, then the headings that it goes by."""
    values: Mapping[str, Mapping[str, str]]
    """Field, then word, then value."""
    source: str
    """What customers are told about where the data are from."""
    headings: Mapping[Kind, Mapping[str, str]]
    """Kind, then field, then the first heading, as it is written."""
    digest: bytes
    """Tells one mapping from another."""

    def value(self, field: str, word: str) -> str | None:
        """The value that a word stands for in a field, or None."""
        return self.values[field].get(folded(word))


def folded(heading: str) -> str:
    """A heading or a word without what people write differently: width, blanks, asterisks, colons, case."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", heading)).casefold()


def load_mapping(path: Path = DEFAULT_MAPPING) -> ColumnMapping:
    """Read a mapping file (UTF-8). Raises BadMapping, which names what is wrong, and OSError."""
    content = path.read_bytes()
    try:
        tables = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadMapping(f"{path}: not a TOML file in UTF-8: {error}") from error
    try:
        _refuse_others(tables, [*Kind, "values", "source"], "table")
        headings = {kind: _headings(kind, tables.get(kind)) for kind in Kind}
        values = _values(tables.get("values", {}))
    except BadMapping as error:
        raise BadMapping(f"{path}: {error}") from error
    columns = {
        kind: {field: frozenset(map(folded, names)) for field, names in fields.items()}
        for kind, fields in headings.items()
    }
    first = {kind: {field: names[0] for field, names in fields.items()} for kind, fields in headings.items()}
    source = tables.get("source")
    if not isinstance(source, str) or not 0 < len(source) <= longest(Order.source):
        raise BadMapping(f"{path}: source does not say where the data are from")
    return ColumnMapping(columns, values, source, first, hashlib.sha256(content).digest())


def _headings(kind: Kind, table: Any) -> dict[str, list[str]]:
    fields = _words(table, f"[{kind}]")
    _refuse_others(fields, FIELDS[kind], f"field of [{kind}]")
    missing = NEEDED[kind] - fields.keys()
    if missing:
        raise BadMapping(f"[{kind}] says nothing about {', '.join(sorted(missing))}")
    return fields


def _values(table: Any) -> dict[str, dict[str, str]]:
    if not isinstance(table, dict):
        raise BadMapping("[values] is no table")
    _refuse_others(table, _VALUES, "field of [values]")
    return {field: _words_to_values(field, table.get(field, {})) for field in _VALUES}


def _words_to_values(field: str, table: Any) -> dict[str, str]:
    words = _words(table, f"[values.{field}]")
    allowed = _VALUES[field]
    if allowed is not None:
        _refuse_others(words, allowed, f"value of [values.{field}]")
    found: dict[str, str] = {}
    for value, names in words.items():
        for name in (*names, value):
            if found.setdefault(folded(name), value) != value:
                raise BadMapping(f"[values.{field}] has {name} twice")
    return found


def _words(table: Any, where: str) -> dict[str, list[str]]:
    if not isinstance(table, dict):
        raise BadMapping(f"{where} is missing or no table")
    for key, names in table.items():
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            raise BadMapping(f"{where} {key} is not a list of words")
    return table


def _refuse_others(found: Iterable[str], allowed: Iterable[str], what: str) -> None:
    known = [str(word) for word in allowed]
    for word in found:
        if word not in known:
            raise BadMapping(f"{word} is no {what}; nearest: {', '.join(nearest(word, known))}")
