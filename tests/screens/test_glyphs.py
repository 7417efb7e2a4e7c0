"""Glyphs on the shared texture: whole, where they belong, strong where they should be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens import glyphs
from screens.glyphs import PAGE, Atlas, picture
from screens.metrics import HAN_HEIGHT_PER_EM
from screens.typeset import Face, set_lines, width_of

pytestmark = pytest.mark.usefixtures("window")
WORDS = st.text(st.sampled_from("国家电网12月3日，。AVToy. "), min_size=1, max_size=30)


def rows_of(char, face):
    """The alpha of each row, from the top."""
    pixels, width = picture(char, face)
    alpha = pixels[3::4]
    return [alpha[at : at + width] for at in range(0, len(alpha), width)]


def ink(char, face):
    return sum(sum(row) for row in rows_of(char, face))


@pytest.mark.parametrize("size", [22, 25, 33, 43, 57, 82])
def test_a_han_glyph_is_as_high_as_the_metrics_believe(size):
    inked = [any(row) for row in rows_of("国", Face(size))]
    assert sum(inked) >= HAN_HEIGHT_PER_EM * size - 1


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize("size", [25, 33, 43, 57, 82])
def test_no_glyph_is_cut_by_its_line(size, strong):
    for char in "国永驫𠮷Äjgy()1234567890，":
        rows = rows_of(char, Face(size, strong))
        assert any(any(row) for row in rows)
        assert not any(rows[0])
        assert not any(rows[-1])


def test_strong_glyphs_have_more_ink_and_an_unknown_name_is_no_box():
    assert ink("催", Face(43, strong=True)) > 1.25 * ink("催", Face(43))
    assert picture("\U0002a6a5", Face(43)) == picture("〓", Face(43))
    assert picture("𠮷", Face(43)) != picture("〓", Face(43))


def test_a_glyph_is_drawn_once_and_a_blank_never():
    atlas = Atlas()
    one = atlas.glyph("国", Face(33))
    assert atlas.glyph("国", Face(33)) is one
    assert atlas.glyph("国", Face(33, strong=True)) != one
    assert atlas.glyph(" ", Face(33)) is None
    assert len(atlas.pages) == 1


def test_glyphs_do_not_share_a_pixel():
    atlas = Atlas()
    found = [atlas.glyph(chr(0x4E00 + index), Face(20 + index % 7 * 9)) for index in range(300)]
    boxes = [(g.page, round(g.left * PAGE), round(g.top * PAGE), g.width, g.height) for g in found if g]
    assert len(boxes) == 300
    taken = set()
    for page, x, y, width, height in boxes:
        assert x + width <= PAGE
        assert y + height <= PAGE
        pixels = {(id(page), across, down) for across in range(x, x + width) for down in range(y, y + height)}
        assert not pixels & taken
        taken |= pixels


def test_a_full_atlas_begins_anew_and_what_is_drawn_stays(monkeypatch):
    monkeypatch.setattr(glyphs, "MOST_PAGES", 1)
    atlas = Atlas()
    first = atlas.glyph("国", Face(200))
    for index in range(60):
        atlas.glyph(chr(0x4E00 + index), Face(200))
    assert len(atlas.pages) == 1
    assert first.page is not atlas.pages[0]
    assert first.page.size == (PAGE, PAGE)


@given(WORDS, st.booleans(), st.sampled_from([0.0, 0.5, 1.0]))
def test_words_stand_where_they_were_measured(text, strong, align):
    face = Face(33, strong)
    setting = set_lines(text, face, 400)
    points = [point for mesh in glyphs.words(setting, face, align, 100, 200) for point in _points(mesh)]
    for x, y in points:
        assert 100 - 2 <= x <= 100 + setting.width + 2
        assert 200 <= y <= 200 + setting.height(face)
    if align == 0 and len(setting.lines) == 1 and points and not text[-1].isspace():
        assert max(x for x, _ in points) == pytest.approx(100 + width_of(text, face), abs=2)


def _points(mesh):
    return list(zip(mesh.vertices[0::4], mesh.vertices[1::4], strict=True))
