"""What is said of a stage: whole sentences or nothing, and never too long."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.flowfiles import parse_flow
from services.hub.domain.messagefiles import parse_message
from services.hub.domain.messages import MessageEvent
from services.hub.domain.phrases import phrases_in
from services.hub.domain.sms_text import segments
from services.hub.domain.stage_news import StageNews, is_news, said_of
from services.hub.domain.templates import MOST_SEGMENTS, filled
from services.hub.domain.terms import Language, Side
from services.hub.usecases.load_data import DATA_DIRECTORY

TODAY = date(2026, 11, 22)
_FILE = DATA_DIRECTORY / "messages" / f"{MessageEvent.STAGE_TO_CUSTOMER.value}.toml"
_WORDINGS = parse_message(_FILE.read_text("utf-8"), _FILE.name).wordings
STAGES = [
    stage
    for path in sorted(DATA_DIRECTORY.glob("*.toml"))
    for stage in parse_flow(path.read_text("utf-8"), path.name).stages
]
NEWS = StageNews(
    language=Language.CHINESE,
    order="3726112400158",
    stage="竣工报验",
    side=Side.CUSTOMER,
    due=date(2026, 12, 31),
    awaited="等待您提交竣工报验资料。",
    bring="竣工图纸、电气试验报告。",
    next_stage="竣工验收",
    next_start=date(2027, 1, 4),
    phone="14212345678",
)


IN_ENGLISH = replace(
    NEWS,
    language=Language.ENGLISH,
    stage="Report of completion",
    awaited="We are waiting for your report.",
    bring="As-built drawings and test reports.",
    next_stage="Inspection",
)


def text_of(news: StageNews) -> str:
    template = _WORDINGS[news.language].text
    return filled(template, said_of(news, template, TODAY))


def test_all_that_is_known_is_said() -> None:
    assert text_of(NEWS) == (
        "您的工单3726112400158已进入“竣工报验”环节。预计12月31日前办妥。等待您提交竣工报验资料。"
        "请备：竣工图纸、电气试验报告。下一环节“竣工验收”预计1月4日开始。咨询办理人请拨14212345678"
    )


def test_it_is_said_in_english_too() -> None:
    assert text_of(IN_ENGLISH) == (
        "Your order 3726112400158 has entered stage Report of completion. "
        "Planned to be ready by 31 December. We are waiting for your report. "
        "Please have: As-built drawings and test reports. "
        "Next: Inspection, expected from 4 January. Questions: 14212345678"
    )


def test_what_is_not_known_leaves_no_gap_in_english_either() -> None:
    bare = replace(IN_ENGLISH, due=None, awaited="", bring="", next_start=None)
    assert text_of(bare).endswith("Report of completion. Next: Inspection. Questions: 14212345678")
    assert "  " not in text_of(bare)


@pytest.mark.parametrize(
    ("unknown", "gone"),
    [
        ({"due": None}, "预计12月31日"),
        ({"due": TODAY - timedelta(days=1)}, "前办"),
        ({"awaited": ""}, "等待"),
        ({"bring": ""}, "请备"),
        ({"next_stage": "", "next_start": None}, "下一环节"),
        ({"next_start": None}, "1月4日"),
        ({"next_start": TODAY - timedelta(days=1)}, "开始"),
    ],
)
def test_what_is_not_known_or_past_is_left_out_whole(unknown: dict[str, object], gone: str) -> None:
    text = text_of(replace(NEWS, **unknown))  # type: ignore[arg-type]
    assert gone not in text
    assert "。。" not in text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("sign", ["【供电】", "【玉溪供电局服务热线】"])
def test_no_stage_of_ours_is_told_in_more_segments_than_allowed(sign: str, language: Language) -> None:
    longest = max((stage.name.read_in(language) for stage in STAGES), key=len)
    for stage in STAGES:
        told = replace(
            NEWS,
            language=language,
            stage=stage.name.read_in(language),
            side=stage.side,
            awaited=stage.awaited.read_in(language) if stage.awaited else "",
            bring=stage.bring.read_in(language) if stage.bring else "",
            next_stage=longest,
        )
        text = text_of(told)
        assert segments(sign + text) <= MOST_SEGMENTS[language]
        assert told.phone in text
        phrases = phrases_in(language)
        assert not stage.bring or phrases.bring.format(what="") in text or phrases.ask_what_to_bring in text


@given(entered=st.dates(date(2026, 1, 1), date(2027, 1, 1)), days=st.integers(0, 30))
def test_news_is_of_today_and_of_so_many_days_before(entered: date, days: int) -> None:
    assert is_news(entered, TODAY, days) is (entered in [TODAY - timedelta(days=n) for n in range(days + 1)])
