"""When an urge was on its handler's page, when it was seen, and when its matter was over.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    for name in ("shown_at", "seen_at", "closed_at"):
        op.add_column("urges", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_urges_open", "urges", ["company_id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
