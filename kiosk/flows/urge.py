"""Urging: choose a stage where several run side by side, confirm, send, and say truly what became of it.

The key is made when the question is put, so that fifty touches on its answer are one urge.
"""

from dataclasses import dataclass

from kiosk.flow import Failed, Step, guarded
from kiosk.intents import AskReceipt, Back, ChooseStage, Confirm, End, Retry
from kiosk.moves import ToLeaving, ToOrder, ToReceipt
from kiosk.ports import Tools, UrgeItem, UrgeKept, UrgeReceived, UrgeRefused
from kiosk.reference import new_key, new_reference
from kiosk.session import Session
from kiosk.trouble import Trouble, trouble_of
from services.contracts.orders import OrderDetail, StageState, StageView
from services.contracts.urges import UrgeKind, UrgeRequest, UrgeView

PATIENCE_S = 5.0
"""How long the hub may take before the customer is told that the urge is kept and will be sent."""


@dataclass(frozen=True)
class UrgeChoose:
    """Several stages run side by side: which one?"""

    order: OrderDetail
    single: bool
    stages: tuple[StageView, ...]


@dataclass(frozen=True)
class UrgeConfirm:
    """The question, with the planned day first when the stage is not late."""

    order: OrderDetail
    single: bool
    stage: StageView
    kind: UrgeKind
    key: str


@dataclass(frozen=True)
class UrgeSending:
    """On its way to the hub. Who leaves now has urged all the same."""

    asked: UrgeConfirm


@dataclass(frozen=True)
class UrgeDone:
    """The hub has received it, and no more is said."""

    asked: UrgeConfirm
    urge: UrgeView
    can_print: bool


@dataclass(frozen=True)
class UrgeKeptHere:
    """The terminal has it and will send it."""

    asked: UrgeConfirm
    local_no: str
    can_print: bool


@dataclass(frozen=True)
class UrgeNotTaken:
    """Refused, or it could not even be written down: nothing is promised."""

    asked: UrgeConfirm
    trouble: Trouble


@dataclass(frozen=True)
class Outcome:
    """What the outbox said."""

    outcome: UrgeReceived | UrgeRefused | UrgeKept
    can_print: bool


def start(order: OrderDetail, single: bool) -> UrgeChoose | UrgeConfirm:
    """The first question."""
    stages = tuple(
        stage
        for stage in order.stages
        if stage.state is StageState.CURRENT and stage.urge_kind and stage.permit
    )
    if len(stages) == 1:
        return _ask(order, single, stages[0])
    return UrgeChoose(order, single, stages)


def _ask(order: OrderDetail, single: bool, stage: StageView) -> UrgeConfirm:
    return UrgeConfirm(order, single, stage, UrgeKind(stage.urge_kind or "urge"), new_key())


class UrgeFlow:
    """From the question to a true answer."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]:  # noqa: ARG002
        if isinstance(message, End):
            return Step(state, move=ToLeaving())
        if isinstance(state, UrgeChoose):
            return _choose(state, message)
        if isinstance(state, UrgeConfirm):
            return _confirm(state, message)
        if isinstance(state, UrgeSending):
            return _sending(state, message)
        return _result(state, message)


def _choose(state: UrgeChoose, message: object) -> Step[object]:
    match message:
        case ChooseStage(stage_id):
            for stage in state.stages:
                if stage.stage_id == stage_id:
                    return Step(_ask(state.order, state.single, stage))
        case Back():
            return Step(state, move=ToOrder(state.order.order_no, state.single))
    return Step(state)


def _confirm(state: UrgeConfirm, message: object) -> Step[object]:
    match message:
        case Confirm():
            return Step(UrgeSending(state), (guarded(lambda tools: _send(tools, state), new_reference),))
        case Back():
            return Step(state, move=ToOrder(state.order.order_no, state.single))
    return Step(state)


def _send(tools: Tools, asked: UrgeConfirm) -> Outcome:
    request = UrgeRequest(kind=asked.kind, stage_id=asked.stage.stage_id, touched_at=tools.clock.now())
    item = UrgeItem(asked.key, asked.order.order_no, request, asked.stage.permit or "")
    return Outcome(tools.outbox.send(item, PATIENCE_S), tools.printer.ready())


def _sending(state: UrgeSending, message: object) -> Step[object]:
    match message:
        case Outcome(UrgeReceived(urge), can_print):
            return Step(UrgeDone(state.asked, urge, can_print))
        case Outcome(UrgeKept(local_no), can_print):
            return Step(UrgeKeptHere(state.asked, local_no, can_print))
        case Outcome(UrgeRefused(problem), _):
            return Step(UrgeNotTaken(state.asked, trouble_of(problem, new_reference())))
        case Failed(trouble):
            return Step(UrgeNotTaken(state.asked, trouble))
    return Step(state)


def _result(state: object, message: object) -> Step[object]:
    match state, message:
        case ((UrgeDone() | UrgeKeptHere() | UrgeNotTaken()), (Back() | Confirm())):
            asked = state.asked
            return Step(state, move=ToOrder(asked.order.order_no, asked.single))
        case UrgeNotTaken(asked), Retry():
            return Step(asked)
        case UrgeDone(asked, urge, True), AskReceipt():
            return Step(state, move=ToReceipt(asked.order, asked.stage.stage_id, asked.single, urge=urge))
        case UrgeKeptHere(asked, local_no, True), AskReceipt():
            return Step(
                state, move=ToReceipt(asked.order, asked.stage.stage_id, asked.single, kept_no=local_no)
            )
    return Step(state)
