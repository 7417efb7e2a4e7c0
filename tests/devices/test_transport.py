"""A serial port over a real pty, and how it ends."""

import errno
import termios
import threading
import time

import pytest
import serial

from devices.base import DeviceError, Reason
from devices.transport import SerialPort
from tests.devices.peer import missing_port


@pytest.fixture
def port(peer):
    port = SerialPort(peer.name, 9600, write_timeout_s=0.1)
    yield port
    port.close()


def test_bytes_go_both_ways_and_none_is_eaten(peer, port):
    every = bytes(range(256))
    peer.send(every)
    read = b""
    while len(read) < 256:
        read += port.read(1)
    assert read == every
    port.write(every)
    peer.expect(every)


def test_a_read_ends_by_its_time_out(port):
    started = time.monotonic()
    assert port.read(0.05) == b""
    assert 0.04 < time.monotonic() - started < 1


def test_waking_ends_a_read_at_once(port):
    port.wake()
    started = time.monotonic()
    assert port.read(30) == b""
    assert time.monotonic() - started < 1


def test_a_hang_up_ends_a_waiting_read(peer, port):
    hang_up = threading.Timer(0.02, peer.hang_up)
    hang_up.start()
    with pytest.raises(DeviceError) as caught:
        port.read(30)
    hang_up.join()
    assert caught.value.reason is Reason.PORT_LOST


def test_after_a_hang_up_everything_says_so_and_closing_is_quiet(peer, port):
    peer.hang_up()
    for use in (lambda: port.read(1), lambda: port.write(b"x")):
        with pytest.raises(DeviceError) as caught:
            use()
        assert caught.value.reason is Reason.PORT_LOST
    port.close()
    port.close()
    port.wake()


@pytest.mark.parametrize(
    "hang_up", [serial.SerialException("gone"), OSError(5, "gone"), termios.error(5, "gone")]
)
def test_all_three_kinds_of_hang_up_are_known(port, monkeypatch, hang_up):
    def fail(_):
        raise hang_up

    monkeypatch.setattr(port._serial, "write", fail)
    with pytest.raises(DeviceError) as caught:
        port.write(b"x")
    assert caught.value.reason is Reason.PORT_LOST


def test_a_line_that_takes_nothing_more_is_noticed(port):
    with pytest.raises(DeviceError) as caught:
        for _ in range(1000):
            port.write(b"x" * 4096)
    assert caught.value.reason is Reason.WRITE_STALLED


def test_closing_a_stalled_line_does_not_wait(port):
    test_a_line_that_takes_nothing_more_is_noticed(port)
    started = time.monotonic()
    port.close()
    assert time.monotonic() - started < 1


def test_no_second_program_gets_the_port(peer, port):
    with pytest.raises(DeviceError) as caught:
        SerialPort(peer.name, 9600)
    assert caught.value.reason is Reason.PORT_BUSY


def test_a_missing_port_is_called_so(tmp_path):
    with pytest.raises(DeviceError) as caught:
        SerialPort(missing_port(tmp_path), 9600)
    assert caught.value.reason is Reason.NO_DEVICE


def test_something_that_is_no_serial_port_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DeviceError) as caught:
        SerialPort(str(tmp_path / "file"), 9600)
    assert caught.value.reason is Reason.NO_DEVICE


def test_a_name_that_no_port_can_have_is_refused():
    with pytest.raises(DeviceError) as caught:
        SerialPort("/dev/tty\0USB0", 9600)
    assert caught.value.reason is Reason.NO_DEVICE


def test_a_rate_that_the_port_can_not_do_is_refused(monkeypatch):
    def refuse(*_, **__):
        raise ValueError("Failed to set custom baud rate (12345): [Errno 22] Invalid argument")

    monkeypatch.setattr(serial, "Serial", refuse)
    with pytest.raises(DeviceError) as caught:
        SerialPort("/dev/ttyUSB0", 12345)
    assert caught.value.reason is Reason.NO_DEVICE


def test_a_forbidden_port_is_called_so(monkeypatch):
    def refuse(*_, **__):
        raise serial.SerialException(errno.EACCES, "denied")

    monkeypatch.setattr(serial, "Serial", refuse)
    with pytest.raises(DeviceError) as caught:
        SerialPort("/dev/ttyUSB0", 9600)
    assert caught.value.reason is Reason.PORT_DENIED


def test_what_is_unread_from_before_the_opening_is_dropped(peer):
    first = SerialPort(peer.name, 9600)
    peer.send(b"old answer")
    first.close()
    second = SerialPort(peer.name, 9600)
    peer.send(b"new")
    assert second.read(1) == b"new"
    second.close()
