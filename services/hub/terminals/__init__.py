"""HTTP for terminals, under /api/v1. Nothing but an enrolment is answered to who is no terminal."""

from services.hub.terminals import kiosks, orders, sessions

ROUTERS = (kiosks.router, sessions.router, orders.router)
