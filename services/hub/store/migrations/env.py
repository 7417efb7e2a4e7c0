"""Runs the migrations on the connection that `services.hub.store.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from services.hub.store.models import Base
from services.hub.store.types import Instant


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write a new migration in SQLAlchemy's own types, so that it does not change when ours do."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
context.run_migrations()
