"""Message files (assets/flows/messages/*.toml): the words of a message in each language in which it is sent,
with what is filled in in braces.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.hub.domain.datafile import Table
from services.hub.domain.messages import MessageEvent
from services.hub.domain.templates import Fault, languages_of, problems_of, too_many_segments
from services.hub.domain.terms import Language

_REASONS = {
    Fault.EMPTY: "must not be empty",
    Fault.TOO_LONG: "has more than {what} characters",
    Fault.NOT_ONE_LINE: "must be one line",
    Fault.BRACES: "has a brace that stands alone",
    Fault.UNKNOWN: "{{{what}}} is nothing that a message can say",
    Fault.ANOTHERS: "{{{what}}} is nothing that this message may say",
    Fault.PERSONAL: "{{{what}}} is personal, which no message may say",
    Fault.TYPED: "{what} looks like somebody's own number",
    Fault.MISSING: "must say {{{what}}}",
    Fault.SEGMENTS: "would be sent in {what} segments",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words in one language."""

    text: str
    provider_code: str
    """Under which the provider has approved them."""


@dataclass(frozen=True, slots=True)
class MessageWords:
    """A version of the words for one event."""

    event: MessageEvent
    version: str
    source: str
    wordings: Mapping[Language, Wording]
    """In each language in which it is sent."""

    @property
    def code(self) -> str:
        """What the file is about, as data files are told apart."""
        return self.event.value


def parse_message(text: str, file: str) -> MessageWords:
    """A message's words from a file's text. Raises DataFileError with file, key and reason."""
    table = Table.parse(text, file)
    event = table.choice("event", MessageEvent)
    words = MessageWords(
        event=event,
        version=table.string("version"),
        source=table.string("source"),
        wordings={
            language: _wording(table.table(language.value), event, language)
            for language in languages_of(event)
        },
    )
    table.nothing_else()
    return words


def _wording(table: Table, event: MessageEvent, language: Language) -> Wording:
    wording = Wording(table.string("text"), table.string("provider_code"))
    table.nothing_else()
    for problem in problems_of(event, wording.text) or too_many_segments(wording.text, language):
        raise table.error("text", _REASONS[problem.fault].format(what=problem.what))
    return wording
