"""The print ledger: the row before the byte, and no second paper, whatever dies in between."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.journal.database import Journal
from kiosk.journal.ledger import LedgerPrinter, close_unfinished
from kiosk.ports import JournalBroken, PrintOutcome, PrintResult, ReceiptLine, ReceiptPart
from tests.kiosk.world import HandClock

PARTS = (ReceiptLine("张*"),)
CONFIRMED = PrintResult(PrintOutcome.CONFIRMED)
UNKNOWN = PrintResult(PrintOutcome.UNKNOWN)


class Paper:
    """What the device does; `rows` are the ledger's states at the moment of printing."""

    def __init__(self, journal: Journal, result: PrintResult | Exception = CONFIRMED) -> None:
        self.journal = journal
        self.result = result
        self.keys: list[str] = []
        self.states: list[list[str]] = []

    def print(self, parts: tuple[ReceiptPart, ...], key: str) -> PrintResult:
        self.keys.append(key)
        self.states.append(states(self.journal.path))
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def states(path: Path) -> list[str]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as rows:
        return [row[0] for row in rows.execute("SELECT state FROM print_jobs ORDER BY started_at, key")]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db", HandClock().now)


def ledger(
    journal: Journal, print_now: Callable[[tuple[ReceiptPart, ...], str], PrintResult]
) -> LedgerPrinter:
    return LedgerPrinter(journal, print_now, lambda: True)


def test_the_row_is_on_the_disk_before_a_byte_goes_out(journal: Journal) -> None:
    paper = Paper(journal)
    assert ledger(journal, paper.print).print(PARTS, "k1") == CONFIRMED
    assert paper.states == [["started"]]
    assert states(journal.path) == ["confirmed"]


@pytest.mark.parametrize(
    "result",
    [
        CONFIRMED,
        UNKNOWN,
        PrintResult(PrintOutcome.NOT_SENT, "paper-out"),
        PrintResult(PrintOutcome.UNKNOWN, "silent"),
    ],
)
def test_the_same_key_prints_nothing_again_and_gives_the_same_result(
    journal: Journal, result: PrintResult
) -> None:
    paper = Paper(journal, result)
    first = ledger(journal, paper.print)
    assert [first.print(PARTS, "k1") for _ in range(3)] == [result] * 3
    journal.close()
    again = ledger(Journal(journal.path, HandClock().now), paper.print)
    assert again.print(PARTS, "k1") == result
    assert paper.keys == ["k1"]


def test_a_job_of_a_terminal_that_died_is_unknown_and_is_not_printed_again(journal: Journal) -> None:
    paper = Paper(journal, RuntimeError("power cut"))
    with pytest.raises(RuntimeError):
        ledger(journal, paper.print).print(PARTS, "k1")
    journal.close()
    journal = Journal(journal.path, HandClock().now)
    assert close_unfinished(journal) == 1
    assert close_unfinished(journal) == 0
    assert states(journal.path) == ["unknown"]
    paper.result = CONFIRMED
    assert ledger(journal, paper.print).print(PARTS, "k1") == UNKNOWN
    assert paper.keys == ["k1"]


def test_without_a_row_nothing_is_printed(journal: Journal) -> None:
    paper = Paper(journal)
    journal.close()
    with pytest.raises(JournalBroken):
        ledger(journal, paper.print).print(PARTS, "k1")
    assert paper.keys == []


def test_what_was_printed_is_told_even_if_it_can_not_be_written_down(journal: Journal) -> None:
    def printed_while_the_disk_dies(parts: tuple[ReceiptPart, ...], key: str) -> PrintResult:
        journal.close()
        return CONFIRMED

    assert ledger(journal, printed_while_the_disk_dies).print(PARTS, "k1") == CONFIRMED
    assert states(journal.path) == ["started"]


def test_two_touches_at_once_wait_for_one_paper(journal: Journal) -> None:
    begun, go_on = threading.Event(), threading.Event()
    keys: list[str] = []

    def slow(parts: tuple[ReceiptPart, ...], key: str) -> PrintResult:
        keys.append(key)
        begun.set()
        assert go_on.wait(10)
        return CONFIRMED

    printer = ledger(journal, slow)
    results: list[PrintResult] = []
    threads = [threading.Thread(target=lambda: results.append(printer.print(PARTS, "k1"))) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert results == [CONFIRMED] * 5
    assert keys == ["k1"]


def test_nothing_of_the_receipt_is_in_the_file(journal: Journal) -> None:
    ledger(journal, Paper(journal).print).print(PARTS, "k1")
    journal.close()
    assert "张".encode() not in journal.path.read_bytes()
