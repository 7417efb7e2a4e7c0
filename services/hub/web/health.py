"""Whether the hub lives, and whether it can work."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from services.contracts.health import Health
from services.contracts.problems import Code
from services.hub.usecases.readiness import unready
from services.hub.usecases.refusal import Refused
from services.hub.web.describe import NOBODY, described
from services.hub.web.requests import answer, hub_of
from services.hub.web.routing import plain_router

router = plain_router("/healthz", "health")

_AGAIN_S = 2


@router.get("", **described("health", "Whether the hub can work", answer=Health, security=NOBODY))
async def get_ready(request: Request) -> Response:
    """Asks the database as well. Busy, with the reason, when nobody should be sent here."""
    hub = hub_of(request)
    why = await hub.work.read(partial(unready, hub))
    if why is not None:
        raise Refused(Code.BUSY, retry_after=_AGAIN_S, reason=why)
    return answer({"status": "ok", "now": hub.now()})


@router.get("/alive", **described("alive", "Whether the process answers", answer=Health, security=NOBODY))
async def get_alive(request: Request) -> Response:
    """Asks nothing else: a hub whose database is away need not be started anew."""
    return answer({"status": "ok", "now": hub_of(request).now()})
