"""The driver alone, over a real pty, against a peer that expects and sends golden bytes."""

import secrets
import threading

import pytest

from devices.base import (
    DeviceStatus,
    Feed,
    Line,
    PaperStatus,
    PrinterStatus,
    PrintOutcome,
    PrintResult,
    Reason,
    Receipt,
)
from devices.codecs.escpos_encoder import EscPosEncoder
from devices.codecs.text_raster import TextRaster
from devices.drivers import escpos_printer, escpos_talk
from devices.drivers.escpos_printer import EscPosPrinter
from devices.transport import SerialPort
from tests.devices.fakes import Clock, ScriptedPort
from tests.devices.peer import Peer
from tests.devices.running import Running, soon

RECEIPT = Receipt((Line("户号: 12"), Feed()))
JOB = bytes.fromhex("1B40 1D610E 1C26 BBA7BAC5 3A203132 0A 0A 1D564218")
CLEAR, CLEARED = bytes.fromhex("10 14 08 01 03 14 01 06 02 08"), b"\x37\x25\x00"
ASK_STATUS = bytes.fromhex("1D610E")
SLIP_CUT = bytes.fromhex("1B40 1D610E 1D564218")
CONFIRMED = PrintResult(PrintOutcome.CONFIRMED)
WELL = (0x12, 0x12, 0x12, 0x12)
PAPER_OUT = (0x1A, 0x32, 0x12, 0x7E)


def unknown(reason):
    return PrintResult(PrintOutcome.UNKNOWN, reason)


def not_sent(reason):
    return PrintResult(PrintOutcome.NOT_SENT, reason)


def ask_id(digits):
    return bytes.fromhex("1D284806003030") + digits


def answer_id(digits):
    return b"\x37\x22" + digits + b"\x00"


class Printer(Peer):
    """A peer with the printer's half of the golden conversation."""

    def statuses(self, answers=WELL):
        for kind, answer in enumerate(answers, start=1):
            self.expect(bytes((0x10, 0x04, kind)))
            self.send(bytes((answer,)))

    def cleared(self):
        self.expect(CLEAR)
        self.send(CLEARED)

    def greeted(self, digits=b"0007", confirms=True):
        self.statuses()
        self.cleared()
        self.expect(ASK_STATUS + ask_id(digits))
        if confirms:
            self.send(bytes.fromhex("10 00 00 00") + answer_id(digits))

    def quiet(self):
        """Nothing more comes but polls."""
        rest = self.take(1000, patience_s=0.2)
        assert rest.strip(b"\x10\x04\x01") == b"", rest.hex(" ")


@pytest.fixture
def impatient(monkeypatch):
    """From when it is called on, the driver soon takes a silent printer for silent."""
    return lambda: monkeypatch.setattr(escpos_talk, "ANSWER_S", 0.1)


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    monkeypatch.setattr(escpos_talk, "ANSWER_S", 3.0)
    monkeypatch.setattr(escpos_talk, "QUIET_S", 0.005)
    monkeypatch.setattr(escpos_printer, "STOP_CHECK_S", 0.02)
    monkeypatch.setattr(secrets, "randbelow", lambda _: 6)


@pytest.fixture
def printers():
    """The printer that is plugged in is the last one."""
    printers = [Printer()]
    yield printers
    for printer in printers:
        printer.hang_up()


@pytest.fixture
def encoder():
    return EscPosEncoder(TextRaster(), columns=48)


@pytest.fixture
def driver(printers, encoder):
    device = EscPosPrinter(lambda: SerialPort(printers[-1].name, 9600), encoder, 1e6, wait=soon)
    with Running(device).started() as running:
        yield running


def replug(printers):
    old, new = printers[-1], Printer()
    printers.append(new)
    old.hang_up()
    return new


def awaiting_its_id(driver, printer, **limit):
    """The result of a first job that has gone out whole."""
    printer.greeted()
    result = driver.print(RECEIPT, "a", **limit)
    printer.statuses()
    printer.expect(JOB + ask_id(b"0008"))
    return result


def pulled_out(driver, printers):
    """The result of a first job whose cable is pulled; the printer that is plugged in then."""
    printers[0].greeted()
    result = driver.print(RECEIPT, "a")
    printers[0].statuses()
    printers[0].expect(JOB[:3])
    return result, replug(printers)


def test_it_greets_clears_and_asks_for_automatic_status(driver, printers):
    assert driver.device.status() == PrinterStatus(DeviceStatus.STARTING)
    printers[0].greeted()
    online = driver.next_event()
    assert (online.device, online.paper, online.cover_open) == (DeviceStatus.ONLINE, PaperStatus.FULL, False)
    assert driver.next_event().confirms is True
    assert driver.device.status().confirms is True


def test_a_job_is_these_bytes_and_confirmed_by_its_id(driver, printers):
    printer = printers[0]
    printer.greeted()
    result = driver.print(RECEIPT, "a")
    printer.statuses()
    printer.expect(JOB + ask_id(b"0008"))
    assert driver.next_event(lambda event: event.device is DeviceStatus.DEVICE_BUSY)
    printer.send(answer_id(b"0008"))
    assert result.result(5) == CONFIRMED
    assert driver.next_event().device is DeviceStatus.ONLINE


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (PAPER_OUT, Reason.PAPER_OUT),
        ((0x1A, 0x16, 0x12, 0x12), Reason.COVER_OPEN),
        ((0x1A, 0x52, 0x1A, 0x12), Reason.CUTTER_JAM),
        ((0x1A, 0x52, 0x32, 0x12), Reason.PRINTER_ERROR),
        ((0x1A, 0x12, 0x12, 0x12), Reason.OFFLINE),
    ],
)
def test_what_is_wrong_before_means_not_a_byte_goes_out(driver, printers, answers, reason):
    printer = printers[0]
    printer.greeted()
    result = driver.print(RECEIPT, "a")
    printer.statuses(answers)
    assert result.result(5) == not_sent(reason)
    printer.quiet()


def test_silence_before_the_job_means_not_sent(driver, printers, impatient):
    printers[0].greeted()
    driver.next_event()
    impatient()
    assert driver.print(RECEIPT, "a").result(5) == not_sent(Reason.SILENT)
    assert driver.print(RECEIPT, "b").result(5).outcome is PrintOutcome.NOT_SENT


def test_the_late_id_of_an_earlier_job_confirms_nothing(driver, printers):
    printer = printers[0]
    first = awaiting_its_id(driver, printer, timeout_s=1.0)
    printer.statuses()  # what is the matter?
    printer.cleared()
    printer.expect(ASK_STATUS + ask_id(b"0009"))
    assert first.result(5) == unknown(Reason.NOT_CONFIRMED)
    second = driver.print(RECEIPT, "b", timeout_s=5.0)
    printer.statuses()
    printer.expect(SLIP_CUT + JOB + ask_id(b"0010"))
    printer.send(answer_id(b"0008") + answer_id(b"0009"))
    driver.next_event(lambda event: event.device is DeviceStatus.DEVICE_BUSY)
    assert not second.done()
    printer.send(answer_id(b"0010"))
    assert second.result(5) == CONFIRMED


def test_the_id_that_comes_while_it_gives_up_still_counts(driver, printers):
    printer = printers[0]
    result = awaiting_its_id(driver, printer, timeout_s=1.0)
    printer.statuses()
    printer.expect(CLEAR)
    printer.send(answer_id(b"0008") + CLEARED)
    assert result.result(5) == CONFIRMED


def test_a_cable_pulled_amid_a_job_is_unknown_and_nothing_is_sent_again(driver, printers):
    result, printer = pulled_out(driver, printers)
    assert result.result(5) == unknown(Reason.PORT_LOST)
    printer.greeted(b"0009")
    printer.expect(SLIP_CUT)  # what hangs out of it must not stick to the next customer's receipt
    printer.quiet()
    assert driver.print(RECEIPT, "a").result(5) == unknown(Reason.PORT_LOST)
    printer.quiet()


def test_what_is_left_is_cut_off_only_once_there_is_paper(driver, printers):
    result, printer = pulled_out(driver, printers)
    assert result.result(5).outcome is PrintOutcome.UNKNOWN
    printer.statuses(PAPER_OUT)
    printer.cleared()
    printer.expect(ASK_STATUS + ask_id(b"0009"))
    driver.next_event(lambda event: event.reason is Reason.PAPER_OUT)
    again = driver.print(RECEIPT, "b")
    printer.statuses(PAPER_OUT)
    assert again.result(5) == not_sent(Reason.PAPER_OUT)
    again = driver.print(RECEIPT, "c")
    printer.statuses()
    printer.expect(SLIP_CUT + JOB + ask_id(b"0010"))
    printer.send(answer_id(b"0010"))
    assert again.result(5) == CONFIRMED


def test_paper_that_runs_out_amid_a_job_is_told_and_waited_for(driver, printers):
    printer = printers[0]
    result = awaiting_its_id(driver, printer)
    printer.send(bytes.fromhex("18 00 0F 00"))
    told = driver.next_event(lambda event: event.reason is not None)
    assert (told.device, told.reason) == (DeviceStatus.USER_ERROR, Reason.PAPER_OUT)
    printer.send(bytes.fromhex("10 00 00 00") + answer_id(b"0008"))
    assert result.result(5) == CONFIRMED


def test_paper_that_stays_out_is_unknown_soon_and_the_rest_is_cleared(driver, printers, monkeypatch):
    monkeypatch.setattr(escpos_printer, "FAULTY_S", 0.1)
    printer = printers[0]
    result = awaiting_its_id(driver, printer, timeout_s=60)
    printer.send(bytes.fromhex("18 00 0F 00"))
    printer.statuses(PAPER_OUT)
    printer.expect(CLEAR)
    assert not result.done()  # the customer is told once nothing more can come out
    printer.send(CLEARED)
    assert result.result(5) == unknown(Reason.PAPER_OUT)


def test_silence_amid_a_job_is_unknown(driver, printers, impatient):
    printer = printers[0]
    result = awaiting_its_id(driver, printer, timeout_s=1.0)
    impatient()
    assert result.result(5) == unknown(Reason.SILENT)


def test_a_clone_that_knows_no_process_ids_is_unknown_never_confirmed_and_not_cleared(
    driver, printers, monkeypatch
):
    monkeypatch.setattr(escpos_printer, "UNCONFIRMED_S", 0.1)
    printer = printers[0]
    printer.greeted(confirms=False)
    for job, digits in (("a", b"0008"), ("b", b"0009")):
        result = driver.print(RECEIPT, job, timeout_s=30)
        printer.statuses()
        printer.expect(JOB + ask_id(digits))
        printer.statuses()
        assert result.result(5) == unknown(Reason.CANNOT_CONFIRM)
    assert driver.next_event(lambda event: event.confirms is False).device is DeviceStatus.ONLINE


def test_a_clone_that_cannot_clear_is_used_all_the_same(driver, printers, impatient):
    printer = printers[0]
    printer.statuses()
    impatient()
    printer.expect(CLEAR)
    printer.expect(ASK_STATUS + ask_id(b"0007"))
    assert driver.next_event().device is DeviceStatus.ONLINE


def test_a_printer_that_cleared_before_and_now_does_not_is_not_trusted(driver, printers, impatient):
    printers[0].greeted()
    driver.next_event()
    printer = replug(printers)
    printer.statuses()
    impatient()
    printer.expect(CLEAR)
    assert driver.next_event(lambda event: event.reason is Reason.SILENT).device is DeviceStatus.OFFLINE
    assert driver.print(RECEIPT, "a").result(5).outcome is PrintOutcome.NOT_SENT


def test_noise_that_reads_as_a_pause_holds_no_job_up(driver, printers):
    printer = printers[0]
    printer.greeted()
    driver.next_event(lambda event: event.confirms)
    printer.send(b"\x13")
    result = driver.print(RECEIPT, "a", timeout_s=60)
    printer.statuses()
    printer.cleared()
    printer.expect(ASK_STATUS + ask_id(b"0008") + JOB + ask_id(b"0009"))
    printer.send(answer_id(b"0009"))
    assert result.result(5) == CONFIRMED


def test_a_pause_that_never_ends_costs_one_job_and_not_all(driver, printers):
    printer = printers[0]
    printer.greeted(confirms=False)
    printer.send(b"\x13")
    first = driver.print(RECEIPT, "a", timeout_s=0.5)
    printer.statuses()
    assert first.result(5) == not_sent(Reason.BUSY)
    printer.cleared()
    printer.expect(ASK_STATUS + ask_id(b"0009"))
    second = driver.print(RECEIPT, "b")
    printer.statuses()
    printer.expect(JOB + ask_id(b"0010"))
    printer.send(answer_id(b"0010"))
    assert second.result(5) == CONFIRMED


def test_ending_the_terminal_amid_a_job_is_unknown(driver, printers):
    printer = printers[0]
    result = awaiting_its_id(driver, printer, timeout_s=60)
    driver.stop.set()
    assert result.result(5) == unknown(Reason.STOPPED)
    driver.end()
    assert driver.print(RECEIPT, "b").result(5) == not_sent(Reason.STOPPED)


def test_a_job_left_by_an_earlier_run_is_cut_off_first(printers, encoder):
    device = EscPosPrinter(
        lambda: SerialPort(printers[-1].name, 9600), encoder, 1e6, unfinished_job=True, wait=soon
    )
    with Running(device).started():
        printers[0].greeted()
        printers[0].expect(SLIP_CUT)


def test_a_mistake_of_ours_ends_the_job_as_unknown_and_what_hangs_out_is_cut_off(encoder):
    clock = Clock()
    slip_cut = threading.Event()

    def answer(data):
        if data.startswith(JOB):
            raise ZeroDivisionError
        if data == SLIP_CUT:
            slip_cut.set()
        return {CLEAR: CLEARED}.get(data, b"\x12" if data[:2] == b"\x10\x04" else b"")

    device = EscPosPrinter(lambda: ScriptedPort(clock, answer), encoder, 1e6, now=clock)
    with Running(device).started() as running:
        assert running.print(RECEIPT, "a", timeout_s=1e9).result(5) == unknown(Reason.NOT_CONFIRMED)
    assert isinstance(running.failure, ZeroDivisionError)
    assert not slip_cut.is_set()
    with Running(device).started():  # as the terminal does
        assert slip_cut.wait(5)


def test_without_a_printer_the_answer_comes_at_once(tmp_path, encoder):
    device = EscPosPrinter(lambda: SerialPort(str(tmp_path / "none"), 9600), encoder, 1e6, wait=soon)
    with Running(device).started() as running:
        assert running.next_event().device is DeviceStatus.NO_DEVICE
        assert running.print(RECEIPT, "a", timeout_s=60).result(5) == not_sent(Reason.NO_DEVICE)
