"""The terminal's brain at work: threads around the one visit, and one queue between them.

The visit belongs to the main thread: intents reach it by `dispatch`, and all that happens elsewhere (results
of work, cards, time) waits in the queue until `snapshot` takes it in. Work runs on workers, services on
threads of their own. Importing this module is cheap; flows and all that they need are loaded after `start`.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Protocol

from kiosk.intents import End, Intent
from kiosk.logs import describe
from kiosk.session import Session
from kiosk.settings import IdleSettings
from kiosk.snapshot import Snapshot, Welcome
from kiosk.threads import Alarm, Service, Workers, join, keep_running, spawn

if TYPE_CHECKING:
    from kiosk.ports import Clock, Hub, Outbox, Printer, Tools
    from kiosk.visit import Job, Stamped, Visit
    from services.contracts.terminals import Hall

READERS = 6
"""Threads that fetch; each is held for a few seconds at most when the hub is slow."""
ACTORS = 3
"""Threads that urge, print and sign out, which no fetching can hold up."""
READY_S = 10.0
"""How long work waits for a terminal that is still starting, in seconds."""
LONGEST_REST_S = 60.0
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China Standard Time has had no summer time since 1991, so dates on the glass need no table of zones."""

_LOG = logging.getLogger("terminal.runtime")


class Parts(Protocol):
    """What `kiosk.bootstrap` chose."""

    @property
    def tools(self) -> Tools: ...
    @property
    def services(self) -> Sequence[Service]: ...
    def note(self, reference: str, place: str, what: str) -> None:
        """Write an incident into the journal if it can be; never raises for a broken journal."""
        ...

    def close(self) -> None: ...


Tell = Callable[[object], None]
"""Says to the visit what has happened outside of it; from any thread."""


@dataclass(frozen=True)
class _Loaded:
    """The flows are there."""


@dataclass(frozen=True)
class _Outside:
    event: object
    session: int
    """Whose visit it was."""


@dataclass(frozen=True)
class _Broken:
    """The parts could not be put together; will be tried again."""

    reference: str


class Runtime:
    """`start` it when the first frame is up, `close` it at the end; all on the main thread.

    `snapshot`, `dispatch`, `subscribe`, `now` and `crashed` are what a glass needs of a brain.
    """

    def __init__(
        self,
        clock: Clock,
        idle: IdleSettings,
        assemble: Callable[[Tell], Parts],
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        """`assemble` runs on a thread, once, and again when it raised; `ended` is the last that is done."""
        self._clock = clock
        self._idle = idle
        self._assemble = assemble
        self._ended = ended
        self._wake: Callable[[], None] = lambda: None
        self._queue: queue.SimpleQueue[Stamped | _Loaded | _Outside | _Broken] = queue.SimpleQueue()
        self._snapshot = Snapshot(Session(1), Welcome(), clock.now().replace(second=0, microsecond=0))
        self._visit: Visit | None = None
        self._early: list[Intent] = []
        self._draining = False
        self._due = 0.0
        self._stop = threading.Event()
        self._ending = threading.Lock()
        self._tools = _LateTools(clock)
        self._parts: Parts | None = None
        self._readers = Workers("reader", READERS, self._report)
        self._actors = Workers("actor", ACTORS, self._report)
        self._alarm = Alarm(self._ring, clock.monotonic)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Load the flows, then put the parts together, while others go on. A second call does nothing."""
        if not self._threads and not self._stop.is_set():
            self._threads += [spawn("assembly", self._load), spawn("alarm", self._alarm.run)]

    def subscribe(self, wake: Callable[[], None]) -> None:
        """`wake` is called, from any thread, when `snapshot` has something new."""
        self._wake = wake

    def now(self) -> datetime:
        """The hub's time in China Standard Time."""
        return self._clock.now().astimezone(CHINA)

    def dispatch(self, intent: Intent) -> None:
        """A touch of the customer's; never blocks. Those before the flows are loaded are answered then."""
        if self._visit is None:
            self._early.append(intent)
        else:
            self._act("a touch", lambda visit: visit.touch(intent))

    def snapshot(self) -> Snapshot:
        """Take in what has happened and return the newest snapshot."""
        self._draining = True
        try:
            while (message := self._next()) is not None:
                self._take_in(message)
            if self._visit is not None and self._clock.monotonic() >= self._due:
                self._act("a tick", lambda visit: visit.tick())
        finally:
            self._draining = False
        return self._snapshot

    def crashed(self, place: str, error: Exception) -> None:
        """Something unexpected outside of the visit, as in drawing: a safe page and a line in the journal."""
        reference = self._note(place, error)
        if self._visit is not None:
            self._act(place, lambda visit: visit.crashed(reference))

    def close(self, patience_s: float = 5.0) -> None:
        """End the visit, the services and the workers, and wait for them so many seconds at most."""
        if self._stop.is_set():
            return
        if self._visit is not None and self._visit.snapshot.session.customer is not None:
            self.dispatch(End())
        with self._ending:
            self._stop.set()
            parts = self._parts
        self._alarm.close()
        workers = [*self._readers.close(), *self._actors.close()]
        for service in parts.services if parts else ():
            service.interrupt()
        late = join([*workers, *self._threads], patience_s)
        if late:
            _LOG.warning("did not end in time: %s", ", ".join(late))
        if parts is not None:
            parts.close()
        self._ended()

    # The main thread's side of the queue.

    def _next(self) -> Stamped | _Loaded | _Outside | _Broken | None:
        try:
            return self._queue.get_nowait()
        except queue.Empty:
            return None

    def _take_in(self, message: Stamped | _Loaded | _Outside | _Broken) -> None:
        match message:
            case _Loaded():
                self._begin()
            case _Outside(event, session):
                self._act("an event", lambda visit: visit.outside(event, session))
            case _Broken(reference):
                self._act("a start", lambda visit: visit.crashed(reference))
            case stamped:
                self._act("a result", lambda visit: visit.event(stamped))

    def _begin(self) -> None:
        from kiosk.visit import Visit

        self._visit = Visit(self._clock, self._idle, self._publish)
        self._publish(self._visit.snapshot)  # a minute may have passed since the first frame's
        self._set_alarm(self._visit)
        early, self._early = self._early, []
        for intent in early:
            self.dispatch(intent)

    def _act(self, place: str, act: Callable[[Visit], list[Job]]) -> None:
        visit = self._visit
        if visit is None:
            raise LookupError("events come after the flows were loaded")
        try:
            jobs = act(visit)
        except Exception as error:
            jobs = visit.crashed(self._note(place, error))
        for job in jobs:
            self._run_later(job)
        self._set_alarm(visit)

    def _set_alarm(self, visit: Visit) -> None:
        self._due = visit.deadline()
        self._alarm.set(self._due)

    def _publish(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if not self._draining:
            self._wake()

    # The other threads' side.

    def _put(self, message: Stamped | _Loaded | _Outside | _Broken) -> None:
        self._queue.put(message)
        self._wake()

    def _tell(self, event: object) -> None:
        self._put(_Outside(event, self._snapshot.session.number))

    def _ring(self) -> None:
        self._wake()

    def _run_later(self, job: Job) -> None:
        (self._actors if job.acts else self._readers).do(lambda: self._run(job))

    def _run(self, job: Job) -> None:
        if self._visit is not None and not job.acts and job.stamp != self._visit.stamp:
            return
        try:
            result = job.work(self._tools)
        except Exception as error:
            self._put(job.crashed(self._note("work", error)))
        else:
            self._put(job.done(result))

    def _load(self) -> None:
        import kiosk.visit  # noqa: F401  all of it, before the main thread asks for it

        self._put(_Loaded())
        rest = 1.0
        while not self._stop.is_set() and not self._assembled():
            self._stop.wait(rest)
            rest = min(rest * 2, LONGEST_REST_S)

    def _assembled(self) -> bool:
        try:
            parts = self._assemble(self._tell)
        except Exception as error:
            self._put(_Broken(self._note("assembly", error)))
            return False
        with self._ending:
            if not self._stop.is_set():
                self._parts = parts
                self._tools.fill(parts.tools)
                self._threads += [spawn(service.name, self._serving(service)) for service in parts.services]
                return True
        parts.close()
        return True

    def _serving(self, service: Service) -> Callable[[], None]:
        return lambda: keep_running(service, self._stop, self._report)

    def _report(self, place: str, error: Exception) -> None:
        """Of threads that no customer waits for."""
        if not self._stop.is_set():
            self._note(place, error)

    def _note(self, place: str, error: Exception) -> str:
        from kiosk.reference import new_reference

        reference, what = new_reference(), describe(error)
        _LOG.error("%s in %s: %s", reference, place, what)
        parts = self._parts
        if parts is not None:
            self._actors.do(lambda: parts.note(reference, place, what))
        return reference


class _LateTools:
    """The tools, once there are any. Work that needs them earlier waits a little, then finds the hub away."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._there = threading.Event()
        self._tools: Tools | None = None

    def fill(self, tools: Tools) -> None:
        self._tools = tools
        self._there.set()

    def _ready(self) -> Tools:
        self._there.wait(READY_S)
        if self._tools is None:
            from kiosk.ports import HubAway

            raise HubAway("this terminal is still starting")
        return self._tools

    @property
    def hub(self) -> Hub:
        return self._ready().hub

    @property
    def outbox(self) -> Outbox:
        return self._ready().outbox

    @property
    def printer(self) -> Printer:
        return self._ready().printer

    @property
    def clock(self) -> Clock:
        return self._clock

    @property
    def hall(self) -> Hall | None:
        return self._tools.hall if self._tools else None
