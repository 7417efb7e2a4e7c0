"""How a standing looks as a chip: the same on the list and on the order."""

from typing import TYPE_CHECKING

from kiosk.i18n import t
from screens.widgets.chip import Chip, ChipTone
from services.contracts.language import Language

if TYPE_CHECKING:
    from services.contracts.orders import Standing

TONES: dict[str, ChipTone] = {
    "waiting-for-customer": "waiting",
    "late": "late",
    "nearly-late": "warn",
    "running": "running",
    "paused": "stopped",
    "finished": "done",
    "cancelled": "stopped",
}


def chip(language: Language, standing: "Standing") -> Chip:
    """Word, shape and colour."""
    return Chip(t(language, f"standing.{standing}"), TONES[standing])
