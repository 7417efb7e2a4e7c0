"""Who stands at the terminal, in which language, and the token that the hub gave them.

Everything here is forgotten as one object when the visit ends.
"""

from dataclasses import dataclass, field

from services.contracts.language import Language

DEFAULT_LANGUAGE: Language = "zh"


@dataclass(frozen=True)
class SignedInCustomer:
    """What the glass may know of the customer."""

    token: str = field(repr=False)
    name: str
    """Masked by the hub."""
    kind: str
    features: frozenset[str] = frozenset()
    """What the hub can do."""


@dataclass(frozen=True)
class Session:
    """One customer's visit, from the first touch until the terminal has forgotten them."""

    number: int
    """Counts visits of this process; results of an earlier visit are dropped by it."""
    language: Language = DEFAULT_LANGUAGE
    customer: SignedInCustomer | None = None
