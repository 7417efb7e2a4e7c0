"""Golden bytes written by hand from the command table; nothing here is made by a driver."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from tests.peers.escpos_reader import Misplaced, StreamError, Truncated, UnknownCommand, read_paper
from tests.peers.paper import Cut, Feed, Item, ProcessId, Qr, Raster, Realtime, Run, TextLine


def hexed(text: str) -> bytes:
    return bytes.fromhex(text)


def line(text: str, align: str = "left", advance: int = 30) -> TextLine:
    return TextLine((Run(text),) if text else (), align, advance)


QR_HI = "1D286B 0400 314132 00  1D286B 0300 314306  1D286B 0300 314530  1D286B 0500 315030 6869"
RECEIPT = hexed(
    "1B40 1D610E 1C26"
    "1B6101 1B4501 1D2111 D2B5C0A9B1A8D7B0 0A 1D2100 1B4500"  # 业扩报装, double and bold in the middle
    "1B6100 BBA7BAC5 3A2031322A2A2A3334 0A"  # 户号: 12***34
    "B7D1D3C3 A3A4 31302E30 0A 0A"  # 费用￥10.0
    "1B6101 1D286B 0400 314132 00 1D286B 0300 314306 1D286B 0300 314530"
    "1D286B 1A00 315030 687474703A2F2F68616C6C2E746573742F702F41623339"  # http://hall.test/p/Ab39
    "1D286B 0300 315130"
    "1B6100 1D763000 0200 0200 FFFF 8001"
    "1B6403 1D284806003030 30303037 1D564210"
)
GOLDEN: list[tuple[str, list[Item]]] = [
    ("", []),
    ("0A", [line("")]),
    ("4F4B 0A", [line("OK")]),
    ("1C26 D6D0 41 CEC4 1C2E 42 0A", [line("中A文B")]),
    ("1B6100 41 0A 1B6101 42 0A 1B6102 43 0A", [line("A"), line("B", "centre"), line("C", "right")]),
    ("41 1B4501 42 1B4500 43 0A", [TextLine((Run("A"), Run("B", bold=True), Run("C")), "left", 30)]),
    ("1D2112 41 1D2100 42 0A", [TextLine((Run("A", False, 2, 3), Run("B")), "left", 72)]),
    ("1B3340 41 0A 1B32 42 0A", [line("A", advance=64), line("B")]),
    ("1B6402 1B4A07", [Feed(60), Feed(7)]),
    ("41 1B6402 42 1B4A07", [line("A", advance=24), Feed(36), line("B", advance=24), Feed(0)]),
    ("1D763000 0100 0200 F00F", [Raster(8, 2, b"\xf0\x0f")]),
    ("1B6102 1D763003 0200 0100 8001", [Raster(16, 1, b"\x80\x01", "right", 2, 2)]),
    (QR_HI + "1D286B 0300 315130", [Qr(2, 6, "L", b"hi")]),
    ("1D28480600303031324142", [ProcessId("12AB")]),
    ("1D5600 1D5601 1D564105 1D564206", [Cut(False), Cut(True), Cut(False, 5), Cut(True, 6)]),
    ("1B6101 1B4501 1D2111 1B3309 41 1B40 42 0A", [line("B")]),
    ("41 10140801031401060208 42 0A", [line("B")]),
]


@pytest.mark.parametrize(("stream", "items"), GOLDEN)
def test_each_command_is_read_as_the_table_has_it(stream: str, items: list[Item]) -> None:
    assert read_paper(hexed(stream)).items == items


def test_a_whole_receipt_is_read() -> None:
    paper = read_paper(RECEIPT * 2)
    heading = TextLine((Run("业扩报装", True, 2, 2),), "centre", 48)
    assert paper.items[: len(paper.items) // 2] == [
        heading,
        line("户号: 12***34"),
        line("费用￥10.0"),
        line(""),
        Qr(2, 6, "L", b"http://hall.test/p/Ab39", "centre"),
        Raster(16, 2, b"\xff\xff\x80\x01"),
        Feed(90),
        ProcessId("0007"),
        Cut(True, 16),
    ]
    assert paper.text() == "\n".join(["业扩报装", "户号: 12***34", "费用￥10.0", ""] * 2)
    assert (heading.text, heading.bold, heading.width, heading.height) == ("业扩报装", True, 2, 2)
    assert (paper.cuts, paper.asb, paper.realtime) == (2, 0x0E, [])


def test_a_receipt_cut_short_is_noticed_unless_it_ends_after_a_command() -> None:
    whole, noticed = read_paper(RECEIPT).items, 0
    for end in range(1, len(RECEIPT)):
        try:
            items = read_paper(RECEIPT[:end]).items
        except Truncated as error:
            assert error.data == RECEIPT[error.offset : end]
            noticed += 1
        else:
            assert items == whole[: len(items)] and items != whole
    assert noticed > len(RECEIPT) * 3 / 4


@pytest.mark.parametrize(
    ("stream", "offset", "data"),
    [
        ("41 0A 1B70 003232", 2, "1B70"),  # a drawer
        ("0D", 0, "0D"),
        ("7F", 0, "7F"),
        ("D6D0 0A", 0, "D6"),  # no 1C 26 before
        ("1C26 1B40 D6D0 0A", 4, "D6"),  # ESC @ has dropped it
        ("1C26 80 0A", 2, "80"),
        ("1C26 D620 0A", 2, "D620"),
        ("1C26 8130 8130 0A", 2, "8130"),  # GB 18030 takes four bytes, GBK has two
        ("1B6103", 0, "1B6103"),
        ("1D2108", 0, "1D2108"),
        ("1D763000 0000 0100", 0, "1D76300000000100"),
        ("1D763004", 0, "1D763004"),
        ("1D2851", 0, "1D2851"),
        ("1D286B 0300 314311", 0, "1D286B0300314311"),
        ("1D286B 0300 315030", 0, "1D286B0300315030"),
        ("1D2848 0600 3030 3132 0A33", 0, "1D284806003030 31320A33"),
        ("1D5602", 0, "1D5602"),
        ("100405", 0, "100405"),
        ("100500", 0, "100500"),
        ("1014 0100", 0, "101401"),
        ("1014 08010314010602 09", 0, "10140801031401060209"),
    ],
)
def test_what_the_table_lacks_is_refused_with_its_place(stream: str, offset: int, data: str) -> None:
    with pytest.raises(UnknownCommand) as caught:
        read_paper(hexed(stream))
    assert (caught.value.offset, caught.value.data) == (offset, hexed(data))


@pytest.mark.parametrize(
    "late",
    ["1B6101", "1D763000 0100 0100 00", QR_HI + "1D286B 0300 315130", "1D284806003030 30303031", "1D5600"],
)
def test_what_needs_an_empty_line_is_refused_within_one(late: str) -> None:
    read_paper(hexed("41 0A" + late))
    with pytest.raises(Misplaced):
        read_paper(hexed("41" + late))


def test_a_code_that_was_never_stored_or_was_lost_is_not_printed() -> None:
    for stream in ("1D286B 0300 315130", QR_HI + "1B40 1D286B 0300 315130"):
        with pytest.raises(Misplaced):
            read_paper(hexed(stream))


def test_automatic_status_ends_with_initialising() -> None:
    assert read_paper(hexed("1D6102")).asb == 2
    assert read_paper(hexed("1D6102 1B40")).asb == 0


def test_real_time_commands_are_found_between_commands_and_within_them() -> None:
    clear = "10140801031401060208"
    between = read_paper(hexed("100404 41 100501 42 0A" + clear)).realtime
    assert between == [
        Realtime(0, hexed("100404"), embedded=False),
        Realtime(4, hexed("100501"), embedded=False),
        Realtime(9, hexed(clear), embedded=False),
    ]
    for start, found in (("1D763000 0400 0100 00", "100500"), ("1D286B 0700 315030 20", "101401")):
        within = read_paper(hexed(start + found))
        assert within.realtime == [Realtime(len(hexed(start)), hexed(found), embedded=True)]
    across_rows = read_paper(hexed("1D763000 0100 0200 10 04"))
    assert across_rows.realtime == [Realtime(8, hexed("1004"), embedded=True)]


def test_a_raster_keeps_its_dots() -> None:
    raster = read_paper(hexed("1D763000 0100 0200 80 01")).items[0]
    assert isinstance(raster, Raster)
    image = raster.to_image()
    black = [(x, y) for y in range(2) for x in range(8) if image.getpixel((x, y)) == 0]
    assert (image.size, black) == ((8, 2), [(0, 0), (7, 1)])


def test_the_code_is_read_from_the_rendered_picture() -> None:
    picture = read_paper(RECEIPT).render()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["http://hall.test/p/Ab39"]
    assert picture.width == 576 + 2 * 32


def test_ink_stands_where_size_and_alignment_put_it() -> None:
    def ink(stream: str) -> tuple[int, int, int, int]:
        picture = read_paper(hexed(stream)).render().point(lambda grey: 255 * (grey < 128))
        box = picture.getbbox()
        assert box is not None
        return box

    assert 32 <= ink("1C26 B9FA 0A")[0] < ink("1C26 B9FA 0A")[2] <= 32 + 24
    left, top, right, bottom = ink("1B6102 1D2111 1C26 B9FA 0A")
    assert (left >= 576 + 32 - 48) and (right <= 576 + 32) and right - left > 24 < bottom - top
    assert ink("41" * 49 + "0A")[3] > 32 + 30  # the 49th character is on a second line
    assert ink("41" * 48 + "0A")[3] <= 32 + 30


@pytest.mark.parametrize(
    ("stored", "width", "why"),
    [
        (QR_HI.replace("314132", "314131"), 576, "model 1"),
        (QR_HI.replace("0500", "A00F") + "61" * 3995, 576, "version"),
        (QR_HI, 21 * 6 - 1, "126 dots is not printed on 125"),
    ],
)
def test_a_code_that_no_printer_would_draw_makes_no_picture(stored: str, width: int, why: str) -> None:
    paper = read_paper(hexed(stored + "1D286B 0300 315130"))
    with pytest.raises(ValueError, match=why):
        paper.render(width)


@given(st.lists(st.sampled_from(GOLDEN)))
def test_pieces_in_any_order_give_their_items_in_that_order(pieces: list[tuple[str, list[Item]]]) -> None:
    stream = hexed("".join("1B40" + stream for stream, _ in pieces))
    assert read_paper(stream).items == [item for _, items in pieces for item in items]


FRAGMENT = st.sampled_from([hexed(stream)[:n] for stream, _ in GOLDEN for n in (1, 2, 3, 5, 8, 99)])


@given(st.binary(max_size=200) | st.lists(FRAGMENT | st.binary(max_size=3)).map(b"".join))
def test_any_bytes_end_in_a_paper_or_a_documented_error(stream: bytes) -> None:
    try:
        paper = read_paper(stream)
    except StreamError as error:
        assert isinstance(error, UnknownCommand | Truncated | Misplaced)
        assert stream[error.offset :].startswith(error.data)
        assert error.data
    else:
        assert all(stream[found.offset :].startswith(found.data) for found in paper.realtime)
