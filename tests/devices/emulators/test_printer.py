"""The emulated printer at its pty: faults that are switched, receipts that are kept, a name that stays."""

import os

import pytest
import zxingcpp
from PIL import Image

from devices.emulators import start_printer
from devices.transport import SerialPort
from tests.devices.receipts import ADDRESS

LINES = b"1\n2\n3\n"
CUT = b"\x1dV\x00"
PROCESS_ID = b"\x1d(H\x06\x00000042"
QR = (
    b"\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E0"
    + b"\x1d(k" + (len(ADDRESS) + 3).to_bytes(2, "little") + b"1P0" + ADDRESS.encode() + b"\x1d(k\x03\x001Q0"
)  # fmt: skip


@pytest.fixture
def printer(tmp_path):
    with start_printer(tmp_path / "printer", tmp_path / "paper") as printer:
        yield printer


@pytest.fixture
def port(printer):
    port = SerialPort(str(printer.link), 9600)
    yield port
    port.close()


def read(port, count):
    data = b""
    while len(data) < count and (more := port.read(5)):
        data += more
    return data


def test_it_is_there_and_answers(port):
    port.write(b"\x10\x04\x01")
    assert read(port, 1) == b"\x12"


def test_each_receipt_is_a_file_of_bytes_and_a_picture(printer, port, tmp_path):
    port.write(b"\x1b@" + LINES + CUT + b"4\n" + CUT)
    printer.wait_strips(2)
    assert sorted(path.name for path in (tmp_path / "paper").iterdir()) == [
        "receipt-0001.bin",
        "receipt-0001.png",
        "receipt-0002.bin",
        "receipt-0002.png",
    ]
    assert (tmp_path / "paper" / "receipt-0001.bin").read_bytes() == b"\x1b@" + LINES + CUT
    assert [strip.lines for strip in printer.strips] == [["1", "2", "3"], ["4"]]


def test_the_picture_has_a_qr_code_that_a_phone_reads(printer, port, tmp_path):
    port.write(QR + CUT)
    printer.wait_strips(1)
    with Image.open(tmp_path / "paper" / "receipt-0001.png") as picture:
        (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == ADDRESS


def test_receipts_of_an_earlier_run_are_kept(printer, port, tmp_path):
    (tmp_path / "paper" / "receipt-0001.bin").write_bytes(b"of yesterday")
    port.write(LINES + CUT)
    printer.wait_strips(1)
    assert (tmp_path / "paper" / "receipt-0001.bin").read_bytes() == b"of yesterday"
    assert (tmp_path / "paper" / "receipt-0002.bin").read_bytes() == LINES + CUT


def test_waiting_for_more_receipts_than_come_ends(printer):
    with pytest.raises(TimeoutError):
        printer.wait_strips(1, timeout_s=0.01)


@pytest.mark.parametrize("fault", ["paper-out", "cover-open", "cutter-jam"])
def test_it_stops_after_so_many_lines_and_goes_on_when_mended(printer, port, fault):
    printer.fault(fault, after_marks=2)
    port.write(b"\x1da\x0e" + LINES + PROCESS_ID)
    read(port, 8)  # automatic status, at once and when it stopped
    assert printer.hanging().lines == ["1", "2"]
    printer.fault(fault, on=False)
    assert read(port, 11)[4:] == b"\x37\x22" + b"0042\x00"
    assert printer.hanging().lines == ["1", "2", "3"]


def test_a_fault_that_is_taken_back_does_not_come_later(printer, port):
    printer.fault("paper-out", after_marks=2)
    printer.fault("paper-out", on=False)
    port.write(LINES + CUT)
    assert printer.wait_strips(1)[0].lines == ["1", "2", "3"]


def test_silence_is_of_the_voice_alone(printer, port):
    printer.fault("silent")
    port.write(b"\x10\x04\x01" + LINES + CUT)
    printer.wait_strips(1)
    printer.fault("silent", on=False)
    port.write(b"\x10\x04\x01")
    assert read(port, 1) == b"\x12"
    assert port.read(0.01) == b""


def test_garbage_comes_before_answers(printer, port):
    printer.fault("garbage")
    port.write(b"\x10\x04\x01")
    data = b""
    while not data.endswith(b"\x12") and (more := port.read(5)):
        data += more
    assert len(data) > 1


def test_slow_is_the_pace_of_9600_baud(printer, port):
    printer.fault("slow")
    port.write(b"A" * 95 + b"\n" + PROCESS_ID)
    started = os.times().elapsed
    read(port, 7)
    assert os.times().elapsed - started > 0.8 * 107 / 960


def test_the_name_goes_with_the_plug_and_comes_back(printer, port):
    printer.fault("unplugged")
    assert not os.path.lexists(printer.link)
    with pytest.raises(Exception, match="port-lost"):
        port.read(5)
    printer.fault("unplugged", on=False)
    again = SerialPort(str(printer.link), 9600)
    again.write(b"\x10\x04\x01")
    assert read(again, 1) == b"\x12"
    again.close()


def test_an_unplugged_printer_still_holds_what_it_got(printer, port):
    printer.fault("paper-out")
    port.write(LINES + PROCESS_ID + b"\x10\x04\x01")
    read(port, 1)
    printer.fault("unplugged")
    printer.fault("paper-out", on=False)
    assert printer.hanging().lines == ["1", "2", "3"]


def test_the_name_replaces_one_that_a_dead_emulator_left(tmp_path):
    (tmp_path / "printer").symlink_to("/dev/pts/no-more")
    with start_printer(tmp_path / "printer") as printer:
        port = SerialPort(str(printer.link), 9600)
        port.close()
    assert not os.path.lexists(tmp_path / "printer")


@pytest.mark.parametrize(
    "words", ["fault", "fault fire on", "fault paper-out maybe", "fault silent on after x", "card 1"]
)
def test_a_wrong_word_of_control_is_refused(printer, words):
    with pytest.raises(ValueError, match="fault"):
        printer.control(words.split())
