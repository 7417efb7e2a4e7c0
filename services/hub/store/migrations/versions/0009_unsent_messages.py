"""An index of the messages that wait for a person: operations counts them all day.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None

_UNSENT = sa.text("state IN ('dead', 'undelivered')")


def upgrade() -> None:
    op.create_index("ix_messages_unsent", "messages", ["id"], sqlite_where=_UNSENT, postgresql_where=_UNSENT)
