"""What a hub does again and again goes on when one time fails, and ends when it is told."""

import logging
import threading

import pytest

from services.hub.jobs.beat import Beat


def test_one_time_that_fails_does_not_end_it_and_stopping_waits(caplog: pytest.LogCaptureFixture) -> None:
    times, thrice = 0, threading.Event()

    def work() -> None:
        nonlocal times
        times += 1
        if times == 1:
            raise RuntimeError("a full disk")
        if times == 3:
            thrice.set()

    with caplog.at_level(logging.WARNING, "hub.jobs"):
        beat = Beat("tried", 0.001, work)
        beat.start()
        assert thrice.wait(20)
        beat.stop()
    done = times
    assert "tried: not finished" in caplog.text
    assert not [thread for thread in threading.enumerate() if thread.name == "hub-tried"]
    assert times == done
