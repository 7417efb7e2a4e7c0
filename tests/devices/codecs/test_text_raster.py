"""Rows drawn as dots."""

import pytest
from PIL import Image

from devices.codecs.text_raster import TextRaster, default_font

RASTER = TextRaster()


def picture(text, scale=(1, 1), bold=False):
    across, down, dots = RASTER.row(text, scale, bold)
    return Image.frombytes("1", (across * 8, down), dots)


@pytest.mark.parametrize("char", "𠮷㐂䶮鿏龘·é™")
def test_has_what_names_need(char):
    assert RASTER.has(char)


@pytest.mark.parametrize("char", ["\U0002a6d6", "😀", "\ue000", "\U0010fffe"])
def test_knows_what_it_lacks(char):
    assert not RASTER.has(char)


def test_every_character_stands_in_its_own_cell():
    row = picture("𠮷WW𠮷")
    assert row.size == (24 + 12 + 12 + 24, 30)
    assert row.crop((0, 0, 24, 30)).tobytes() == row.crop((48, 0, 72, 30)).tobytes()
    assert row.crop((24, 0, 36, 30)).tobytes() == row.crop((36, 0, 48, 30)).tobytes()


@pytest.mark.parametrize("char", "@WMgjy|𠮷国")
def test_nothing_touches_the_edge_above_or_below(char):
    _, top, _, bottom = picture(char).getbbox()
    assert top >= 1
    assert bottom <= 29


def test_all_of_extension_a_can_be_drawn():
    assert all(map(RASTER.has, map(chr, range(0x3400, 0x4DB6))))


def test_bold_is_blacker():
    def black(bold):
        return picture("户名国𠮷", bold=bold).convert("L").histogram()[255]

    assert black(True) > 1.2 * black(False)


def test_scaling_repeats_dots_as_a_printer_does():
    small, large = picture("𠮷"), picture("𠮷", (2, 2))
    assert large.resize(small.size, Image.Resampling.NEAREST).tobytes() == small.tobytes()


def test_the_default_font_is_there():
    assert default_font().is_file()


def test_the_simplified_chinese_face_is_used():
    japanese = TextRaster(face=0)
    assert RASTER.row("骨", (1, 1), False) != japanese.row("骨", (1, 1), False)
