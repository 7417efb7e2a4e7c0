"""An order entered a stage: whether that is news to its customer, and what is said of it.

The field: each time the order enters a stage a message goes out: by when it is done, what the customer must
do or bring, when the next stage begins, how to reach the handler (Yuxi's second system). What is not known is
left out, whole sentence by whole sentence; nothing is guessed.
"""

from dataclasses import dataclass
from datetime import date

from services.hub.domain.templates import MOST_SEGMENTS, sent_segments
from services.hub.domain.terms import Side

_ASK_FOR_IT = "所需材料请在营业厅终端查询。"


@dataclass(frozen=True, slots=True)
class StageNews:
    """A stage that an order entered, in Chinese, as far as it is known."""

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
        if sent_segments(template, said) <= MOST_SEGMENTS:
            break
    return said


def _shorter_and_shorter(news: StageNews, today: date) -> list[tuple[str, str]]:
    bring = f"请备：{news.bring}" if news.bring else ""
    short = _ASK_FOR_IT if bring else ""
    following = _next(news, today)
    needs = [news.awaited + bring, news.awaited + short, short]
    return [*((need, following) for need in needs), (short, "")]


def _due(news: StageNews, today: date) -> str:
    if news.due is None or news.due < today:
        return ""
    done = "办结" if news.side is Side.COMPANY else "办妥"
    return f"预计{_day(news.due)}前{done}。"


def _next(news: StageNews, today: date) -> str:
    if not news.next_stage:
        return ""
    begins = news.next_start is not None and news.next_start >= today
    when = f"预计{_day(news.next_start)}开始" if begins and news.next_start else ""
    return f"下一环节“{news.next_stage}”{when}。"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
