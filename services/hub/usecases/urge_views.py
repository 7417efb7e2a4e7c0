"""How an urge is shown."""

from typing import Any

from services.hub.store.types import AnyRow
from services.hub.usecases.urge_steps import state_of, steps_of


def urge_view(row: AnyRow) -> dict[str, Any]:
    """contracts.urges.UrgeView, from a row of store.queries_urges."""
    to_leader = row.handler_id is None
    return {
        "urge_no": row.urge_no,
        "kind": row.kind,
        "stage_id": str(row.order_stage_id),
        "state": state_of(row),
        "steps": [{"state": state, "at": at} for state, at in steps_of(row).items()],
        "touched_at": row.touched_at,
        "received_at": row.received_at,
        "working_day": row.working_day,
        "addressed_to": (row.leader_name if to_leader else row.handler_name) or "",
        "to_team_leader": to_leader,
        "answer": _answer(row),
    }


def _answer(row: AnyRow) -> dict[str, Any] | None:
    if row.answered_at is None:
        return None
    return {
        "text": row.answer,
        "verdict": row.verdict,
        "new_day": row.new_day,
        "answered_at": row.answered_at,
    }
