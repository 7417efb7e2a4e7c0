"""Indexes of the stages that are current, for the staff's lists: by planned finish, and by who has them.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None

_CURRENT = sa.text("state = 'current'")
_INDEXES = {
    "ix_order_stages_due": ["planned_finish", "id"],
    "ix_order_stages_in_hand": ["handler_id", "team_id"],
}


def upgrade() -> None:
    for name, columns in _INDEXES.items():
        op.create_index(name, "order_stages", columns, sqlite_where=_CURRENT, postgresql_where=_CURRENT)
