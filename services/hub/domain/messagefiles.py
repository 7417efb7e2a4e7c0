"""Message files (assets/flows/messages/*.toml): the words of a message, with what is filled in in braces."""

from dataclasses import dataclass

from services.hub.domain.datafile import Table
from services.hub.domain.messages import MessageEvent
from services.hub.domain.templates import Fault, Problem, problems_of, too_many_segments
from services.hub.domain.terms import Text

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
    wrong: dict[str, list[Problem]] = {
        "zh": problems_of(words.event, words.text.zh) or too_many_segments(words.text.zh),
        "en": problems_of(words.event, words.text.en),
    }
    for language, problems in wrong.items():
        for problem in problems:
            raise table.error(f"text.{language}", _REASONS[problem.fault].format(what=problem.what))
    return words
