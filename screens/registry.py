"""Which screen shows which state. A screen's module is imported when its state first comes."""

from functools import cache
from importlib import import_module

from screens.base import Screen

SCREENS: dict[str, str] = {
    "kiosk.snapshot:Welcome": "screens.welcome.welcome:WelcomeScreen",
    "kiosk.flows.sign_in:AskNumber": "screens.sign_in.sign_in:NumberScreen",
    "kiosk.flows.sign_in:AskPassword": "screens.sign_in.sign_in:PasswordScreen",
    "kiosk.flows.first_password:ChoosePassword": "screens.first_password.first_password:FirstPasswordScreen",
    "kiosk.flows.orders:OrdersWaiting": "screens.waiting.waiting:OrdersWaitingScreen",
    "kiosk.flows.orders:Orders": "screens.orders.orders:OrdersScreen",
    "kiosk.flows.orders:OrdersTrouble": "screens.trouble.trouble:OrdersTroubleScreen",
    "kiosk.flows.order:OrderWaiting": "screens.waiting.waiting:OrderWaitingScreen",
    "kiosk.flows.order:OrderShown": "screens.order.order:OrderScreen",
    "kiosk.flows.order:OrderTrouble": "screens.trouble.trouble:OrderTroubleScreen",
    "kiosk.flows.urge:UrgeChoose": "screens.urge.urge:ChooseScreen",
    "kiosk.flows.urge:UrgeConfirm": "screens.urge.urge:ConfirmScreen",
    "kiosk.flows.urge:UrgeSending": "screens.urge.urge:SendingScreen",
    "kiosk.flows.urge:UrgeDone": "screens.urge.result:DoneScreen",
    "kiosk.flows.urge:UrgeKeptHere": "screens.urge.result:KeptScreen",
    "kiosk.flows.urge:UrgeNotTaken": "screens.urge.result:NotTakenScreen",
    "kiosk.flows.receipt:ReceiptPrinting": "screens.receipt.receipt:PrintingScreen",
    "kiosk.flows.receipt:ReceiptReady": "screens.receipt.receipt:ReadyScreen",
    "kiosk.flows.receipt:ReceiptUncertain": "screens.receipt.receipt:UncertainScreen",
    "kiosk.flows.receipt:ReceiptFailed": "screens.receipt.receipt:FailedScreen",
    "kiosk.flows.leaving:Leaving": "screens.leaving.leaving:LeavingScreen",
    "kiosk.flows.out_of_service:OutOfService": "screens.out_of_service.out_of_service:OutOfServiceScreen",
}
"""`module:StateClass` of a journey -> `module:ScreenClass`."""
IDLE = "screens.idle.idle:IdleScreen"
"""Stands before any other while the brain asks whether somebody is still there."""

FOLLOWS = {
    "screens.welcome.welcome:WelcomeScreen": "screens.sign_in.sign_in:NumberScreen",
    "screens.sign_in.sign_in:NumberScreen": "screens.sign_in.sign_in:PasswordScreen",
    "screens.sign_in.sign_in:PasswordScreen": "screens.orders.orders:OrdersScreen",
    "screens.orders.orders:OrdersScreen": "screens.order.order:OrderScreen",
    "screens.order.order:OrderScreen": "screens.urge.urge:ConfirmScreen",
    "screens.urge.urge:ConfirmScreen": "screens.urge.result:DoneScreen",
}
"""What most customers see next: it is built in idle moments, so that no touch has to wait for it."""


def all_screens() -> list[str]:
    """The `module:ScreenClass` of every screen, each once."""
    return [*dict.fromkeys(SCREENS.values()), IDLE]


def screen_for(state: object) -> type[Screen]:
    """The screen class of the state; raises LookupError for a state that nobody shows."""
    name = f"{type(state).__module__}:{type(state).__qualname__}"
    if name not in SCREENS:
        raise LookupError(f"no screen shows {name}")
    return screen_class(SCREENS[name])


@cache
def screen_class(name: str) -> type[Screen]:
    """The class that `module:ScreenClass` names."""
    module, attribute = name.split(":")
    found = getattr(import_module(module), attribute)
    if not (isinstance(found, type) and issubclass(found, Screen)):
        raise TypeError(f"{name} is no screen")
    return found


def likely_next(kind: type[Screen]) -> type[Screen] | None:
    """What most customers see after a screen of that class."""
    name = FOLLOWS.get(f"{kind.__module__}:{kind.__qualname__}")
    return screen_class(name) if name else None
