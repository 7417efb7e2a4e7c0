"""What goes up unanswered, who stands in for whom, and when nobody is to be woken.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_UNANSWERED = sa.text("state <> 'answered'")


def upgrade() -> None:
    op.create_table(
        "raising_rules",
        sa.Column("data_file_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("supply", sa.String(length=16), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("leader_hours", sa.Integer(), nullable=False),
        sa.Column("dispatcher_hours", sa.Integer(), nullable=False),
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["data_file_id"], ["data_files.id"], name=op.f("fk_raising_rules_data_file_id_data_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raising_rules")),
    )
    op.create_table(
        "working_hours",
        sa.Column("data_file_id", _ID, nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["data_file_id"], ["data_files.id"], name=op.f("fk_working_hours_data_file_id_data_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_hours")),
    )
    op.create_table(
        "urge_levels",
        sa.Column("urge_id", _ID, nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("raised_at", _INSTANT, nullable=False),
        sa.Column("raised_by", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("lowered_at", _INSTANT, nullable=True),
        sa.Column("lowered_by", sa.String(length=80), nullable=False),
        sa.Column("lowered_why", sa.String(length=200), nullable=False),
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["urge_id"], ["urges.id"], name=op.f("fk_urge_levels_urge_id_urges")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urge_levels")),
        sa.UniqueConstraint("urge_id", "level", name=op.f("uq_urge_levels_urge_id_level")),
    )
    op.create_table(
        "substitutes",
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("absent_id", _ID, nullable=False),
        sa.Column("substitute_id", _ID, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("kept_by", sa.String(length=80), nullable=False),
        sa.Column("kept_at", _INSTANT, nullable=False),
        sa.Column("handed_over_at", _INSTANT, nullable=True),
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_substitutes_company_id_companies")
        ),
        sa.ForeignKeyConstraint(
            ["absent_id"], ["employees.id"], name=op.f("fk_substitutes_absent_id_employees")
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["employees.id"], name=op.f("fk_substitutes_substitute_id_employees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitutes")),
    )
    op.create_index(op.f("ix_substitutes_absent_id"), "substitutes", ["absent_id"])
    op.create_index(op.f("ix_substitutes_substitute_id"), "substitutes", ["substitute_id"])
    op.add_column(
        "companies", sa.Column("raising", sa.String(length=64), nullable=False, server_default="standard")
    )
    op.add_column("companies", sa.Column("quiet_from", sa.Time(), nullable=True))
    op.add_column("companies", sa.Column("quiet_until", sa.Time(), nullable=True))
    op.add_column(
        "companies", sa.Column("told_at_night", sa.String(length=400), nullable=False, server_default="")
    )
    op.add_column("companies", sa.Column("stage_news_days", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("employees", sa.Column("phone", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("messages", sa.Column("quiet", sa.String(length=11), nullable=False, server_default=""))
    op.create_index(
        "ix_urges_waiting",
        "urges",
        ["received_at"],
        sqlite_where=_UNANSWERED,
        postgresql_where=_UNANSWERED,
    )
