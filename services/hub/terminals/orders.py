"""A customer's orders, their urges, and the link on a receipt."""

import re
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from services.contracts.orders import OrderDetail, OrderList, ReceiptLink
from services.contracts.problems import Code
from services.contracts.urges import IDEMPOTENCY_HEADER, PERMIT_HEADER, UrgeRequest, UrgeView
from services.hub.usecases.asked import Asked, asked_by_permit, asked_in_session
from services.hub.usecases.list_orders import list_orders
from services.hub.usecases.receipt_links import new_link
from services.hub.usecases.refusal import Refused, malformed
from services.hub.usecases.show_order import show_order
from services.hub.usecases.urge import own_urge, urge
from services.hub.web.describe import SESSION, SESSION_OR_PERMIT, described, path_word
from services.hub.web.requests import answer, body_of, hub_of, known_terminal, visiting
from services.hub.web.routing import plain_router

router = plain_router("/api/v1", "orders")

_IN_SESSION = (Code.SESSION_ENDED, Code.PASSWORD_CHANGE_REQUIRED)
_KEY = re.compile(r"[!-~]{1,64}")
_ORDER_NO = path_word("order_no", "The order's number, as the list gives it.", "YK2026110001")
_REPLAYED = "Idempotent-Replayed"


@router.get(
    "/orders",
    **described(
        "listOrders", "The customer's orders", answer=OrderList, refuses=_IN_SESSION, security=SESSION
    ),
)
async def get_orders(request: Request) -> Response:
    """Waiting for the customer first, then late, running, finished within 90 days, cancelled."""
    hub = hub_of(request)
    return answer(await visiting(request, lambda connection, who: list_orders(hub, connection, who)))


@router.get(
    "/orders/{order_no}",
    **described(
        "showOrder",
        "One order",
        answer=OrderDetail,
        refuses=(*_IN_SESSION, Code.ORDER_NOT_FOUND),
        security=SESSION,
        parameters=[_ORDER_NO],
    ),
)
async def get_order(request: Request) -> Response:
    """The stages of an order, who has them, and what can be asked for. Another's order does not exist."""
    hub, order_no = hub_of(request), _order_no(request)
    return answer(await visiting(request, lambda connection, who: show_order(hub, connection, who, order_no)))


@router.post(
    "/orders/{order_no}/urges",
    **described(
        "urge",
        "Urge a stage's handler, or say that what is awaited is done",
        answer=UrgeView,
        status=HTTPStatus.CREATED,
        refuses=(
            *_IN_SESSION,
            Code.ORDER_NOT_FOUND,
            Code.PERMIT_REFUSED,
            Code.PERMIT_EXPIRED,
            Code.KEY_MISSING,
            Code.KEY_REUSED,
            Code.ALREADY_URGED,
            Code.STAGE_PASSED,
            Code.CUSTOMER_SIDE,
            Code.COMPANY_SIDE,
            Code.ORDER_PAUSED,
            Code.ORDER_ENDED,
            Code.TOUCH_TIME_REFUSED,
        ),
        security=SESSION_OR_PERMIT,
        body=UrgeRequest,
        example={"kind": "urge", "stage_id": "4711", "touched_at": "2026-11-22T09:30:00+08:00"},
        parameters=[
            _ORDER_NO,
            {
                "name": IDEMPOTENCY_HEADER,
                "in": "header",
                "required": True,
                "schema": {"type": "string", "pattern": f"^{_KEY.pattern}$"},
                "description": "The urge's own key. The same request with it gets the same answer, "
                f"with the header {_REPLAYED}: true.",
                "example": "0197a3c2-7d52-7c31-9d0e-5b7f3a6e2c11",
            },
        ],
    ),
)
async def post_urge(request: Request) -> Response:
    """Stored once. With a permit no session is needed."""
    asked = await _asked(request)
    found = await urge(hub_of(request), asked)
    response = answer(found.view, HTTPStatus.CREATED)
    if found.replayed:
        response.headers[_REPLAYED] = "true"
    return response


@router.get(
    "/urges/{urge_no}",
    **described(
        "showUrge",
        "One urge",
        answer=UrgeView,
        refuses=(*_IN_SESSION, Code.URGE_NOT_FOUND),
        security=SESSION,
        parameters=[path_word("urge_no", "The urge's number.", "CB261122048213")],
    ),
)
async def get_urge(request: Request) -> Response:
    """An urge of one of the customer's orders. Another's urge does not exist."""
    urge_no = _number(request, "urge_no", Code.URGE_NOT_FOUND)
    return answer(await visiting(request, lambda connection, who: own_urge(connection, who, urge_no)))


@router.post(
    "/orders/{order_no}/receipt-links",
    **described(
        "makeReceiptLink",
        "Make what a receipt's QR code opens",
        answer=ReceiptLink,
        status=HTTPStatus.CREATED,
        refuses=(*_IN_SESSION, Code.ORDER_NOT_FOUND, Code.NO_PUBLIC_ADDRESS),
        security=SESSION,
        parameters=[_ORDER_NO],
    ),
)
async def post_receipt_link(request: Request) -> Response:
    """A page with the order's stages and dates and nothing personal, for 24 hours."""
    hub, order_no = hub_of(request), _order_no(request)
    who = await visiting(request, lambda _, who: who)
    return answer(await hub.work.write(partial(new_link, hub, who, order_no)), HTTPStatus.CREATED)


def _order_no(request: Request) -> str:
    return _number(request, "order_no", Code.ORDER_NOT_FOUND)


def _number(request: Request, name: str, missing: Code) -> str:
    """From the path. What no number can be is not looked for."""
    number: str = request.path_params[name]
    if "\0" in number or len(number) > 40:
        raise Refused(missing)
    return number


async def _asked(request: Request) -> Asked:
    hub = hub_of(request)
    permit = request.headers.get(PERMIT_HEADER)
    at = await known_terminal(request)
    if permit is None:
        await visiting(request, lambda _, who: who)
    key = request.headers.get(IDEMPOTENCY_HEADER)
    if not key:
        raise Refused(Code.KEY_MISSING)
    if not _KEY.fullmatch(key):
        raise malformed(IDEMPOTENCY_HEADER, "1 to 64 printable characters without spaces")
    asked = await body_of(request, UrgeRequest)
    order_no = _order_no(request)
    if permit is None:
        return await visiting(
            request, lambda connection, who: asked_in_session(connection, who, order_no, asked, key)
        )
    return await hub.work.read(
        lambda connection: asked_by_permit(hub, connection, at, order_no, asked, key, permit)
    )
