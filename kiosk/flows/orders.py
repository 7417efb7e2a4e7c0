"""The customer's orders: none, one (opened directly) or many."""

from dataclasses import dataclass

from kiosk.flow import Failed, Step, guarded, signed_in
from kiosk.intents import Back, End, OpenOrder, Retry
from kiosk.moves import LeaveReason, ToLeaving, ToOrder
from kiosk.ports import Tools
from kiosk.reference import new_reference
from kiosk.session import Session
from kiosk.trouble import Trouble, TroubleKind
from services.contracts.orders import OrderList


@dataclass(frozen=True)
class OrdersWaiting:
    """Being fetched."""

    open_single: bool


@dataclass(frozen=True)
class Orders:
    """The list, possibly empty."""

    list: OrderList


@dataclass(frozen=True)
class OrdersTrouble:
    """The list could not be fetched."""

    trouble: Trouble
    open_single: bool


def start(open_single: bool, session: Session) -> Step[object]:
    """Fetch the list."""
    token = signed_in(session).token
    fetch = guarded(lambda tools: _fetch(tools, token), new_reference)
    return Step(OrdersWaiting(open_single), (fetch,))


def _fetch(tools: Tools, token: str) -> OrderList:
    return tools.hub.orders(token)


class OrdersFlow:
    """Shows the list and opens an order."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]:
        match state, message:
            case _, End():
                return Step(state, move=ToLeaving())
            case OrdersWaiting(open_single), OrderList() as listed:
                if open_single and len(listed.orders) == 1:
                    return Step(state, move=ToOrder(listed.orders[0].order_no, single=True))
                return Step(Orders(listed))
            case OrdersWaiting(open_single), Failed(trouble):
                if trouble.kind is TroubleKind.SESSION_ENDED:
                    return Step(state, move=ToLeaving(LeaveReason.SESSION_ENDED))
                return Step(OrdersTrouble(trouble, open_single))
            case ((OrdersWaiting() | OrdersTrouble()), Back()):
                return Step(state, move=ToLeaving())
            case OrdersTrouble(_, open_single), Retry():
                return start(open_single, session)
            case Orders(listed), OpenOrder(order_no) if any(o.order_no == order_no for o in listed.orders):
                return Step(state, move=ToOrder(order_no))
        return Step(state)
