"""What staff answer to an urge.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "urge_answers",
        sa.Column("urge_id", _ID, nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("new_day", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["urge_id"], ["urges.id"], name=op.f("fk_urge_answers_urge_id_urges")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urge_answers")),
        sa.UniqueConstraint("urge_id", name=op.f("uq_urge_answers_urge_id")),
    )
