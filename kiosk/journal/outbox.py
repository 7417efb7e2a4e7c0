"""Urges on their way: a row on the disk first, then sent with its key until the hub has said yes or no.

One thread sends. An urge that a customer waits for goes before what has waited longer, and is tried at once
even when the hub was away a moment ago.
"""

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kiosk.journal.database import Journal
from kiosk.ports import (
    Clock,
    HubAway,
    HubRefused,
    JournalBroken,
    UrgeItem,
    UrgeKept,
    UrgeOutcome,
    UrgeReceived,
    UrgeRefused,
)
from kiosk.reference import local_number
from services.contracts.problems import Code, Problem
from services.contracts.urges import UrgeKind, UrgeRequest, UrgeView

FIRST_REST_S = 1.0
LONGEST_REST_S = 60.0
NOT_YET = frozenset({Code.BUSY, Code.TOO_MANY_ATTEMPTS, Code.INTERNAL, Code.UNKNOWN_TERMINAL})
"""Refusals that say nothing about the urge itself: it stays, and is sent again."""

_LOG = logging.getLogger("terminal.outbox")


class UrgeDesk(Protocol):
    """The part of the hub that the outbox needs."""

    def urge(self, order_no: str, request: UrgeRequest, key: str, permit: str) -> UrgeView: ...


@dataclass
class _Waiter:
    """A customer who stands before the glass."""

    told: threading.Event = field(default_factory=threading.Event)
    outcome: UrgeOutcome | None = None


class JournalOutbox:
    """Implements `kiosk.ports.Outbox`. `run` needs a thread; `wake` ends its sleep."""

    def __init__(self, journal: Journal, desk: UrgeDesk, clock: Clock) -> None:
        self._journal = journal
        self._desk = desk
        self._clock = clock
        self._changed = threading.Condition()
        self._waiters: dict[str, _Waiter] = {}
        self._fresh: list[str] = []
        self._rests: dict[str, tuple[int, float]] = {}
        """Of a row that the hub could not take yet: how often, and until when (monotonic)."""
        self._away_times = 0
        self._away_until = 0.0

    def send(self, item: UrgeItem, patience_s: float) -> UrgeOutcome:
        """See `kiosk.ports.Outbox`. That the hub is away is told as soon as it is known."""
        with self._changed:
            waiter = self._waiters.setdefault(item.key, _Waiter())
        try:
            known = self._keep(item)
        except JournalBroken:
            self._tell(item.key, None)
            raise
        if known is not None:
            self._tell(item.key, known)
            return known
        with self._changed:
            if not waiter.told.is_set() and item.key not in self._fresh:
                self._fresh.append(item.key)
                self._changed.notify_all()
        if not waiter.told.wait(patience_s):
            self._tell(item.key, None)  # from now on nobody waits for the hub's word
        return waiter.outcome or UrgeKept(local_number(item.key))

    def waiting(self) -> int:
        """How many urges the hub has not answered yet. Raises JournalBroken."""
        with self._journal.transaction() as rows:
            (count,) = rows.execute("SELECT count(*) FROM outbox WHERE state = 'pending'").fetchone()
        return int(count)

    def hub_is_back(self) -> None:
        """The hub has just answered something: no need to rest any longer."""
        with self._changed:
            self._away_times, self._away_until = 0, 0.0
            self._changed.notify_all()

    def wake(self) -> None:
        """Look again what there is to do, or whether to stop."""
        with self._changed:
            self._changed.notify_all()

    def run(self, stop: threading.Event) -> None:
        """Send what waits, until `stop` is set and `wake` called."""
        while not stop.is_set():
            try:
                item = self._next()
                if item is not None:
                    self._try(item)
                    continue
                pause = self._pause()
            except JournalBroken:
                pause = LONGEST_REST_S
            with self._changed:
                if not stop.is_set() and not self._fresh:
                    self._changed.wait(pause)

    def _keep(self, item: UrgeItem) -> UrgeOutcome | None:
        """Commit the row; what is already known of it, if it has ended."""
        touched_at = item.request.touched_at
        values = (
            item.key,
            item.request.kind.value,
            item.order_no,
            item.request.stage_id,
            item.permit,
            touched_at.isoformat() if touched_at else self._journal.moment(),
            self._journal.moment(),
        )
        with self._journal.transaction() as rows:
            rows.execute(
                "INSERT OR IGNORE INTO outbox (key, kind, order_no, stage_id, permit, touched_at, kept_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            state, outcome = rows.execute(
                "SELECT state, outcome FROM outbox WHERE key = ?", (item.key,)
            ).fetchone()
        if outcome is None:
            return None
        if state == "sent":
            return UrgeReceived(UrgeView.model_validate_json(outcome))
        return UrgeRefused(Problem.model_validate_json(outcome))

    def _next(self) -> UrgeItem | None:
        now = self._clock.monotonic()
        with self._changed:
            fresh = self._fresh.pop(0) if self._fresh else None
            resting = {key for key, (_, until) in self._rests.items() if until > now}
            away = self._away_until > now
        if fresh is None and away:
            return None
        with self._journal.transaction() as rows:
            waiting = rows.execute(
                "SELECT key, kind, order_no, stage_id, permit, touched_at, rowid FROM outbox"
                " WHERE state = 'pending' AND (?1 IS NULL OR key = ?1) ORDER BY kept_at",
                (fresh,),
            ).fetchall()
        if fresh is None:
            self._forget_rests_but({row[0] for row in waiting})
        due = [row for row in waiting if fresh or row[0] not in resting]
        return self._readable(due)

    def _readable(self, due: list[tuple[str, str, str, str, str, str, int]]) -> UrgeItem | None:
        """The first of them; what damage has made unreadable is ended, as nobody could ever send it."""
        for *row, rowid in due:
            try:
                return _item(*row)
            except (ValueError, TypeError):
                _LOG.error("an urge in the journal can't be read any more")
                with self._journal.transaction() as rows:
                    rows.execute(
                        "UPDATE outbox SET state = 'refused', ended_at = ?, permit = NULL WHERE rowid = ?",
                        (self._journal.moment(), rowid),
                    )
        return None

    def _forget_rests_but(self, waiting: set[str]) -> None:
        """A journal that was set aside has taken its rows along."""
        with self._changed:
            self._rests = {key: rest for key, rest in self._rests.items() if key in waiting}

    def _pause(self) -> float | None:
        """Seconds until something is due; None when nothing waits."""
        now = self._clock.monotonic()
        with self._changed:
            times = [until for _, until in self._rests.values()]
            if self._away_until > now:
                times = [self._away_until]
        return max(0.0, min(times) - now) if times else None

    def _try(self, item: UrgeItem) -> None:
        kept = not self._is_waited_for(item.key)
        request = item.request.model_copy(update={"kept": kept})
        try:
            urge = self._desk.urge(item.order_no, request, item.key, item.permit)
        except HubAway:
            self._rest_all()
            self._not_yet(item)
        except HubRefused as refused:
            self.hub_is_back()
            if refused.problem.code in NOT_YET:
                self._rest_one(item.key, refused.problem.retry_after)
                self._not_yet(item)
            elif kept or self._is_waited_for(item.key):
                self._end(item.key, "refused", UrgeRefused(refused.problem), _bare(refused.problem))
        else:
            self.hub_is_back()
            # The handler's name is for the customer who stands here, not for the file.
            nameless = urge.model_copy(update={"addressed_to": ""}).model_dump_json()
            self._end(item.key, "sent", UrgeReceived(urge), nameless)

    def _rest_all(self) -> None:
        with self._changed:
            self._away_times += 1
            self._away_until = self._clock.monotonic() + _rest(self._away_times)

    def _rest_one(self, key: str, retry_after: int | None) -> None:
        with self._changed:
            times = self._rests.get(key, (0, 0.0))[0] + 1
            seconds = max(_rest(times), min(float(retry_after or 0), LONGEST_REST_S))
            self._rests[key] = (times, self._clock.monotonic() + seconds)

    def _not_yet(self, item: UrgeItem) -> None:
        self._tell(item.key, UrgeKept(local_number(item.key)))
        with self._journal.transaction() as rows:
            rows.execute("UPDATE outbox SET attempts = attempts + 1 WHERE key = ?", (item.key,))

    def _end(self, key: str, state: str, outcome: UrgeOutcome, written: str) -> None:
        """The hub has spoken: that is true whether or not it can be written down."""
        self._tell(key, outcome)
        with self._changed:
            self._rests.pop(key, None)
        with self._journal.transaction() as rows:
            rows.execute(
                "UPDATE outbox SET state = ?, outcome = ?, ended_at = ?, attempts = attempts + 1,"
                " permit = NULL WHERE key = ?",
                (state, written, self._journal.moment(), key),
            )

    def _is_waited_for(self, key: str) -> bool:
        """False when the customer was told that it is kept: then the hub must remember a refusal.

        Who was told so while the hub was thinking has it asked again, with that said.
        """
        with self._changed:
            return key in self._waiters

    def _tell(self, key: str, outcome: UrgeOutcome | None) -> None:
        with self._changed:
            waiter = self._waiters.pop(key, None)
        if waiter is not None:
            waiter.outcome = outcome
            waiter.told.set()


def _item(key: str, kind: str, order_no: str, stage_id: str, permit: str, touched_at: str) -> UrgeItem:
    if not (key + permit).isascii():
        raise ValueError("damaged")
    request = UrgeRequest(
        kind=UrgeKind(kind), stage_id=stage_id, touched_at=datetime.fromisoformat(touched_at)
    )
    return UrgeItem(key, order_no, request, permit)


def _bare(problem: Problem) -> str:
    """Without the sentence, which could say anything."""
    return problem.model_copy(update={"detail": None}).model_dump_json()


def _rest(times: int) -> float:
    return float(min(FIRST_REST_S * 2 ** min(times - 1, 10), LONGEST_REST_S))
