"""Opening, losing and opening again, with a clock of its own."""

import threading

import pytest

from devices.base import DeviceError, Reason
from devices.supervisor import Supervisor
from tests.devices.fakes import Clock, ScriptedPort


class Run:
    """A supervised port whose life is scripted: each item of `lives` is what one opening does."""

    def __init__(self, lives):
        self.lives = list(lives)
        self.waits = []
        self.troubles = []
        self.ports = []
        self.stop = threading.Event()
        Supervisor(self.open, self.serve, self.troubles.append, self.wait).run(self.stop)

    def open(self):
        if self.lives[0] == "missing":
            self.lives.pop(0)
            raise DeviceError(Reason.NO_DEVICE)
        self.ports.append(ScriptedPort(Clock()))
        return self.ports[-1]

    def serve(self, port, healthy):
        life = self.lives.pop(0)
        if life == "healthy, then lost":
            healthy()
        if life == "stop":
            self.stop.set()
            return
        raise life if isinstance(life, Exception) else DeviceError(Reason.PORT_LOST)

    def wait(self, stop, seconds):
        self.waits.append(seconds)
        return stop.is_set()


def test_the_waits_grow_to_five_seconds():
    run = Run(["missing"] * 7 + ["stop"])
    assert run.waits == [0.25, 0.5, 1, 2, 4, 5, 5]
    assert [error.reason for error in run.troubles] == [Reason.NO_DEVICE] * 7


def test_a_port_that_opens_but_proves_nothing_is_not_tried_faster():
    assert Run(["lost", "lost", "lost", "stop"]).waits == [0.25, 0.5, 1]


def test_the_wait_is_short_again_once_the_device_was_there():
    assert Run(["missing", "missing", "healthy, then lost", "missing", "stop"]).waits == [
        0.25,
        0.5,
        0.25,
        0.5,
    ]


def test_every_port_is_closed_before_the_next():
    run = Run(["lost", "healthy, then lost", "stop"])
    assert [port.closed for port in run.ports] == [True, True, True]


def test_a_mistake_of_ours_is_not_hidden_and_leaves_no_port_open():
    ports = []

    def open_port():
        ports.append(ScriptedPort(Clock()))
        return ports[-1]

    def serve(port, healthy):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Supervisor(open_port, serve, lambda error: None).run(threading.Event())
    assert ports[0].closed


def test_it_opens_nothing_when_told_to_stop_before():
    stop = threading.Event()
    stop.set()

    def open_port():
        raise AssertionError("opened")

    Supervisor(open_port, lambda port, healthy: None, lambda error: None).run(stop)


def test_a_wait_that_is_told_to_stop_ends_it():
    stop = threading.Event()

    def missing():
        stop.set()
        raise DeviceError(Reason.NO_DEVICE)

    Supervisor(missing, lambda port, healthy: None, lambda error: None).run(stop)
