"""Terminals: how they are; and for administrators a code for a new one, unlocking and ending one."""

from functools import partial
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.staff.asked import Asked, go
from services.hub.staff.moments import moment
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.staff.words import WORDS
from services.hub.usecases.keep_terminals import (
    end_terminal,
    halls_to_enrol,
    issue_code,
    terminals,
    unlock_terminal,
)
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

_PAGE = "/staff/terminals"


@page(router, "GET", _PAGE, needs=Act.READ_TERMINALS)
async def list_terminals(asked: Asked) -> Response:
    """Terminals of their hall or company, newest first."""
    hub, who = asked.hub, asked.visitor

    def look(connection: Connection) -> tuple[list[Any], list[Any]]:
        return terminals(hub, connection, who), halls_to_enrol(hub, connection, who)

    found, halls = await hub.work.read(look)
    words = WORDS[asked.language]
    rows = [
        {
            "kiosk_id": row.kiosk_id,
            "hall": getattr(row, f"hall_{asked.language}"),
            "software": row.software,
            "seen": moment(row.seen_at),
            "outbox_waiting": row.outbox_waiting,
            "state": words["terminals.revoked" if row.revoked_at else "terminals.in_use"],
            "ended": moment(row.revoked_at),
        }
        for row in found
    ]
    return render(asked, "terminals.html", rows=rows, halls=halls)


@page(router, "POST", "/staff/terminals/code", needs=Act.KEEP_TERMINALS)
async def give_code(asked: Asked) -> Response:
    """A code for a new terminal, once."""
    job = partial(issue_code, asked.hub, who=asked.visitor, hall_code=asked.form.get("hall", ""))
    code = await asked.hub.work.write(lambda connection: job(connection=connection))
    return render(asked, "enrolment-code.html", code=code)


@page(router, "POST", "/staff/terminals/{kiosk_id}/revoke", needs=Act.KEEP_TERMINALS)
async def revoke(asked: Asked) -> Response:
    """It is ended."""
    job = partial(end_terminal, asked.hub, who=asked.visitor, kiosk_id=asked.request.path_params["kiosk_id"])
    await asked.hub.work.write(lambda connection: job(connection=connection))
    return go(_PAGE)


@page(router, "POST", "/staff/terminals/{kiosk_id}/unlock", needs=Act.KEEP_TERMINALS)
async def unlock(asked: Asked) -> Response:
    """Its wrong passwords are forgotten."""
    number = asked.request.path_params["kiosk_id"]
    job = partial(unlock_terminal, asked.hub, who=asked.visitor, kiosk_id=number)
    await asked.hub.work.write(lambda connection: job(connection=connection))
    return go(_PAGE)
