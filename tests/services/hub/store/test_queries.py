"""Every statement that is built once can be said to both databases."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from services.hub.store.prepared import Prepared

MODULES = ("guesses", "orders", "reference", "urges", "visits")


def statements() -> Iterator[Any]:
    for module in MODULES:
        for name, value in vars(import_module(f"services.hub.store.queries_{module}")).items():
            if name.isupper() and isinstance(value, Prepared | ClauseElement):
                yield pytest.param(value, id=f"{module}.{name}")


@pytest.mark.parametrize("statement", list(statements()))
@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
def test_it_compiles(statement: Any, dialect: Any) -> None:
    if isinstance(statement, Prepared):
        compiled = statement._compile(dialect)
        assert compiled.sql.startswith("SELECT ")
        assert "POSTCOMPILE" not in compiled.sql
    else:
        assert str(statement.compile(dialect=dialect))
