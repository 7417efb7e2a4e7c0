"""Items that the staff open by hand, for a call or a visit: no terminal, but a channel, a note and an author.
And each team's short texts for its answers.

Revision ID: 0013
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from services.hub.store.migrations.anew import make_anew

revision: str = "0013"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = "uq_urges_opened_by_id_key"
_AUTHOR = "fk_urges_opened_by_id_employees"


def upgrade() -> None:
    op.create_table(
        "short_texts",
        sa.Column("team_id", _ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_short_texts_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_short_texts")),
        sa.UniqueConstraint("team_id", "text", name=op.f("uq_short_texts_team_id_text")),
    )
    if op.get_bind().dialect.name == "sqlite":
        make_anew("urges", "employees", change=_changed)
        return
    op.alter_column("urges", "kiosk_id", nullable=True)
    for column in _new_columns():
        op.add_column("urges", column)
    op.create_foreign_key(_AUTHOR, "urges", "employees", ["opened_by_id"], ["id"])
    op.create_unique_constraint(_KEY, "urges", ["opened_by_id", "key"])


def _new_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("channel", sa.String(length=16), nullable=False, server_default="terminal"),
        sa.Column("note", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("opened_by_id", _ID, nullable=True),
    ]


def _changed(new: sa.Table) -> None:
    new.columns["kiosk_id"].nullable = True
    for column in _new_columns():
        new.append_column(column)
    new.append_constraint(sa.ForeignKeyConstraint(["opened_by_id"], ["employees.id"], name=_AUTHOR))
    new.append_constraint(sa.UniqueConstraint("opened_by_id", "key", name=_KEY))
