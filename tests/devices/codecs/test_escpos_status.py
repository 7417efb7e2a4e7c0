"""Answers of an ESC/POS printer, by the golden bytes of the manuals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.escpos_status import (
    LONGEST_BLOCK,
    AutomaticStatus,
    BuffersCleared,
    EscPosStatusParser,
    FlowControl,
    ProcessId,
    RealTimeStatus,
)
from tests.devices.splits import any_split

real_time = st.integers(0, 255).map(lambda n: n & 0x6C | 0x12)
GOLDEN = [
    ("12", [RealTimeStatus(0x12)]),
    ("7E", [RealTimeStatus(0x7E)]),  # all bits of paper: near end and out
    ("10 00 00 00", [AutomaticStatus(0x10, 0, 0)]),
    ("38 00 0F 00", [AutomaticStatus(0x38, 0, 0x0F)]),  # cover open, paper out
    ("10 11 00 13 00 00", [FlowControl(False), FlowControl(True), AutomaticStatus(0x10, 0, 0)]),
    ("37 22 30 30 34 32 00", [ProcessId("0042")]),
    ("37 22 30 13 30 34 32 00", [FlowControl(True), ProcessId("0042")]),
    ("37 25 00", [BuffersCleared()]),
    ("13 11", [FlowControl(True), FlowControl(False)]),
    (
        "12 18 00 0C 00 16 37 25 00",
        [RealTimeStatus(0x12), AutomaticStatus(0x18, 0, 0x0C), RealTimeStatus(0x16), BuffersCleared()],
    ),
    ("5F 54 4D 00 12", [RealTimeStatus(0x12)]),  # a printer's name: a block, passed over
    ("37 22 41 42 43 44 00", []),  # an id that is none of ours
]


@pytest.mark.parametrize(("stream", "frames"), GOLDEN)
def test_golden(stream, frames):
    assert EscPosStatusParser().feed(bytes.fromhex(stream)) == frames


@pytest.mark.parametrize(
    ("garbage", "then"),
    [
        ("10 12", [RealTimeStatus(0x12)]),  # a header whose second byte can't follow it
        ("10 00 00 12", [RealTimeStatus(0x12)]),
        ("37 12", [RealTimeStatus(0x12)]),  # a block that breaks off
        ("37 22 30 37 25 00", []),  # a block within a block is one block that nobody knows
        ("FF 80 00 37 25 00", [BuffersCleared()]),
    ],
)
def test_garbage_costs_no_more_than_itself(garbage, then):
    parser = EscPosStatusParser()
    assert parser.feed(bytes.fromhex(garbage)) == then
    assert parser.noise > 0


def frames_as_bytes() -> st.SearchStrategy[bytes]:
    low = st.integers(0, 0x6F).map(lambda n: n & 0x6F)
    asb = st.tuples(st.sampled_from([0x10, 0x18, 0x38]), low, low, low).map(bytes)
    process = st.integers(0, 9999).map(lambda n: b"\x37\x22%04d\x00" % n)
    flow = st.sampled_from([b"\x11", b"\x13", b"\x37\x25\x00"])
    return st.one_of(real_time.map(lambda n: bytes((n,))), asb, process, flow)


@given(st.lists(frames_as_bytes()), st.data())
def test_any_split_gives_the_same_frames(frames, data):
    stream = b"".join(frames)
    whole, pieces = EscPosStatusParser(), EscPosStatusParser()
    expected = whole.feed(stream)
    assert len(expected) == len(frames)
    assert [frame for piece in any_split(data, stream) for frame in pieces.feed(piece)] == expected


@given(st.lists(st.binary(max_size=200)), st.data())
def test_garbage_never_raises_never_grows_and_means_the_same_however_it_is_split(pieces, data):
    stream = b"".join(pieces)
    whole, split = EscPosStatusParser(), EscPosStatusParser()
    frames = [frame for piece in any_split(data, stream) for frame in split.feed(piece)]
    assert frames == whole.feed(stream)
    assert whole.noise == split.noise
    assert len(whole._buffer) <= LONGEST_BLOCK


def test_a_block_without_an_end_is_given_up():
    parser = EscPosStatusParser()
    parser.feed(b"\x37" + b"A" * LONGEST_BLOCK)
    assert parser.feed(b"\x12")[-1:] == [RealTimeStatus(0x12)]
