"""The look that the glass has now: one brand on one panel. A process has one glass, so there is one look."""

from dataclasses import dataclass, field

from screens.brand import Brand, load
from screens.metrics import Metrics, Panel


@dataclass(frozen=True)
class Look:
    """Tokens, and what they are in pixels."""

    brand: Brand
    panel: Panel = field(default_factory=Panel)
    metrics: Metrics = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "metrics", Metrics(self.panel, self.brand))


_looks: list[Look] = []


def wear(look: Look) -> None:
    """What is built from now on looks like this."""
    _looks[:] = [look]


def look() -> Look:
    """The look in use; the default brand on the default panel if none was chosen."""
    if not _looks:
        wear(Look(load()))
    return _looks[0]
