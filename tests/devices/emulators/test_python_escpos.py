"""The emulator against python-escpos, a client that knows nothing of us."""

import pytest
from PIL import Image

from devices.emulators import start_printer
from devices.emulators.paper import Dots, QrSymbol
from tests.devices.receipts import ADDRESS


@pytest.fixture
def emulator(tmp_path):
    with start_printer(tmp_path / "printer") as emulator:
        yield emulator


@pytest.fixture
def client(emulator):
    from escpos.printer import Serial  # takes a second, here and not in each process of the tests

    client = Serial(devfile=str(emulator.link), baudrate=9600, timeout=0.2)
    yield client
    client.close()


def test_it_prints_what_the_client_means(emulator, client):
    client.set(align="center", bold=True, double_width=True, double_height=True)
    client.textln("HALL 2")
    client.set_with_default()
    client.textln("户名 张*")
    client.qr(ADDRESS, native=True, size=6)
    client.cut()
    (strip,) = emulator.wait_strips(1)
    assert emulator.firmware.unknown == []
    assert strip.lines[:2] == ["HALL 2", "户名 张*"]
    title = strip.marks[0]
    assert title.align == 1
    assert all((glyph.across, glyph.down, glyph.bold) == (2, 2, True) for glyph in title.glyphs)
    assert [mark.data for mark in strip.marks if isinstance(mark, QrSymbol)] == [ADDRESS.encode()]


def test_it_prints_an_image_of_the_clients(emulator, client):
    black = Image.new("1", (64, 8), 0)
    client.image(black, impl="bitImageRaster")
    client.cut()
    (strip,) = emulator.wait_strips(1)
    assert [mark for mark in strip.marks if isinstance(mark, Dots)] == [Dots(8, 8, b"\xff" * 64, 0)]


@pytest.mark.parametrize(("fault", "paper"), [(None, 2), ("paper-low", 1), ("paper-out", 0)])
def test_the_client_reads_its_paper_status(emulator, client, fault, paper):
    if fault:
        emulator.fault(fault)
    assert client.paper_status() == paper
    assert client.is_online() is (fault != "paper-out")
