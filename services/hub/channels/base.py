"""What a channel is: it takes one message and says what became of it.

Not here: when a message is due, how often it is tried, what is kept of it. Whoever calls does that, and needs
no `except`: a channel answers with one of three outcomes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One text to one person. Its repr shows nobody's number and nothing of what is said."""

    key: str
    """Ours, the same at every try, so that the other side recognises a repeat."""
    to: str = field(repr=False)
    template: str
    """The provider's code of an approved template."""
    parameters: Mapping[str, str] = field(repr=False)


class Reason(StrEnum):
    """Why a message has not gone out. The values are stable codes."""

    UNREACHABLE = "unreachable"
    """The request has not left us."""
    UNKNOWN = "unknown"
    """It has left, and no usable answer came: it may have been accepted."""
    THROTTLED = "throttled"
    PROVIDER_TROUBLE = "provider-trouble"
    ACCOUNT = "account"
    """Our account there: keys, rights, balance, sign name, clock. A person has to mend it."""
    BAD_NUMBER = "bad-number"
    BAD_TEMPLATE = "bad-template"
    """The template, or what was filled in."""
    BAD_CONTENT = "bad-content"
    """Words that the provider does not carry."""
    REFUSED = "refused"
    """Any other no; the provider's code says which."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider has taken it. Whether it arrives comes later, as a report."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """To be tried again with the same key."""

    reason: Reason
    code: str = ""
    """The provider's own, where it gave one."""
    wait_s: float | None = None
    """Not sooner than that, in seconds; None leaves it to the caller's own back-off."""


@dataclass(frozen=True, slots=True)
class Never:
    """No further try can succeed."""

    reason: Reason
    code: str = ""


Outcome = Sent | NotYet | Never


class Channel(Protocol):
    """A way to one kind of address."""

    def send(self, message: Message) -> Outcome:
        """Blocks until the outcome is known or the channel's deadline has passed. Any thread may call it."""
