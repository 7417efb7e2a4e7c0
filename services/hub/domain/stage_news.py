"""An order entered a stage: whether that is news to its customer, and what is said of it.

The field: each time the order enters a stage a message goes out: by when it is done, what the customer must
do or bring, when the next stage begins, how to reach the handler (Yuxi's second system). What is not known is
left out, whole sentence by whole sentence; nothing is guessed.
"""

from dataclasses import dataclass
from datetime import date

from services.hub.domain.phrases import Phrases, phrases_in, spoken_day
from services.hub.domain.templates import MOST_SEGMENTS, sent_segments
from services.hub.domain.terms import Language, Side


@dataclass(frozen=True, slots=True)
class StageNews:
    """A stage that an order entered, in the customer's language, as far as it is known."""

    language: Language
    order: str
    """Masked."""
    stage: str
    side: Side
    due: date | None
    awaited: str
    """A sentence; empty where nothing is awaited of the customer."""
    bring: str
    """A sentence; empty where nothing is to be brought."""
    next_stage: str
    """Empty for the last stage."""
    next_start: date | None
    phone: str

    @property
    def phrases(self) -> Phrases:
        """How it is said in that language."""
        return phrases_in(self.language)


def is_news(entered_on: date, today: date, news_days: int) -> bool:
    """Whether a stage that was entered on that day is still worth telling, days in China."""
    return 0 <= (today - entered_on).days <= news_days


def said_of(news: StageNews, template: str, today: date) -> dict[str, str]:
    """What is filled into the template, shortened where the text would be more than MOST_SEGMENTS."""
    said: dict[str, str] = {}
    for need, following in _shorter_and_shorter(news, today):
        said = {
            "order": news.order,
            "stage": news.stage,
            "due": _due(news, today),
            "need": need,
            "next": following,
            "phone": news.phone,
        }
        if sent_segments(template, said) <= MOST_SEGMENTS[news.language]:
            break
    return said


def _shorter_and_shorter(news: StageNews, today: date) -> list[tuple[str, str]]:
    phrases = news.phrases
    awaited = phrases.sentence(news.awaited)
    bring = phrases.sentence(phrases.bring.format(what=news.bring)) if news.bring else ""
    short = phrases.sentence(phrases.ask_what_to_bring) if bring else ""
    following = _next(news, today)
    needs = [awaited + bring, awaited + short, short]
    return [*((need, following) for need in needs), (short, "")]


def _due(news: StageNews, today: date) -> str:
    if news.due is None or news.due < today:
        return ""
    phrases = news.phrases
    due = phrases.due if news.side is Side.COMPANY else phrases.due_by_customer
    return phrases.sentence(due.format(day=spoken_day(news.language, news.due)))


def _next(news: StageNews, today: date) -> str:
    if not news.next_stage:
        return ""
    phrases, begins = news.phrases, news.next_start
    if begins is None or begins < today:
        return phrases.sentence(phrases.next.format(stage=news.next_stage))
    day = spoken_day(news.language, begins)
    return phrases.sentence(phrases.next_from.format(stage=news.next_stage, day=day))
