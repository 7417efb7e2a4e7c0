"""The emulated firmware alone, against golden bytes from the manuals: no driver and no codec here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emulators.escpos_firmware import BUFFER_BYTES, Firmware
from devices.emulators.paper import Dots, Glyph, QrSymbol, Text
from tests.devices.splits import any_split

CLEAR = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")
CLEARED = b"\x37\x25\x00"


class Bench:
    """A firmware whose answers and strips are kept."""

    def __init__(self):
        self.sent = bytearray()
        self.strips = []
        self.firmware = Firmware(self.sent.extend, lambda: None, self.strips.append)
        self.mechanism = self.firmware.mechanism

    def take(self, hexed):
        """Bytes in, answers out."""
        self.sent.clear()
        self.firmware.receive(bytes.fromhex(hexed))
        return bytes(self.sent).hex(" ").upper()

    def marks(self, hexed):
        self.take(hexed)
        assert self.firmware.unknown == []
        return self.firmware.strip.marks


@pytest.fixture
def bench():
    return Bench()


def text(string, align=0, across=1, down=1, bold=False):
    return Text(tuple(Glyph(char, across, down, bold) for char in string), align)


MARKS = [
    ("0A", [text("")]),
    ("41 42 0A", [text("AB")]),
    ("D6D0 41 0A", [text("中A")]),  # kanji mode is on from the start, as on many Chinese models
    ("1C2E C4 0A", [text("─")]),  # and off it is a code page
    ("1C2E 1C26 D6D0 0A", [text("中")]),
    ("1B6101 41 0A 1B6102 42 0A", [text("A", align=1), text("B", align=2)]),
    ("1B4501 41 1B4500 0A", [text("A", bold=True)]),
    ("1D2111 41 0A 1D2101 42 0A", [text("A", across=2, down=2), text("B", down=2)]),
    ("1B2138 41 1B2100 42 0A", [Text((Glyph("A", 2, 2, True), Glyph("B")), 0)]),
    ("1D2111 1B4501 1B6101 1B40 41 0A", [text("A")]),
    ("41 1B40 42 0A", [text("B")]),  # an unprinted line is dropped by initialising
    ("1B6402", [text(""), text("")]),
    ("1D763000 0100 0200 80 01", [Dots(1, 2, b"\x80\x01", 0)]),
    (
        "1B6101 1D286B0400 314132 00 1D286B0300 314306 1D286B0300 314530"
        "1D286B0500 315030 6869 1D286B0300 315130",
        [QrSymbol(b"hi", 6, 1)],
    ),
    ("41" * 49 + "0A", [text("A" * 48), text("A")]),
]


@pytest.mark.parametrize(("hexed", "marks"), MARKS)
def test_what_is_printed(bench, hexed, marks):
    assert bench.marks(hexed) == marks


@pytest.mark.parametrize("cut", ["1D5600", "1D5601", "1D564210"])
def test_a_cut_ends_a_strip_and_keeps_its_bytes(bench, cut):
    bench.take("1B40 41 0A" + cut + "42 0A")
    assert [strip.raw for strip in bench.strips] == [bytes.fromhex("1B40 41 0A" + cut)]
    assert bench.firmware.strip.marks == [text("B")]


def test_what_only_makes_it_speak_between_strips_belongs_to_none(bench):
    bench.take("1D610E 1D284806003030 30303031 1B40 1D610E 41 0A 1D5600 1D284806003030 30303032")
    assert bench.strips[0].raw == bytes.fromhex("1B40 1D610E 41 0A 1D5600")
    assert bench.firmware.strip.raw == b""


STATUS = [
    ({}, "12 12 12 12", "10 00 00 00"),
    ({"paper_low": True}, "12 12 12 1E", "10 00 03 00"),
    ({"paper_out": True}, "1A 32 12 7E", "18 00 0F 00"),
    ({"cover_open": True}, "1A 16 12 12", "38 00 00 00"),
    ({"cutter_jam": True}, "3A 52 1A 12", "18 08 00 00"),
]


@pytest.mark.parametrize(("state", "answers", "automatic"), STATUS)
def test_status_by_asking_and_by_itself(bench, state, answers, automatic):
    assert bench.take("1D610E") == "10 00 00 00"
    for name, on in state.items():
        setattr(bench.mechanism, name, on)
    bench.sent.clear()
    bench.firmware.work()
    assert bench.sent.hex(" ").upper() == (automatic if state else "")
    assert bench.take("100401 100402 100403 100404") == answers


def test_automatic_status_ends_with_initialising(bench):
    assert bench.take("1D610E") == "10 00 00 00"
    bench.take("1B40")
    bench.mechanism.cover_open = True
    assert bench.take("") == ""


def test_the_process_id_is_sent_once_all_before_it_is_printed(bench):
    bench.mechanism.paper_out = True
    assert bench.take("41 0A 1D284806003030 30303432") == ""
    assert bench.firmware.strip.marks == []
    bench.mechanism.paper_out = False
    assert bench.take("") == "37 22 30 30 34 32 00"
    assert bench.firmware.strip.marks == [text("A")]


def test_a_clone_knows_no_process_ids(bench):
    bench.firmware.process_ids = False
    assert bench.take("41 0A 1D284806003030 30303432 42 0A") == ""
    assert bench.firmware.strip.lines == ["A", "B"]


def test_real_time_commands_act_even_inside_image_data_and_spoil_it(bench):
    assert bench.take("1D763000 0200 0200 FF 100401 FF") == "12"
    assert bench.firmware.strip.marks == []  # the image is still short of two bytes
    assert bench.marks("41 42") == [Dots(2, 2, b"\xff\xffAB", 0)]


def test_clearing_drops_half_an_image_and_what_waits(bench):
    assert bench.take("41 1D763000 4800 1E00 FFFF" + CLEAR.hex()) == CLEARED.hex(" ")
    assert bench.marks("42 0A") == [text("B")]


def test_clearing_works_while_it_cannot_print_and_forgets_the_process_id(bench):
    bench.mechanism.paper_out = True
    bench.take("41 0A 1D284806003030 30303432")
    assert bench.take(CLEAR.hex()) == CLEARED.hex(" ")
    bench.mechanism.paper_out = False
    assert bench.take("") == ""
    assert bench.firmware.strip.marks == []


def test_dropping_by_dle_enq_works_only_in_an_error(bench):
    bench.take("1D763000 0100 0200")
    bench.take("100502")
    assert bench.marks("FF FF") == [Dots(1, 2, b"\xff\xff", 0)]
    bench.mechanism.cutter_jam = True
    bench.take("41 0A 100502")
    bench.mechanism.cutter_jam = False
    assert len(bench.marks("")) == 1


def test_a_full_buffer_asks_to_pause_and_later_to_go_on(bench):
    bench.mechanism.paper_out = True
    assert bench.take("0A" * (BUFFER_BYTES * 3 // 4)) == ""
    assert bench.take("0A") == "13"
    bench.mechanism.paper_out = False
    assert bench.take("") == "11"


def test_an_image_longer_than_the_buffer_needs_no_pause(bench):
    rows = BUFFER_BYTES // 72 + 10
    assert bench.take(f"1D763000 4800 {rows:02X}00" + "FF" * 72 * rows) == ""
    assert [mark.rows for mark in bench.firmware.strip.marks] == [rows]


def test_what_it_does_not_know_is_kept_for_the_test_to_see(bench):
    bench.take("07 1BFF 1D2841 0200 0000")
    assert bench.firmware.unknown == [b"\x07", b"\x1b\xff", bytes.fromhex("1D2841 0200 0000")]


@given(st.lists(st.sampled_from([mark for mark, _ in MARKS] + ["100401", "1D5600"])), st.data())
def test_any_split_prints_the_same(commands, data):
    stream = b"".join(map(bytes.fromhex, commands))
    whole, pieces = Bench(), Bench()
    whole.firmware.receive(stream)
    for piece in any_split(data, stream):
        pieces.firmware.receive(piece)
    assert [strip.marks for strip in pieces.strips] == [strip.marks for strip in whole.strips]
    assert pieces.firmware.strip.marks == whole.firmware.strip.marks


@given(st.binary(max_size=300))
def test_garbage_never_stops_it(garbage):
    bench = Bench()
    bench.firmware.receive(garbage + CLEAR)
    bench.firmware.receive(b"\x1b@\x1c&OK\n")
    assert bench.firmware.strip.lines[-1] == "OK"
