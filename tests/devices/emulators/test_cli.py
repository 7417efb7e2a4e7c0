"""Emulators as processes of their own, told what to do on standard input."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from devices.emulators.cli import main
from devices.transport import SerialPort

PATIENCE_S = 60
PROGRAM = "import sys; from devices.emulators.cli import main; sys.exit(main(sys.argv[1:]))"


@contextmanager
def emulator(*arguments):
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, bufsize=1) as process:
        try:
            yield process
        finally:
            process.kill()


def tell(process, line):
    process.stdin.write(line + "\n")
    return process.stdout.readline().strip()


def test_a_printer_prints_and_obeys(tmp_path):
    link, paper = tmp_path / "printer", tmp_path / "paper"
    with emulator("escpos-80mm", "--link", link, "--capture", paper, "--with-parent") as process:
        assert process.stdout.readline().strip() == f"ready {link}"
        port = SerialPort(str(link), 9600)
        assert tell(process, "fault paper-low on") == "ok"
        port.write(b"\x10\x04\x04")
        assert port.read(5) == b"\x1e"
        assert tell(process, "fault fire on").startswith("error fault paper-out|")
        port.write(b"hello\n\x1dV\x00\x1d(H\x06\x00000001")
        assert port.read(5)
        assert (paper / "receipt-0001.bin").read_bytes() == b"hello\n\x1dV\x00"
        port.close()
        process.stdin.write("quit\n")
        assert process.wait(PATIENCE_S) == 0
    assert not os.path.lexists(link)


def test_a_card_reader_sends_the_card_it_is_told(tmp_path):
    link = tmp_path / "reader"
    with emulator("rf-ascii", "--link", link) as process:
        process.stdout.readline()
        port = SerialPort(str(link), 9600)
        assert tell(process, "card 62E3086CED") == "ok"
        assert port.read(5) == b"\x0262E3086CED08\x03"
        assert tell(process, "card 12").startswith("error")
        port.close()


def test_it_ends_with_its_parent_and_takes_the_name_along(tmp_path):
    with emulator("rf-ascii", "--link", tmp_path / "reader", "--with-parent") as process:
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0
    assert not os.path.lexists(tmp_path / "reader")


@pytest.mark.parametrize("signal_no", [signal.SIGTERM, signal.SIGINT])
def test_without_a_parent_it_lasts_until_it_is_told(tmp_path, signal_no):
    with emulator("rf-ascii", "--link", tmp_path / "reader") as process:
        process.stdout.readline()
        process.stdin.close()
        process.send_signal(signal_no)
        assert process.wait(PATIENCE_S) == 0
    assert not os.path.lexists(tmp_path / "reader")


def test_a_file_that_is_no_port_is_left_alone(tmp_path):
    (tmp_path / "file").write_text("mine")
    with emulator("rf-ascii", "--link", tmp_path / "file") as process:
        assert process.wait(PATIENCE_S) == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_a_place_where_no_port_can_be_is_told_in_one_line(tmp_path, capsys):
    assert main(["rf-ascii", "--link", str(tmp_path / "nowhere" / "reader")]) == 1
    assert capsys.readouterr().err == f"emulate: {tmp_path}/nowhere/reader: No such file or directory\n"


def test_an_unknown_profile_is_refused(tmp_path):
    with emulator("teapot", "--link", tmp_path / "x") as process:
        assert process.wait(PATIENCE_S) == 2
