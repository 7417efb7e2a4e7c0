"""Message files: their words, and what may be filled in."""

import pytest

from services.hub.domain.datafile import DataFileError
from services.hub.domain.messagefiles import Wording, parse_message
from services.hub.domain.messages import MessageEvent
from services.hub.domain.sms_text import segments
from services.hub.domain.templates import FILLINGS, MOST_SEGMENTS, filled, fillings, languages_of
from services.hub.domain.terms import Language
from services.hub.usecases.load_data import DATA_DIRECTORY

FILE = """
event = "urge-to-handler"
version = "1"
source = "ours"
[zh]
text = "工单{order}，{urge}"
provider_code = "SMS_1"
"""
LONGEST = {
    "order": "3726112400158",
    "stage": "客户工程建设、配套电网建设",
    "urge": "CB261122238755",
    "moment": "11月22日23:48",
    "answer": "材料已到货，新的预计日期12月1日",
    "phone": "0877-0000000",
    "due": "预计12月31日前办结。",
    "need": "所需材料请在营业厅终端查询。",
    "code": "123456",
    "minutes": "10",
    "new": "138****8001",
    "next": "下一环节“客户工程建设、配套电网建设”预计12月31日开始。",
}


def test_a_file_is_read() -> None:
    words = parse_message(FILE, "x.toml")
    assert (words.event, words.code) == (MessageEvent.URGE_TO_HANDLER, "urge-to-handler")
    assert words.wordings == {Language.CHINESE: Wording("工单{order}，{urge}", "SMS_1")}


@pytest.mark.parametrize(
    ("was", "now", "key"),
    [
        ("工单{order}", "客户{name}的工单", "zh.text"),
        ('provider_code = "SMS_1"', "", "zh.provider_code"),
        ("[zh]", "[en]", "zh"),
        ("[zh]", '[en]\ntext = "x"\n[zh]', "en"),
        ("urge-to-handler", "phone-code", "zh.text"),
        ("工单{order}，{urge}", "工单{order}", "zh.text"),
        ("工单{order}", "工单{order}，" + "很长" * 60, "zh.text"),
        ("urge-to-handler", "birthday", "event"),
        ('version = "1"', "", "version"),
        ('source = "ours"', 'source = "ours"\nmore = 1', "more"),
    ],
)
def test_what_is_wrong_is_named(was: str, now: str, key: str) -> None:
    with pytest.raises(DataFileError) as told:
        parse_message(FILE.replace(was, now), "x.toml")
    assert (told.value.file, told.value.key) == ("x.toml", key)


def test_every_event_has_words_in_each_language_that_are_not_too_long() -> None:
    files = sorted((DATA_DIRECTORY / "messages").glob("*.toml"))
    words = [parse_message(file.read_text("utf-8"), file.name) for file in files]
    assert {each.event for each in words} == set(MessageEvent)
    for each in words:
        assert tuple(each.wordings) == languages_of(each.event)
        for language, wording in each.wordings.items():
            assert fillings(wording.text) == FILLINGS[each.event]
            text = filled(wording.text, LONGEST)
            assert segments(f"【示范供电公司】{text}") <= MOST_SEGMENTS[language]
    codes = [wording.provider_code for each in words for wording in each.wordings.values()]
    assert len(codes) == len(set(codes))
