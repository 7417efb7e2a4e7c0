"""HTTP for terminals, under /api/v1. Nothing but an enrolment is answered to who is no terminal."""

from services.hub.terminals import kiosks, orders, sessions

ROUTERS = (orders.router, sessions.router, kiosks.router)
