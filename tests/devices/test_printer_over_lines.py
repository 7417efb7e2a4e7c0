"""The contract of a receipt printer, kept by the real driver against the emulator over good and bad lines."""

import random
from functools import partial

import pytest

from devices.codecs.escpos_encoder import EscPosEncoder
from devices.codecs.text_raster import TextRaster
from devices.drivers import escpos_printer, escpos_talk
from devices.drivers.escpos_printer import EscPosPrinter
from devices.emulators import start_printer
from devices.transport import SerialPort
from tests.contracts.printer_behaviour import PrinterBehaviour, Rig
from tests.devices.hostile import LINES
from tests.devices.running import Running, soon


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.__name__)
class TestEscPosPrinter(PrinterBehaviour):
    @pytest.fixture
    def rig(self, line, tmp_path, monkeypatch, request):
        monkeypatch.setattr(escpos_printer, "STOP_CHECK_S", 0.02)
        monkeypatch.setattr(escpos_talk, "QUIET_S", 0.005)
        if not line.sure:  # there answers are lost and waited for in vain
            monkeypatch.setattr(escpos_talk, "ANSWER_S", 0.1)
            monkeypatch.setattr(escpos_printer, "UNCONFIRMED_S", 0.2)
        link, chance = tmp_path / "printer", random.Random(request.node.name)
        encoder = EscPosEncoder(TextRaster(), columns=48)
        open_port = partial(_open, line, link, chance)
        with (
            start_printer(link) as emulator,
            Running(EscPosPrinter(open_port, encoder, 1e6, wait=soon)).started() as running,
        ):
            yield Rig(running, emulator, line.sure)
            assert emulator.firmware.unknown == []
            assert running.failure is None


def _open(line, link, chance):
    return line(SerialPort(str(link), 9600), chance)
