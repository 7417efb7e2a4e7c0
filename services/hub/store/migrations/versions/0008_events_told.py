"""PostgreSQL tells whoever listens that events were added; on SQLite, who wants to know looks.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None

_TOLD = (
    """CREATE FUNCTION tell_of_events() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('hub_events', ''); RETURN NULL; END $$""",
    """CREATE TRIGGER events_told AFTER INSERT ON events
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_events()""",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in _TOLD:
            op.execute(statement)
