"""What is done by the clock: what is unanswered goes up, and substitutes whose day has come are told.

Any number of hubs over one database may: each step looks, under a lock, whether it is still to be done.
"""

from services.hub.usecases.context import Hub
from services.hub.usecases.raising import raise_what_is_due
from services.hub.usecases.substitutes import hand_over_what_begins

PAUSE_S = 15.0
"""Between rounds: limits are working hours, so nobody waits for a second."""


def go_round(hub: Hub) -> int:
    """One round; how much was done."""
    return hand_over_what_begins(hub) + raise_what_is_due(hub)
