"""Whether the hub can work."""

from sqlalchemy import Connection, text
from starlette.requests import Request
from starlette.responses import Response

from services.contracts.health import Health
from services.hub.web.describe import NOBODY, described
from services.hub.web.requests import answer, hub_of
from services.hub.web.routing import plain_router

router = plain_router("", "health")

_PROBE = text("SELECT 1")


@router.get("/healthz", **described("health", "Whether the hub can work", answer=Health, security=NOBODY))
async def get_health(request: Request) -> Response:
    """Asks the database as well."""
    hub = hub_of(request)

    def probe(connection: Connection) -> None:
        connection.execute(_PROBE)

    await hub.work.read(probe)
    return answer({"status": "ok", "now": hub.now()})
