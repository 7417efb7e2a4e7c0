"""The order behind a receipt's link, as data."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from services.contracts.problems import Code
from services.contracts.public import PublicOrder
from services.hub.usecases.receipt_links import public_order
from services.hub.web.describe import NOBODY, described, path_word
from services.hub.web.requests import answer, hub_of
from services.hub.web.routing import plain_router

router = plain_router("/api/v1/public", "public")


@router.get(
    "/orders/{token}",
    **described(
        "showPublicOrder",
        "The order behind a receipt's link",
        answer=PublicOrder,
        refuses=(Code.LINK_NOT_FOUND,),
        security=NOBODY,
        parameters=[path_word("token", "From the receipt's link.", "wQp1bDvKj5g3eT0yXo2RzL8m")],
    ),
)
async def get_public_order(request: Request) -> Response:
    """For 24 hours after the receipt was printed."""
    hub = hub_of(request)
    found = await hub.work.read(partial(public_order, hub, request.path_params["token"]))
    return answer(found.order)
