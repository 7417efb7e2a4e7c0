"""Where in a list of running orders a page begins, as its address says it."""

from urllib.parse import urlencode

from services.hub.staff.asked import Asked
from services.hub.staff.moments import day
from services.hub.store.types import row_number
from services.hub.usecases.staff_orders import Place


def place_of(asked: Asked) -> Place | None:
    """The last line of the page before; None for the first page. Raises ValueError for what is no place."""
    due, after = (asked.request.query_params.get(name, "") for name in ("due", "after"))
    if not after:
        return None
    stage = row_number(after)
    if stage is None:
        raise ValueError("no such line")
    return Place(day(due), stage)


def address_of(place: Place) -> str:
    """The part of an address that says it."""
    due = {"due": place.due.isoformat()} if place.due else {}
    return urlencode(due | {"after": place.stage})
