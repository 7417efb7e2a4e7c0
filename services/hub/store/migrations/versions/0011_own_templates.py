"""Templates that a company writes itself, for all customers or one kind of them, beside the files' own.

Revision ID: 0011
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from services.hub.store.migrations.anew import make_anew

revision: str = "0011"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "message_templates"
_KEY_WAS = "uq_message_templates_event_version"
_KEY = "uq_message_templates_company_id_event_customer_kind_version"
_KEY_COLUMNS = ["company_id", "event", "customer_kind", "version"]
_COMPANY = "fk_message_templates_company_id_companies"
_OF_FILES = """
UPDATE message_templates SET written_by = 'hub', written_at = (
  SELECT min(events.recorded_at) FROM events
  WHERE events.kind = 'data-loaded' AND events.details = '{"code": "' || message_templates.event
    || '", "kind": "message", "version": "' || message_templates.version || '"}')
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        make_anew(_TABLE, "companies", change=_changed)
    else:
        op.drop_constraint(_KEY_WAS, _TABLE)
        op.alter_column(_TABLE, "data_file_id", nullable=True)
        for column in _new_columns():
            op.add_column(_TABLE, column)
        op.create_foreign_key(_COMPANY, _TABLE, "companies", ["company_id"], ["id"])
        op.create_unique_constraint(_KEY, _TABLE, _KEY_COLUMNS)
    op.execute(_OF_FILES)


def _new_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("company_id", _ID, nullable=True),
        sa.Column("customer_kind", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("reason", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("written_by", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _changed(new: sa.Table) -> None:
    new.columns["data_file_id"].nullable = True
    for column in _new_columns():
        new.append_column(column)
    new.constraints = {each for each in new.constraints if each.name != _KEY_WAS}
    new.append_constraint(sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=_COMPANY))
    new.append_constraint(sa.UniqueConstraint(*_KEY_COLUMNS, name=_KEY))
