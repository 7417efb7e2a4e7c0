"""Whether this process should be asked: what a load balancer wants to know every few seconds."""

from sqlalchemy import Connection

from services.hub.store.migrate import HEAD, revision_of
from services.hub.usecases.context import Hub


def unready(hub: Hub, connection: Connection) -> str | None:
    """Why not, in a word: `stopping`, `schema` (not the one that this hub knows) or `data` (no working-day
    table or no flow is loaded); None when it is ready. A database that does not answer raises sqlalchemy's
    OperationalError.
    """
    if hub.leaving.is_set():
        return "stopping"
    if revision_of(connection) != HEAD:
        return "schema"
    try:
        loaded = hub.reference.facts(connection, hub.now()).flows
    except ValueError:
        loaded = {}
    return None if loaded else "data"
