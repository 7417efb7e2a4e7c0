"""From a profile's name to paper: driver, codec and emulator as the terminal gets them."""

import subprocess
import sys

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings

from devices.base import (
    CardKind,
    CardRead,
    CardReader,
    DeviceStatus,
    PrintOutcome,
    PrintResult,
    ReceiptPrinter,
)
from devices.drivers import ascii_card_reader, escpos_printer
from devices.registry import (
    CARD_READERS,
    PRINTERS,
    UnknownProfile,
    create_card_reader,
    create_printer,
    start_emulator,
)
from tests.devices.receipts import ADDRESS, TYPICAL, receipts
from tests.devices.running import Running
from tests.peers import paper
from tests.peers.escpos_reader import read_paper

CONFIRMED = PrintResult(PrintOutcome.CONFIRMED)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    for driver in (escpos_printer, ascii_card_reader):
        monkeypatch.setattr(driver, "STOP_CHECK_S", 0.02)


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A printer with its emulator, on a line of 921,600 baud."""
    folder = tmp_path_factory.mktemp("hall")
    with start_emulator("escpos-80mm", folder / "printer", folder / "paper") as emulator:
        printer = create_printer("escpos-80mm", str(folder / "printer"), baudrate=921_600)
        with Running(printer).started() as running:
            yield running, emulator, folder / "paper"


def test_a_typical_receipt_from_name_to_paper(hall):
    running, emulator, folder = hall
    before = len(emulator.strips)
    assert running.print(TYPICAL, "typical").result(10) == CONFIRMED
    strip = emulator.wait_strips(before + 1)[-1]
    items = read_paper(bytes(strip.raw)).items
    assert [item.text for item in items if isinstance(item, paper.TextLine)] == strip.lines
    assert strip.lines[:2] == ["某某供电公司", "催办回执"]
    (code,) = zxingcpp.read_barcodes(strip.image())
    assert code.text == ADDRESS
    assert (folder / f"receipt-{before + 1:04d}.bin").read_bytes() == strip.raw


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(receipts)
def test_fifty_random_receipts_are_each_one_paper_and_command_nothing(hall, receipt):
    running, emulator, _ = hall
    before = len(emulator.strips)
    assert running.print(receipt, f"random {before}", timeout_s=20).result(30) == CONFIRMED
    strips = emulator.wait_strips(before + 1)
    assert len(strips) == before + 1
    assert emulator.firmware.unknown == []
    assert not read_paper(bytes(strips[-1].raw)).realtime
    assert strips[-1].image().width == 640


def test_a_slow_line_is_waited_for(tmp_path):
    with start_emulator("escpos-80mm", tmp_path / "printer") as emulator:
        emulator.fault("slow")
        with Running(create_printer("escpos-80mm", str(tmp_path / "printer"))).started() as running:
            assert running.print(TYPICAL, "slow", timeout_s=20).result(30) == CONFIRMED
        assert len(emulator.strips) == 1


def test_a_card_from_name_to_event(tmp_path):
    reader = create_card_reader("rf-ascii", str(tmp_path / "reader"))
    with start_emulator("rf-ascii", tmp_path / "reader") as emulator, Running(reader).started() as running:
        running.next_event(lambda event: event.device is DeviceStatus.ONLINE)
        emulator.present("62E3086CED")
        assert running.next_event() == CardRead(CardKind.RF, "62E3086CED")


def test_what_it_creates_keeps_the_protocols():
    assert all(isinstance(create_printer(name, "/dev/none"), ReceiptPrinter) for name in PRINTERS)
    assert all(isinstance(create_card_reader(name, "/dev/none"), CardReader) for name in CARD_READERS)


@pytest.mark.parametrize("create", [create_printer, create_card_reader, start_emulator])
def test_an_unknown_profile_is_named_with_those_that_there_are(create):
    with pytest.raises(UnknownProfile, match=r"'teapot'.*(escpos-80mm|rf-ascii)"):
        create("teapot", "/dev/none")


def test_a_terminal_loads_neither_drawing_nor_emulators_before_they_are_needed():
    code = (
        "import sys; from devices.registry import create_card_reader; create_card_reader('rf-ascii', 'x')\n"
        "late = ('PIL', 'qrcode', 'devices.emulators', 'devices.codecs.escpos')\n"
        "print([name for name in sys.modules if name.startswith(late)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
