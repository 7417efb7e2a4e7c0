"""Service grids, of orders and of members of the community.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "grids",
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_grids_company_id_companies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grids")),
        sa.UniqueConstraint("company_id", "name", name=op.f("uq_grids_company_id_name")),
    )
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for table in ("orders", "employees"):
        # In one statement: SQLite adds a column with what it refers to, but no constraint afterwards.
        reference = f"CONSTRAINT fk_{table}_grid_id_grids REFERENCES grids (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN grid_id {number} {reference}")
