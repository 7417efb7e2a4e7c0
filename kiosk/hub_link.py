"""Where the hub is, and this terminal's standing with it: enrolled once, then alive by its heartbeats.

One thread does both. A terminal's own hub may move and may come back empty; then it is enrolled anew with the
code that the hub has just told. Any other hub wants a code from its staff.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.credentials import Credentials, load, save
from kiosk.ports import HubAway, HubRefused
from services.contracts.problems import Code
from services.contracts.terminals import Enrolled, Hall, HeartbeatAnswer

BEAT_S = 30.0
FIRST_REST_S = 1.0
PATIENCE_S = 5.0
"""How long a request waits for a hub that is still starting."""

_LOG = logging.getLogger("terminal.hub")


@dataclass(frozen=True)
class Address:
    """Where to send requests; without an id while enrolling."""

    url: str
    kiosk_id: str = ""
    key: str = field(default="", repr=False)


class HubLink:
    """`address` may be asked by any thread; `run` keeps one."""

    def __init__(
        self,
        file: Path,
        hub: str,
        enrol: Callable[[Address, str], Enrolled],
        beat: Callable[[], HeartbeatAnswer],
        beaten: Callable[[HeartbeatAnswer], None],
    ) -> None:
        """`file` keeps the credentials for `hub`. `beaten` hears every answer to a heartbeat."""
        self._file = file
        self._hub = hub
        self._enrol = enrol
        self._beat = beat
        self._beaten = beaten
        self._changed = threading.Condition()
        self._credentials = load(file, hub)
        self._url: str | None = None
        self._code: str | None = None

    @property
    def hall(self) -> Hall | None:
        """As the hub last told, at any start of this terminal."""
        credentials = self._credentials
        return credentials.hall if credentials else None

    def address(self) -> Address:
        """Waits a little for a hub that is starting. Raises HubAway."""
        with self._changed:
            self._changed.wait_for(lambda: self._url and self._credentials, PATIENCE_S)
            if self._url is None:
                raise HubAway("the hub is still starting")
            if self._credentials is None:
                raise HubAway("this terminal is not enrolled")
            return Address(self._url, self._credentials.kiosk_id, self._credentials.key)

    def hub_is_at(self, url: str, code: str | None) -> None:
        """The hub can be asked now; `code` enrols this terminal if it must be."""
        with self._changed:
            self._url, self._code = url, code
            self._changed.notify_all()

    def hub_is_gone(self) -> None:
        """It will say where it is when it is back."""
        with self._changed:
            self._url = None

    def wake(self) -> None:
        """Look whether to stop."""
        with self._changed:
            self._changed.notify_all()

    def run(self, stop: threading.Event) -> None:
        """Enrol if need be and send heartbeats, until `stop` is set and `wake` called."""
        rest = FIRST_REST_S
        while not stop.is_set():
            with self._changed:
                self._changed.wait_for(lambda: self._url or stop.is_set())
                url = self._url
            if stop.is_set() or url is None:
                continue
            well = self._once(url)
            rest = FIRST_REST_S if well else min(rest * 2, BEAT_S)
            self._pause(BEAT_S if well else rest, stop, url)

    def _pause(self, seconds: float, stop: threading.Event, url: str) -> None:
        with self._changed:
            self._changed.wait_for(lambda: stop.is_set() or self._url != url, seconds)

    def _once(self, url: str) -> bool:
        try:
            if self._credentials is None and not self._enrolled(url):
                return False
            answer = self._beat()
        except HubAway as away:
            _LOG.info("no heartbeat: %s", away.why)
            return False
        except HubRefused as refused:
            _LOG.warning("no heartbeat: the hub refused: %s", refused.problem.code)
            if refused.problem.code is Code.UNKNOWN_TERMINAL and self._code is not None:
                self._credentials = None  # a hub that came back empty: enrol at the next try
            return False
        self._learn_hall(answer.hall)
        self._beaten(answer)
        return True

    def _enrolled(self, url: str) -> bool:
        """Whether the hub knows this terminal now. A code works once, so it is forgotten when used."""
        with self._changed:
            code = self._code
        if code is None:
            _LOG.error("this terminal is unknown to the hub and has no enrolment code")
            return False
        try:
            enrolled = self._enrol(Address(url), code)
        except HubRefused as refused:
            _LOG.error("the hub did not enrol this terminal: %s", refused.problem.code)
            if refused.problem.code is Code.ENROLMENT_REFUSED:
                self._forget_code(code)
            return False
        self._forget_code(code)
        self._keep(Credentials(self._hub, enrolled.kiosk_id, enrolled.key, enrolled.hall))
        _LOG.info("enrolled as %s", enrolled.kiosk_id)
        return True

    def _forget_code(self, code: str) -> None:
        with self._changed:
            if self._code == code:
                self._code = None

    def _learn_hall(self, hall: Hall) -> None:
        known = self._credentials
        if known is not None and known.hall != hall:
            self._keep(Credentials(known.hub, known.kiosk_id, known.key, hall))

    def _keep(self, credentials: Credentials) -> None:
        with self._changed:
            self._credentials = credentials
            self._changed.notify_all()
        try:
            save(self._file, credentials)
        except OSError as error:
            _LOG.error("the credentials are not kept: %s", error.strerror)
