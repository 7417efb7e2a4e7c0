"""Templates by language, each with its own code of the provider; and in which language a customer reads.

Until now a row had both languages, of which the Chinese was sent. What a company has written in English
becomes a version without a code: it is kept, and not sent before somebody has it approved.

Revision ID: 0014
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from services.hub.store.migrations.anew import make_anew

revision: str = "0014"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None

_TABLE = "message_templates"
_KEY_WAS = "uq_message_templates_company_id_event_customer_kind_version"
_KEY = "uq_message_templates_which_version"
"""A name of all its columns would be longer than PostgreSQL takes."""
_KEY_COLUMNS = ["company_id", "event", "customer_kind", "language", "version"]
_ENGLISH = """
INSERT INTO message_templates
  (company_id, event, customer_kind, language, version, provider_code, text, reason, written_by, written_at)
SELECT company_id, event, customer_kind, 'en', version, '', text_en, reason, written_by, written_at
FROM message_templates
WHERE company_id IS NOT NULL
  AND event IN ('answer-to-customer', 'stage-to-customer', 'phone-code', 'phone-changed')
ORDER BY id
"""


def upgrade() -> None:
    op.add_column("customers", _language(""))
    op.alter_column(_TABLE, "text_zh", new_column_name="text")
    if op.get_bind().dialect.name == "sqlite":
        make_anew(_TABLE, change=_changed)
    else:
        op.drop_constraint(_KEY_WAS, _TABLE)
        op.add_column(_TABLE, _language("zh"))
        op.create_unique_constraint(_KEY, _TABLE, _KEY_COLUMNS)
        op.alter_column(_TABLE, "text_en", nullable=True)
    op.execute(_ENGLISH)
    op.drop_column(_TABLE, "text_en")


def _language(default: str) -> sa.Column[object]:
    return sa.Column("language", sa.String(length=2), nullable=False, server_default=default)


def _changed(new: sa.Table) -> None:
    new.columns["text_en"].nullable = True
    new.append_column(_language("zh"))
    new.constraints = {each for each in new.constraints if each.name != _KEY_WAS}
    new.append_constraint(sa.UniqueConstraint(*_KEY_COLUMNS, name=_KEY))
