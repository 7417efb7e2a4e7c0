"""Counts by person and stage: how much runs, presses and waits, each number a way to what it counts."""

from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.staff.asked import Asked
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.usecases.counts import counts_of
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)


@page(router, "GET", "/staff/counts", needs=Act.READ_COUNTS)
async def show_counts(asked: Asked) -> Response:
    """Of the team, or of the whole company."""
    hub, who = asked.hub, asked.visitor
    people = await hub.work.read(lambda connection: counts_of(hub, connection, who))
    several = len({person.team for person in people}) > 1
    return render(asked, "counts.html", people=people, several=several, language=asked.language)
