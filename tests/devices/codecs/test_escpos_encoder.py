"""Receipt -> bytes, against golden bytes written by hand, and a reader that shares nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.base import Align, Feed, Line, Qr, Receipt, Rule, Size
from devices.codecs.escpos_encoder import EscPosEncoder, without_real_time
from devices.codecs.layout import harmless, spelt, wrap
from devices.codecs.text_raster import TextRaster
from tests.devices.receipts import ADDRESS, TYPICAL, receipts
from tests.peers import paper
from tests.peers.escpos_reader import read_paper

RASTER = TextRaster()
ENCODER = EscPosEncoder(RASTER, columns=48)
REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")
START = "1B40 1D610E 1C26"
CUT = "1D564218"


def body(*parts):
    data = ENCODER.encode(Receipt(parts))
    start, cut = bytes.fromhex(START), bytes.fromhex(CUT)
    assert data.startswith(start)
    assert data.endswith(cut)
    return data[len(start) : -len(cut)]


GOLDEN = [
    ((), ""),
    ((Line("户号: 12"),), "BBA7BAC5 3A203132 0A"),
    ((Line(""),), "0A"),
    ((Line("¥5"),), "A3A4 35 0A"),
    ((Line("A\x1b@\x1dV\x00B"),), "41 20 40 20 56 20 42 0A"),
    ((Line("A", Align.CENTER), Line("B", Align.CENTER)), "1B6101 41 0A 42 0A"),
    ((Line("A", Align.RIGHT), Line("B")), "1B6102 41 0A 1B6100 42 0A"),
    ((Line("A", size=Size.DOUBLE), Line("B", size=Size.TALL)), "1D2111 41 0A 1D2101 42 0A"),
    ((Line("A", bold=True), Rule()), "1B4501 41 0A 1B4500" + "2D" * 48 + "0A"),
    ((Feed(3),), "0A0A0A"),
    (
        (Qr("hi"),),
        "1B6101 1D286B0400 314132 00 1D286B0300 314306 1D286B0300 314530"
        "1D286B0500 315030 6869 1D286B0300 315130",
    ),
]


@pytest.mark.parametrize(("parts", "golden"), GOLDEN)
def test_golden(parts, golden):
    assert body(*parts) == bytes.fromhex(golden)


def test_a_long_name_wraps_and_is_never_cut():
    name = "某某某某某新能源科技股份有限公司第二分公司第三项目部" * 3
    lines = [item.text for item in read_paper(ENCODER.encode(Receipt((Line(name),)))).items[:-1]]
    assert "".join(lines) == name
    assert max(map(len, lines)) == 24


def test_double_size_wraps_at_half_the_columns():
    assert body(Line("一二三四五六七八九十甲乙丙", size=Size.DOUBLE)).count(b"\n") == 2


@pytest.mark.parametrize("char", "𠮷㐂ñ™")
def test_a_row_with_a_character_outside_gbk_is_drawn(char):
    items = read_paper(ENCODER.encode(Receipt((Line("户名"), Line(f"户名：{char}三"), Line("电话"))))).items
    assert [type(item) for item in items[:3]] == [paper.TextLine, paper.Raster, paper.TextLine]
    assert (items[1].width, items[1].height) == (24 * 5, 30)


@pytest.mark.parametrize(
    ("size", "dots"), [(Size.NORMAL, (24, 30)), (Size.TALL, (24, 60)), (Size.DOUBLE, (48, 60))]
)
def test_a_drawn_row_has_the_size_of_its_line(size, dots):
    (raster, _) = read_paper(ENCODER.encode(Receipt((Line("𠮷", Align.CENTER, size),)))).items
    assert ((raster.width, raster.height), raster.align) == (dots, "centre")


def test_only_the_row_that_needs_it_is_drawn():
    items = read_paper(ENCODER.encode(Receipt((Line("一" * 24 + "𠮷" + "二" * 23 + "三"),)))).items
    assert [type(item) for item in items[:3]] == [paper.TextLine, paper.Raster, paper.TextLine]


def test_what_no_font_has_is_spelt_out():
    assert body(Line("张\U0002a6d6")) == "张[U+2A6D6]\n".encode("gbk")


def test_a_receipt_of_twenty_lines_is_small():
    assert len(TYPICAL.parts) == 20
    assert len(ENCODER.encode(TYPICAL)) <= 650  # 0.7 s at 9600 baud


def test_the_reader_gets_the_same_receipt_back():
    read = read_paper(ENCODER.encode(TYPICAL))
    texts = [item.text for item in read.items if isinstance(item, paper.TextLine)]
    lines = [
        "-" * 48 if isinstance(part, Rule) else part.text
        for part in TYPICAL.parts
        if not isinstance(part, Qr)
    ]
    assert texts == lines
    assert [item.data.decode() for item in read.items if isinstance(item, paper.Qr)] == [ADDRESS]
    assert [type(item) for item in read.items].count(paper.Cut) == 1


@given(receipts)
def test_no_receipt_can_command_anything(receipt):
    data = ENCODER.encode(receipt)
    read = read_paper(data)  # raises on anything that no printer would print as meant
    assert not REAL_TIME.search(data)
    assert not read.realtime
    assert [type(item) for item in read.items].count(paper.Cut) == 1


@given(receipts)
def test_every_text_row_is_on_the_paper_and_no_name_became_a_question_mark(receipt):
    read = read_paper(ENCODER.encode(receipt)).items
    marks = iter(item for item in read if not isinstance(item, paper.Qr | paper.Cut))
    for part in receipt.parts:
        for row in _rows(part):
            mark = next(marks)
            assert isinstance(mark, paper.Raster) or mark.text == row
    assert next(marks, None) is None


def _rows(part):
    match part:
        case Line():
            drawable = "".join(
                char if _gbk(char) or RASTER.has(char) else spelt(char) for char in harmless(part.text)
            )
            return wrap(drawable, 24 if part.size is Size.DOUBLE else 48)
        case Rule():
            return ["-" * 48]
        case Feed():
            return [""] * part.lines
        case _:
            return []


def _gbk(char):
    return char.encode("gbk", "ignore") != b""


@given(st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x18, 0x00, 0xFF])).map(bytes))
def test_dots_that_look_like_a_real_time_command_get_one_more_dot(dots):
    safe = without_real_time(dots)
    assert not REAL_TIME.search(safe)
    assert len(safe) == len(dots)
    assert all(new == old or (old, new) == (0x10, 0x18) for old, new in zip(dots, safe, strict=True))


@pytest.mark.parametrize("data", ["", "a\x1bb", "地址", "x" * 501, "a\n"])
def test_a_qr_code_that_could_command_is_refused(data):
    with pytest.raises(ValueError, match="QR"):
        Qr(data)


def test_the_longest_qr_code_has_no_command_in_its_length():
    for length in range(1, Qr.MAX_BYTES + 1):
        assert not REAL_TIME.search(body(Qr("a" * length)))
