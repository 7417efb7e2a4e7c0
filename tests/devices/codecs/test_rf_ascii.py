"""The RF reader's frame: 02, ten hex digits, XOR, 03."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.rf_ascii import RfAsciiParser
from tests.devices.splits import any_split

GOLDEN = bytes.fromhex("02 36 32 45 33 30 38 36 43 45 44 30 38 03")  # the sample of Seeed 113020002


def frame(card: bytes) -> bytes:
    check = card[0] ^ card[1] ^ card[2] ^ card[3] ^ card[4]
    return b"\x02" + (card.hex() + f"{check:02x}").upper().encode() + b"\x03"


def test_reads_the_makers_sample():
    assert RfAsciiParser().feed(GOLDEN) == ["62E3086CED"]


def test_reads_lower_case_as_the_same_card():
    assert RfAsciiParser().feed(GOLDEN.lower()) == ["62E3086CED"]


@pytest.mark.parametrize(
    "spoilt",
    [
        GOLDEN[:-2] + b"9\x03",  # checksum
        GOLDEN[:-1] + b"0\x03",  # a digit too many
        GOLDEN[:5] + GOLDEN[6:],  # a digit too few
        GOLDEN.replace(b"E", b"G"),  # no hex
        GOLDEN[:-1],  # no end
        GOLDEN[1:],  # no start
    ],
)
def test_a_spoilt_frame_is_dropped_and_the_next_is_read(spoilt):
    parser = RfAsciiParser()
    assert parser.feed(spoilt) == []
    assert parser.feed(GOLDEN) == ["62E3086CED"]
    assert parser.noise == len(spoilt)


@given(st.lists(st.binary(min_size=5, max_size=5)), st.data())
def test_any_split_gives_the_same_cards(cards, data):
    stream = b"".join(map(frame, cards))
    parser = RfAsciiParser()
    read = [card for piece in any_split(data, stream) for card in parser.feed(piece)]
    assert read == [card.hex().upper() for card in cards]
    assert parser.noise == 0


@given(st.lists(st.binary(max_size=40)))
def test_garbage_never_raises_and_a_card_after_it_is_read(pieces):
    parser = RfAsciiParser()
    for piece in pieces:
        parser.feed(piece)
        assert len(parser._body or b"") <= 12
    assert parser.feed(GOLDEN)[-1:] == ["62E3086CED"]
