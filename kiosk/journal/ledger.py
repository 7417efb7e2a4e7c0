"""Print jobs: a row on the disk before a byte goes out, so that no receipt is printed twice by itself.

What was begun and never ended, because the terminal died, is UNKNOWN for ever.
"""

import logging
import threading
from collections.abc import Callable

from kiosk.journal.database import Journal
from kiosk.ports import JournalBroken, PrintOutcome, PrintResult, ReceiptPart

_LOG = logging.getLogger("terminal.ledger")
PrintNow = Callable[[tuple[ReceiptPart, ...], str], PrintResult]


class LedgerPrinter:
    """Implements `kiosk.ports.Printer` over a device that may forget."""

    def __init__(self, journal: Journal, print_now: PrintNow, is_ready: Callable[[], bool]) -> None:
        self._journal = journal
        self._print_now = print_now
        self._is_ready = is_ready
        self._one_at_a_time = threading.Lock()

    def print(self, parts: tuple[ReceiptPart, ...], job_key: str) -> PrintResult:
        """See `kiosk.ports.Printer`. Raises JournalBroken, with nothing printed, if its row can't be."""
        with self._one_at_a_time:
            known = self._begin(job_key)
            if known is not None:
                return known
            result = self._print_now(parts, job_key)
            self._end(job_key, result)
            return result

    def ready(self) -> bool:
        """Whether a receipt can be offered."""
        return self._is_ready()

    def _begin(self, key: str) -> PrintResult | None:
        with self._journal.transaction() as rows:
            row = rows.execute("SELECT state, reason FROM print_jobs WHERE key = ?", (key,)).fetchone()
            if row is None:
                rows.execute(
                    "INSERT INTO print_jobs (key, state, started_at) VALUES (?, 'started', ?)",
                    (key, self._journal.moment()),
                )
                return None
        state, reason = row
        outcome = PrintOutcome.UNKNOWN if state == "started" else PrintOutcome(state)
        return PrintResult(outcome, reason)

    def _end(self, key: str, result: PrintResult) -> None:
        """What happened is told even if it can't be written down; at the next start it is UNKNOWN then."""
        try:
            with self._journal.transaction() as rows:
                rows.execute(
                    "UPDATE print_jobs SET state = ?, reason = ?, ended_at = ? WHERE key = ?",
                    (result.outcome.value, result.reason, self._journal.moment(), key),
                )
        except JournalBroken as broken:
            _LOG.error("the end of print job %s is not written: %s", key, broken)


def close_unfinished(journal: Journal) -> int:
    """Call it once at start: jobs of a terminal that died are UNKNOWN. How many. Raises JournalBroken."""
    with journal.transaction() as rows:
        changed = rows.execute(
            "UPDATE print_jobs SET state = 'unknown', ended_at = ? WHERE state = 'started'",
            (journal.moment(),),
        )
    return changed.rowcount
