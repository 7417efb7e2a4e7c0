"""Which font draws what: no box on the glass, whatever a customer is called."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens import fonts, icons
from screens.fonts import CERTAIN, MISSING, covers, drawable, runs, text_fonts


def test_the_first_font_has_what_is_taken_for_certain():
    assert [char for char in CERTAIN if not covers(text_fonts()[0], ord(char))] == []


def test_it_has_all_of_gb2312_and_the_names_of_extension_a():
    gb2312 = [
        bytes((high, low)).decode("gb2312")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if not (high == 0xD7 and low > 0xF9)
    ]
    assert len(gb2312) == 6763
    assert [char for char in gb2312 if not covers(text_fonts()[0], ord(char))] == []
    assert covers(text_fonts()[0], ord("㐀"))


def test_names_outside_the_first_font_come_from_another():
    pieces = runs("张𠮷先生")
    assert [piece for _, piece in pieces] == ["张", "𠮷", "先生"]
    assert pieces[1][0] == text_fonts()[1]
    assert pieces[0][0] == pieces[2][0] == text_fonts()[0]


def test_what_no_font_has_is_a_printers_mark():
    assert runs("\U0002a6a5王") == [(text_fonts()[0], MISSING + "王")]


@given(st.text())
def test_every_piece_can_be_drawn_by_its_font_and_nothing_is_lost(text):
    pieces = runs(drawable(text).replace("\n", " "))
    for font, piece in pieces:
        assert all(covers(font, ord(char)) for char in piece)
    assert len("".join(piece for _, piece in pieces)) == len(drawable(text))


@given(st.text())
def test_nothing_unseen_is_left_to_draw(text):
    for char in drawable(text):
        assert char == "\n" or unicodedata.category(char) != "Cc"
    assert drawable("葛\U000e0100城\ufeff \u200b区\t三") == "葛城 区 三"


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(fonts, "find_spec", lambda _: None)
    with pytest.raises(FileNotFoundError, match="pylopdf_fonts_zh_cn"):
        text_fonts.__wrapped__()


def test_icons_are_those_of_the_family():
    from fonticon_mdi7 import MDI7

    wrong = [name for name, (key, code) in icons.MDI_NAMES.items() if ord(getattr(MDI7, key)[-1]) != code]
    assert wrong == []
    assert all(covers(fonts.icon_font(), code) for _, code in icons.MDI_NAMES.values())
