"""Faults and jobs in any order: what is told of a job is true of the paper, and the printer comes back."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.codecs.escpos_encoder import EscPosEncoder
from devices.codecs.text_raster import TextRaster
from devices.drivers import escpos_printer, escpos_talk
from devices.drivers.escpos_printer import EscPosPrinter
from devices.emulators import start_printer
from devices.transport import SerialPort
from tests.contracts.printer_behaviour import FAULTS_OF_THE_PRINTER, Rig
from tests.devices.hostile import OneByteAtATime, Plain
from tests.devices.running import Running, soon

FAULTS = [*FAULTS_OF_THE_PRINTER, "paper-low", "unplugged", "silent", "no-process-id", "garbage"]


def breaking(fault, after_marks):
    return lambda rig: rig.emulator.fault(fault, after_marks=after_marks)


def mending(fault):
    return lambda rig: rig.emulator.fault(fault, on=False)


def printing(timeout_s):
    return lambda rig: rig.print(f"j{len(rig.told)}", timeout_s)


STEPS = st.one_of(
    st.builds(printing, st.sampled_from([0.05, 0.3, 0.8])),
    st.builds(printing, st.sampled_from([0.3, 0.8])),
    st.builds(breaking, st.sampled_from(FAULTS), st.integers(0, 8)),
    st.builds(mending, st.sampled_from(FAULTS)),
)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    monkeypatch.setattr(escpos_printer, "STOP_CHECK_S", 0.02)
    monkeypatch.setattr(escpos_printer, "UNCONFIRMED_S", 0.2)
    monkeypatch.setattr(escpos_talk, "QUIET_S", 0.005)
    monkeypatch.setattr(escpos_talk, "ANSWER_S", 0.1)


@settings(
    max_examples=max(30, settings.default.max_examples // 5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(line=st.sampled_from([Plain, OneByteAtATime]), steps=st.lists(STEPS, min_size=2, max_size=8))
def test_any_schedule(tmp_path_factory, line, steps):
    link = tmp_path_factory.mktemp("hall") / "printer"
    encoder = EscPosEncoder(TextRaster(), columns=48)

    def open_port():
        return line(SerialPort(str(link), 9600), random.Random(1))

    with (
        start_printer(link) as emulator,
        Running(EscPosPrinter(open_port, encoder, 1e6, wait=soon)).started() as running,
    ):
        rig = Rig(running, emulator, sure=False)
        for step in steps:
            step(rig)
        for fault in FAULTS:
            emulator.fault(fault, on=False)
        rig.print_when_it_can("last")
        rig.check()
        assert running.failure is None
