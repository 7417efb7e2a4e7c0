"""Phones bound to orders, and the codes sent to them.

Revision ID: 0012
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "order_phones",
        sa.Column("order_id", _ID, nullable=False, autoincrement=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("imported", sa.String(length=40), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_phones_order_id_orders")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_phones")),
    )
    op.create_table(
        "phone_codes",
        sa.Column("order_id", _ID, nullable=False),
        sa.Column("employee_id", _ID, nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("word", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_phone_codes_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("fk_phone_codes_employee_id_employees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_codes")),
    )
    op.create_index(op.f("ix_phone_codes_order_id_employee_id"), "phone_codes", ["order_id", "employee_id"])
