"""Lines broken as Chinese and English want it."""

from hypothesis import given
from hypothesis import strategies as st

from screens import typeset
from screens.typeset import ELLIPSIS, NEVER_FIRST, NEVER_LAST, Face, balanced, set_lines, width_of

BODY = Face(33)
WORDS = st.text(
    st.sampled_from("国家电网有限公司办理,。;:()「」《》12月3日周四 abcdefgXYZAVWTLPoy,.-·、！？\n"),
    max_size=120,
)


@given(WORDS, st.integers(80, 900), st.booleans())
def test_lines_fit_lose_nothing_and_never_start_with_a_stop(text, width, strong):
    face = Face(33, strong)
    setting = set_lines(text, face, width)
    assert essence("".join(setting.lines)) == essence(text)
    for line, measured in zip(setting.lines, setting.widths, strict=True):
        assert measured == width_of(line, face)
        assert measured <= width or len(line) == 1 or line[0] in NEVER_LAST or line[1] in NEVER_FIRST


def essence(text):
    """But for spaces, and separators, of which one at the end of a line is left out."""
    return "".join(text.split()).replace("·", "")


def test_a_line_is_broken_between_two_facts_first_and_the_dot_left_out():
    assert set_lines("一二三四五 · 六七八九", BODY, 33 * 7).lines == ("一二三四五", "六七八九")
    assert set_lines("一二三 · 四五", BODY, 33 * 9).lines == ("一二三 · 四五",)
    assert set_lines("一二 · 三四 · 五六七", BODY, 33 * 6).lines == ("一二 · 三四", "五六七")
    assert set_lines("一二三四五六七 · 八九", BODY, 33 * 6).lines == ("一二三四五六", "七 · 八九")
    assert set_lines("since then · done by now", BODY, 33 * 7).lines == ("since then", "done by now")
    assert "".join(set_lines("一二三四买买提·艾力", BODY, 33 * 8).lines) == "一二三四买买提·艾力"


def test_a_shortened_line_keeps_the_dot_between_its_facts():
    assert set_lines("一二三 · 四五六七", BODY, 33 * 7, 1).lines == ("一二三 · 四…",)


def test_a_space_that_must_not_break_does_not():
    assert set_lines("一二三四工单\u00a05304", BODY, 33 * 6).lines == ("一二三四工", "单\u00a05304")


def test_a_sentence_is_broken_where_it_breathes():
    words = "To protect you, sign-in is paused. Try again in 15 minutes, or ask at the counter"
    assert balanced(words, BODY, 33 * 17).lines == (
        "To protect you, sign-in is paused.",
        "Try again in 15 minutes,",
        "or ask at the counter",
    )


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


def test_what_was_measured_is_forgotten_with_the_visit():
    set_lines("张三丰 14200138000", BODY, 300)
    typeset.forget()
    measured = (
        set_lines,
        typeset.balanced,
        width_of,
        typeset._word_width,
        typeset.offsets,
        typeset.kern,
    )
    assert [each.cache_info().currsize for each in measured] == [0] * 6


@given(
    st.text(st.sampled_from("0123456789 \u00a0:-·，。（）月日周一AVTLPYo,./'"), min_size=2, max_size=14),
    st.integers(20, 80),
)
def test_a_word_is_as_wide_as_the_font_says_kerned_or_not(word, size):
    face = Face(size)
    assert typeset._word_width(word, face) == typeset._asked(word, face)


def test_words_stay_apart_where_a_line_is_shortened() -> None:
    text, face = "Your own works, Works on the grid", Face(40)
    (line,) = set_lines(text, face, width_of("Your own works, Work", face), 1).lines
    assert line.startswith("Your own works, W")
    assert line.endswith(ELLIPSIS)


def test_a_time_of_day_is_no_place_to_breathe() -> None:
    text, face = "您已催办过这个环节：11月24日\u00a010:30，编号 U261124-0031，中心已收到。", Face(40)
    lines = balanced(text, face, width_of(text, face) * 2 // 3).lines
    assert any("10:30" in line for line in lines)
