"""Changing a table of SQLite in a way that it has no statement for, such as letting a column be null."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op


def make_anew(name: str, *more: str, change: Callable[[sa.Table], None]) -> None:
    """Make the table again, changed, with its rows; `more` are the tables that it will refer to besides.

    What refers to it is looked at when all is done: by then each of its rows is there again.
    """
    connection = op.get_bind()
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    known, anew = sa.MetaData(), sa.MetaData()
    known.reflect(connection, only=[name, *more])
    for table in known.tables.values():
        table.to_metadata(anew)
    new, names = anew.tables[name], known.tables[name].columns.keys()
    change(new)
    op.execute(f"CREATE TABLE {name}_kept AS SELECT * FROM {name}")  # noqa: S608 - a name of ours
    op.drop_table(name)
    new.create(connection)
    kept = sa.table(f"{name}_kept", *map(sa.column, names))
    op.execute(new.insert().from_select(names, sa.select(kept)))
    op.drop_table(kept.name)
