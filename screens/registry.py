"""Which screen shows which state. A screen's module is imported when its state first comes."""

from functools import cache
from importlib import import_module

from screens.base import Screen

SCREENS: dict[str, str] = {}
"""`module:StateClass` of a journey -> `module:ScreenClass`."""
IDLE = "screens.idle.idle:IdleScreen"
"""Stands before any other while the brain asks whether somebody is still there."""


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
