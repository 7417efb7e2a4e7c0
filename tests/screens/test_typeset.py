"""Lines broken as Chinese and English want it, pictures that hold their glyphs."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screens import typeset
from screens.fonts import drawable
from screens.metrics import HAN_HEIGHT_PER_EM
from screens.typeset import ELLIPSIS, NEVER_FIRST, NEVER_LAST, Face, set_lines, width_of

BODY = Face(33)
WORDS = st.text(
    st.sampled_from("国家电网有限公司办理,。;:()「」《》12月3日周四 abcdefgXYZAVWTLPoy,.-·、！？\n"),
    max_size=120,
)


@given(WORDS, st.integers(80, 900), st.booleans())
def test_lines_fit_lose_nothing_and_never_start_with_a_stop(text, width, strong):
    face = Face(33, strong)
    setting = set_lines(text, face, width)
    assert "".join("".join(setting.lines).split()) == "".join(text.split())
    for line, measured in zip(setting.lines, setting.widths, strict=True):
        assert measured == width_of(line, face)
        assert measured <= width or len(line) == 1 or line[0] in NEVER_LAST or line[1] in NEVER_FIRST


def starts(text, width=33 * 8):
    return [line[0] for line in set_lines(text, BODY, width).lines[1:]]


def test_a_stop_takes_the_character_before_it_along():
    assert set_lines("一二三四五六七八。九", BODY, 33 * 8).lines == ("一二三四五六七", "八。九")
    assert set_lines("一二三四五六七（八）", BODY, 33 * 8).lines == ("一二三四五六七", "（八）")
    assert not set(starts("高压新装，" * 9)) & NEVER_FIRST


def test_english_breaks_between_words_and_a_long_word_falls_apart():
    assert set_lines("Design review begins soon", BODY, 33 * 8).lines == ("Design review", "begins soon")
    lines = set_lines("A" * 40, BODY, 33 * 8).lines
    assert len(lines) > 1
    assert "".join(lines) == "A" * 40


def test_line_ends_are_kept_and_controls_are_spaces():
    assert set_lines("一\n\n二\t三\0", BODY, 900).lines == ("一", "", "二 三 ")


@given(WORDS, st.integers(150, 900), st.integers(1, 3))
def test_too_many_lines_end_in_an_ellipsis(text, width, most):
    whole = set_lines(text, BODY, width)
    short = set_lines(text, BODY, width, most)
    assert short.shortened == (len(whole.lines) > most)
    if short.shortened:
        assert len(short.lines) == most
        assert short.lines[-1].endswith(ELLIPSIS)
        assert short.widths[-1] <= width
    else:
        assert short == whole


@pytest.mark.parametrize("size", [22, 25, 33, 43, 57, 82])
def test_a_han_glyph_is_as_high_as_the_metrics_believe(window, size):
    box = ink_box(Face(size), "国")
    assert box[3] - box[1] >= HAN_HEIGHT_PER_EM * size - 1


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize("size", [25, 57])
def test_no_glyph_touches_the_edge_of_its_picture(window, size, strong):
    face = Face(size, strong)
    for text in ("国永𠮷驫", "Äjgy()", "1234567890"):
        box = ink_box(face, text)
        setting = set_lines(text, face, 9999)
        assert box[1] > 0
        assert box[3] < face.line
        assert box[2] <= setting.width


def test_strong_text_has_more_ink_and_an_unknown_name_is_no_box(window):
    assert ink(Face(43, strong=True), "催办") > 1.25 * ink(Face(43), "催办")
    assert pixels(Face(43), "\U0002a6a5") == pixels(Face(43), "〓")
    assert pixels(Face(43), "𠮷") != pixels(Face(43), "〓")


@given(WORDS)
def test_pictures_are_kept_up_to_a_limit_and_forgotten_as_a_whole(window, text):
    setting = set_lines(text, BODY, 300)
    assume(any(setting.widths))
    first = typeset.texture(setting, BODY)
    assert typeset.texture(setting, BODY) is first
    kept = typeset._kept
    assert kept.pixels == sum(each.width * each.height for each in kept.pictures.values())
    assert kept.pixels <= typeset.KEPT_PIXELS
    typeset.forget()
    assert not kept.pictures
    assert kept.pixels == 0
    assert typeset.texture(setting, BODY) is not first


def pixels(face, text):
    return typeset._draw(set_lines(text, face, 9999), face, 0).pixels


def ink(face, text):
    return sum(pixels(face, text)[3::4])


def ink_box(face, text):
    """Left, top, right, bottom of what is not empty, from the picture's upper left corner."""
    from PIL import Image

    picture = typeset._draw(set_lines(drawable(text), face, 9999), face, 0)
    return Image.frombytes("RGBA", picture.size, picture.pixels).getchannel("A").getbbox()
