"""Message files: their words, and what may be filled in."""

import pytest

from services.hub.domain.datafile import DataFileError
from services.hub.domain.messagefiles import parse_message
from services.hub.domain.messages import MessageEvent
from services.hub.domain.sms_text import segments
from services.hub.domain.templates import FILLINGS, filled, fillings
from services.hub.usecases.load_data import DATA_DIRECTORY

FILE = """
event = "urge-to-handler"
version = "1"
source = "ours"
provider_code = "SMS_1"
[text]
zh = "工单{order}，{urge}"
en = "order {order}, {urge}"
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
    assert (words.event, words.code, words.provider_code) == (
        MessageEvent.URGE_TO_HANDLER,
        "urge-to-handler",
        "SMS_1",
    )
    assert filled(words.text.zh, {"order": "1", "urge": "2"}) == "工单1，2"


@pytest.mark.parametrize(
    ("was", "now", "key"),
    [
        ("工单{order}", "客户{name}的工单", "text.zh"),
        ("order {order}", "call {phone}", "text.en"),
        ("工单{order}，{urge}", "工单{order}", "text.zh"),
        ("工单{order}", "工单{order}，" + "很长" * 60, "text.zh"),
        ("urge-to-handler", "birthday", "event"),
        ('version = "1"', "", "version"),
        ('source = "ours"', 'source = "ours"\nmore = 1', "more"),
    ],
)
def test_what_is_wrong_is_named(was: str, now: str, key: str) -> None:
    with pytest.raises(DataFileError) as told:
        parse_message(FILE.replace(was, now), "x.toml")
    assert (told.value.file, told.value.key) == ("x.toml", key)


def test_every_event_has_words_that_fit_into_two_segments() -> None:
    files = sorted((DATA_DIRECTORY / "messages").glob("*.toml"))
    words = [parse_message(file.read_text("utf-8"), file.name) for file in files]
    assert {each.event for each in words} == set(MessageEvent)
    for each in words:
        assert fillings(each.text.zh) == fillings(each.text.en) == FILLINGS[each.event]
        assert segments(f"【示范供电公司】{filled(each.text.zh, LONGEST)}") <= 2
