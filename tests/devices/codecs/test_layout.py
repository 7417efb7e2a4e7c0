"""Rows by display width, and text that can command nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.layout import harmless, spelt, width, wrap


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("", 48, [""]),
        ("工单号 12", 48, ["工单号 12"]),
        ("一二三四五六", 8, ["一二三四", "五六"]),
        ("one two three", 8, ["one two", "three"]),
        ("  indented", 20, ["  indented"]),
        ("abcdefghijk", 4, ["abcd", "efgh", "ijk"]),
        ("某某有限公司（分公司）", 14, ["某某有限公司", "（分公司）"]),
        ("一二三，四", 6, ["一二", "三，四"]),
        ("电话：14200138000", 12, ["电话：", "14200138000"]),
        ("a b", 2, ["a", "b"]),
    ],
)
def test_breaks_where_a_reader_would(text, columns, rows):
    assert wrap(text, columns) == rows


@given(st.text(), st.integers(2, 60))
def test_every_row_fits_and_nothing_but_spaces_is_lost(text, columns):
    rows = wrap(harmless(text), columns)
    assert all(width(row) <= columns for row in rows)
    assert "".join(rows).replace(" ", "").replace("\u3000", "") == harmless(text).replace(" ", "").replace(
        "\u3000", ""
    )


@given(st.text())
def test_no_control_or_format_character_survives(text):
    categories = {unicodedata.category(char) for char in harmless(text)}
    assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_commands_in_a_name_become_spaces():
    assert harmless("张\x1b@三\x1dV\x00\n\r\t李\u2028四") == "张 @三 V    李 四"


def test_invisible_marks_go_and_half_a_pair_is_spelt():
    assert harmless("\u202e张\u200b三\ufeff\ufe00") == "张三"
    assert harmless("\ud842") == "[U+D842]"


def test_the_currency_sign_is_the_one_that_printers_have():
    assert harmless("¥5").encode("gbk") == b"\xa3\xa45"


def test_what_cannot_be_drawn_is_spelt():
    assert spelt("\U0002a6d6") == "[U+2A6D6]"
