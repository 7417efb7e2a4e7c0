"""Events are added and nothing else: the database itself refuses to change or to delete one. And an index for
reading what the staff did.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

_OF_STAFF = sa.text(
    "substr(actor, 1, 9) = 'employee:' OR substr(actor, 1, 12) = 'command-line' "
    "OR actor = 'somebody' OR kind = 'terminal-enrolled' OR kind = 'data-loaded'"
)
_ON_SQLITE = (
    """CREATE TRIGGER events_kept_from_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are added and never changed'); END""",
    """CREATE TRIGGER events_kept_from_delete BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are added and never deleted'); END""",
    """CREATE TRIGGER events_kept_from_replace BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'events are added and never replaced'); END""",
)
_ON_POSTGRESQL = (
    """CREATE FUNCTION keep_events() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'events are added and never changed or deleted'; END $$""",
    """CREATE TRIGGER events_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION keep_events()""",
)


def upgrade() -> None:
    op.create_index(
        "ix_events_of_staff",
        "events",
        ["id", "kind", "actor", "recorded_at"],
        sqlite_where=_OF_STAFF,
        postgresql_where=_OF_STAFF,
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _ON_SQLITE if sqlite else _ON_POSTGRESQL:
        op.execute(statement)
