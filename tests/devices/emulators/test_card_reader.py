"""The emulated card reader against the maker's sample."""

import pytest

from devices.emulators import start_card_reader
from devices.transport import SerialPort


@pytest.fixture
def reader(tmp_path):
    with start_card_reader(tmp_path / "reader") as reader:
        yield reader


def test_the_makers_sample(reader):
    port = SerialPort(str(reader.link), 9600)
    reader.present("62E3086CED")
    assert port.read(5) == bytes.fromhex("02 36 32 45 33 30 38 36 43 45 44 30 38 03")
    port.close()


@pytest.mark.parametrize("words", ["card", "card 123", "card 62E3086CEX", "fault fire on", "fault garbage"])
def test_a_wrong_word_of_control_is_refused(reader, words):
    with pytest.raises(ValueError, match=r".+"):
        reader.control(words.split())


def test_a_card_for_a_reader_that_is_unplugged_is_lost(reader):
    reader.control(["fault", "unplugged", "on"])
    reader.present("62E3086CED")
    reader.control(["fault", "unplugged", "off"])
    port = SerialPort(str(reader.link), 9600)
    assert port.read(0.02) == b""
    port.close()
