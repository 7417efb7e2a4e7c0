"""A thread beside a hub that does the same work again and again, with a pause before each time."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import IntegrityError, OperationalError

_LOG = logging.getLogger("hub.jobs")


class Beat:
    """Work that looks by itself what is to be done; what fails is tried again after the pause."""

    def __init__(self, name: str, pause_s: float, work: Callable[[], object]) -> None:
        self._name, self._pause_s, self._work = name, pause_s, work
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"hub-{name}")

    def start(self) -> None:
        """Begin, with the pause."""
        self._thread.start()

    def stop(self) -> None:
        """Let what is under way end, and wait for it."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._pause_s):
            try:
                self._work()
            except (OperationalError, IntegrityError) as error:  # away, or another hub was a moment sooner
                _LOG.warning("%s: not finished, to be tried again: %s", self._name, error.orig)
            except Exception:
                _LOG.exception("%s: not finished, to be tried again", self._name)
