"""Message files (assets/flows/messages/*.toml): the words of a message, with what is filled in in braces.

Which fillings there are depends on the event. None of them is a person's name, a customer's whole number or
an address: a text lies open on a locked phone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.hub.domain.datafile import Table
from services.hub.domain.messages import MessageEvent
from services.hub.domain.terms import Text

_URGED = frozenset(("order", "stage", "urge", "moment"))
FILLINGS: dict[MessageEvent, frozenset[str]] = {
    MessageEvent.URGE_TO_HANDLER: _URGED,
    MessageEvent.CHECK_TO_HANDLER: _URGED,
    MessageEvent.RAISED_TO_LEADER: _URGED,
    MessageEvent.RAISED_TO_DISPATCHER: _URGED,
    MessageEvent.ITEM_TO_SUBSTITUTE: _URGED,
    MessageEvent.ANSWER_TO_CUSTOMER: frozenset(("order", "stage", "urge", "answer", "phone")),
    MessageEvent.STAGE_TO_CUSTOMER: frozenset(("order", "stage", "due", "need", "next", "phone")),
    MessageEvent.PHONE_CODE: frozenset(("order", "code", "minutes")),
    MessageEvent.PHONE_CHANGED: frozenset(("order", "new", "phone")),
}

_FILLING = re.compile(r"\{([a-z]*)\}")


@dataclass(frozen=True, slots=True)
class MessageWords:
    """A version of the words for one event."""

    event: MessageEvent
    version: str
    source: str
    provider_code: str
    """Under which the provider has approved them."""
    text: Text

    @property
    def code(self) -> str:
        """What the file is about, as data files are told apart."""
        return self.event.value


def parse_message(text: str, file: str) -> MessageWords:
    """A message's words from a file's text. Raises DataFileError with file, key and reason."""
    table = Table.parse(text, file)
    words = MessageWords(
        event=table.choice("event", MessageEvent),
        version=table.string("version"),
        source=table.string("source"),
        provider_code=table.string("provider_code"),
        text=table.text("text"),
    )
    table.nothing_else()
    for language, written in (("zh", words.text.zh), ("en", words.text.en)):
        unknown = sorted(fillings(written) - FILLINGS[words.event])
        if unknown:
            raise table.error(f"text.{language}", f"{{{unknown[0]}}} is nothing that this message may say")
    return words


def fillings(text: str) -> set[str]:
    """What is to be filled into the text."""
    return set(_FILLING.findall(text))


def filled(text: str, parameters: Mapping[str, str]) -> str:
    """The text as it is read. Raises KeyError for a filling that was not given."""
    return _FILLING.sub(lambda found: parameters[found.group(1)], text)
