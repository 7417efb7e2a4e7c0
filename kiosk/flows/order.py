"""One order: where it is, what happens there, who has it, what comes next and when."""

from dataclasses import dataclass, replace

from kiosk.flow import Failed, Step, guarded, signed_in
from kiosk.intents import AskReceipt, AskUrge, Back, ChooseStage, End, Retry, ShowWhole
from kiosk.moves import LeaveReason, Move, ToLeaving, ToOrders, ToReceipt, ToUrge
from kiosk.ports import Tools
from kiosk.reference import new_reference
from kiosk.session import Session
from kiosk.trouble import Trouble, TroubleKind
from services.contracts.orders import OrderDetail, StageState, StageView


@dataclass(frozen=True)
class OrderWaiting:
    """Being fetched."""

    order_no: str
    single: bool


@dataclass(frozen=True)
class OrderShown:
    """The order. With stages side by side, the one that was touched is spoken of first."""

    order: OrderDetail
    single: bool
    can_print: bool
    stage_id: str | None = None
    whole: bool = False
    """Folded timeline and shortened texts are shown whole."""

    @property
    def current(self) -> tuple[StageView, ...]:
        """The stages that the order is in now."""
        return tuple(stage for stage in self.order.stages if stage.state is StageState.CURRENT)

    @property
    def spoken_of(self) -> StageView | None:
        """The current stage that the answers are about; None when the order has ended."""
        chosen = (stage for stage in self.current if stage.stage_id == self.stage_id)
        return next(chosen, self.current[0] if self.current else None)

    @property
    def can_urge(self) -> bool:
        """Whether there is a stage to urge, or to report as done."""
        return any(stage.urge_kind and stage.permit for stage in self.current)


@dataclass(frozen=True)
class OrderTrouble:
    """The order could not be fetched."""

    order_no: str
    single: bool
    trouble: Trouble


@dataclass(frozen=True)
class Fetched:
    """The order has come."""

    order: OrderDetail
    can_print: bool


def start(order_no: str, single: bool, session: Session) -> Step[object]:
    """Fetch the order."""
    token = signed_in(session).token

    def fetch(tools: Tools) -> Fetched:
        return Fetched(tools.hub.order(token, order_no), tools.printer.ready())

    return Step(OrderWaiting(order_no, single), (guarded(fetch, new_reference),))


class OrderFlow:
    """Shows an order and leads on to urging and printing."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]:
        match state, message:
            case _, End():
                return Step(state, move=ToLeaving())
            case ((OrderWaiting() | OrderTrouble() | OrderShown()), Back()):
                return Step(state, move=_back(state.single))
            case OrderWaiting(), Fetched(order, can_print):
                return Step(OrderShown(order, state.single, can_print))
            case OrderWaiting(), Failed(trouble):
                if trouble.kind is TroubleKind.SESSION_ENDED:
                    return Step(state, move=ToLeaving(LeaveReason.SESSION_ENDED))
                return Step(OrderTrouble(state.order_no, state.single, trouble))
            case OrderTrouble(), Retry():
                return start(state.order_no, state.single, session)
            case OrderShown(), _:
                return _shown(state, message)
        return Step(state)


def _back(single: bool) -> Move:
    return ToLeaving() if single else ToOrders(open_single=False)


def _shown(state: OrderShown, message: object) -> Step[object]:
    match message:
        case AskUrge() if state.can_urge:
            return Step(state, move=ToUrge(state.order, state.single))
        case AskReceipt() if state.can_print:
            spoken_of = state.spoken_of
            stage_id = spoken_of.stage_id if spoken_of else None
            return Step(state, move=ToReceipt(state.order, stage_id, state.single))
        case ChooseStage(stage_id) if any(stage.stage_id == stage_id for stage in state.current):
            return Step(replace(state, stage_id=stage_id))
        case ShowWhole():
            return Step(replace(state, whole=not state.whole))
    return Step(state)
