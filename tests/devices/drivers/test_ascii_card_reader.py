"""The reader's driver: golden frames, cards that stay, a cable that comes and goes."""

import threading

import pytest

from devices.base import CardKind, CardRead, DeviceError, DeviceStatus, ReaderStatus, Reason, unheard
from devices.drivers import ascii_card_reader
from devices.drivers.ascii_card_reader import AsciiCardReader
from devices.emulators import start_card_reader
from devices.transport import SerialPort
from tests.devices.fakes import Clock, ScriptedPort
from tests.devices.running import Running, soon

FRAME = bytes.fromhex("02 36 32 45 33 30 38 36 43 45 44 30 38 03")
CARD = CardRead(CardKind.RF, "62E3086CED")
ONLINE = ReaderStatus(DeviceStatus.ONLINE)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    monkeypatch.setattr(ascii_card_reader, "STOP_CHECK_S", 0.02)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def reader(peer, clock):
    device = AsciiCardReader(lambda: SerialPort(peer.name, 9600), now=clock, wait=soon)
    with Running(device).started() as running:
        assert running.next_event() == ONLINE
        yield running


def test_the_makers_sample_is_a_card(reader, peer):
    peer.send(FRAME)
    assert reader.next_event() == CARD
    assert reader.device.status() == ONLINE


def test_a_card_that_stays_is_read_once(reader, peer, clock):
    other = bytes.fromhex("02 30 30 30 30 30 30 30 30 30 31 30 31 03")
    peer.send(FRAME * 20 + other)
    assert reader.next_event() == CARD
    assert reader.next_event() == CardRead(CardKind.RF, "0000000001")


def test_a_card_that_comes_again_is_read_again(reader, peer, clock):
    peer.send(FRAME)
    assert reader.next_event() == CARD
    clock.seconds += 1.5
    peer.send(FRAME)
    assert reader.next_event() == CARD


def test_a_card_that_has_gone_is_forgotten(clock):
    port, stop, events = ScriptedPort(clock), threading.Event(), []
    port.reads.extend([FRAME, *[b""] * 3])

    def read(_timeout_s):
        clock.seconds += 0.4
        if not port.reads:
            stop.set()
        return port.reads.popleft() if port.reads else b""

    port.read = read
    device = AsciiCardReader(lambda: port, now=clock)
    device.run(stop, events.append)
    assert events[:2] == [ONLINE, CARD]
    assert CARD.value not in repr(vars(device))


def test_garbage_is_no_card(reader, peer):
    peer.send(b"\x02hello\x03\xff\x00" + FRAME[:9] + FRAME)
    assert reader.next_event() == CARD


def test_half_a_frame_from_before_a_reconnect_joins_nothing(tmp_path, clock):
    link = tmp_path / "reader"
    device = AsciiCardReader(lambda: SerialPort(str(link), 9600), now=clock, wait=soon)
    with start_card_reader(link) as emulator, Running(device).started() as running:
        assert running.next_event() == ONLINE
        emulator.fault("unplugged")
        assert running.next_event() == ReaderStatus(DeviceStatus.OFFLINE, Reason.PORT_LOST)
        assert running.next_event() == ReaderStatus(DeviceStatus.NO_DEVICE, Reason.NO_DEVICE)
        emulator.fault("unplugged", on=False)
        assert running.next_event() == ONLINE
        emulator.fault("garbage")
        emulator.present("62E3086CED")
        assert running.next_event() == CARD


def test_a_plug_that_is_lost_at_once_is_tried_ever_less_often(clock):
    waits = []

    def lost(_timeout_s):
        raise DeviceError(Reason.PORT_LOST)

    def open_port():
        port = ScriptedPort(clock)
        port.read = lost
        return port

    def wait(_stop, seconds):
        waits.append(seconds)
        return len(waits) == 4

    AsciiCardReader(open_port, now=clock, wait=wait).run(threading.Event(), unheard)
    assert waits == [0.25, 0.5, 1.0, 2.0]


def test_it_says_when_it_is_stopped(peer, clock):
    with Running(AsciiCardReader(lambda: SerialPort(peer.name, 9600))).started() as running:
        running.next_event()
        running.end()
        assert running.next_event() == ReaderStatus(DeviceStatus.OFFLINE, Reason.STOPPED)
