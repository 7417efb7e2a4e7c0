"""The journal's file: what is committed stays, what is broken is set aside, what is full promises nothing."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.journal.database import KEEP, MOST_ROWS, Journal
from kiosk.journal.events import DeviceEvent, note_device, note_incident
from kiosk.journal.schema import MIGRATIONS
from kiosk.ports import JournalBroken
from tests.kiosk.world import HandClock

ROOT = Path(__file__).parents[3]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def incidents(path: Path) -> list[str]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as rows:
        return [row[0] for row in rows.execute("SELECT reference FROM incidents ORDER BY id")]


def noted(journal: Journal, *references: str) -> None:
    for reference in references:
        note_incident(journal, reference, "work", "Error at here")


def test_what_was_written_is_there_after_opening_again(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "journal.db"
    for reference in "ABC":
        journal = Journal(path, clock.now)
        noted(journal, reference)
        journal.close()
    assert incidents(path) == ["A", "B", "C"]


def test_the_file_is_for_its_owner_alone(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "data" / "journal.db"
    journal = Journal(path, clock.now)
    noted(journal, "A")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "journal.db"
    path.touch()
    path.chmod(0o644)
    noted(Journal(path, clock.now), "A")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_written_to_the_disk_at_each_commit(tmp_path: Path, clock: HandClock) -> None:
    with Journal(tmp_path / "journal.db", clock.now).transaction() as rows:
        assert rows.execute("PRAGMA synchronous").fetchone() == (2,)
        assert rows.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert rows.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_half_a_transaction_is_none(tmp_path: Path, clock: HandClock) -> None:
    journal = Journal(tmp_path / "journal.db", clock.now)
    noted(journal, "A")
    with pytest.raises(ZeroDivisionError), journal.transaction() as rows:
        rows.execute("DELETE FROM incidents")
        raise ZeroDivisionError
    noted(journal, "B")
    assert incidents(journal.path) == ["A", "B"]


DAMAGE = {
    "garbage": b"this is no database at all" * 100,
    "zeros": bytes(8192),
    "a page of noise": None,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_broken_file_is_set_aside_and_a_new_one_begun(
    tmp_path: Path, clock: HandClock, damage: bytes | None
) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, clock.now)
    noted(journal, *(f"R{at:05d}" for at in range(200)))
    journal.close()
    whole = path.read_bytes()
    broken = damage if damage is not None else whole[:4096] + os.urandom(len(whole) - 4096)
    path.write_bytes(broken)
    journal = Journal(path, clock.now)
    noted(journal, "NEW")
    assert incidents(path) == ["NEW"]
    (aside,) = tmp_path.glob("journal.db.broken-*")
    assert aside.name == "journal.db.broken-20261120T020000000000Z"
    assert aside.read_bytes() == broken


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(at=st.integers(0, 40_000), noise=st.binary(min_size=1, max_size=600))
def test_any_damage_leads_to_a_journal_that_works(
    tmp_path_factory: pytest.TempPathFactory, at: int, noise: bytes
) -> None:
    clock = HandClock()
    path = tmp_path_factory.mktemp("damaged") / "journal.db"
    journal = Journal(path, clock.now)
    noted(journal, *(f"R{at:05d}" for at in range(5)))
    journal.close()
    with path.open("r+b") as file:
        file.seek(at)
        file.write(noise)
    journal = Journal(path, clock.now)
    for _ in range(3):  # damage that only shows in use is found by then
        try:
            noted(journal, "NEW")
            break
        except JournalBroken:
            continue
    assert "NEW" in incidents(path)
    journal.close()


def test_damage_while_it_runs_is_survived(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, clock.now)
    noted(journal, "A")
    with journal.transaction() as rows:
        rows.execute("PRAGMA writable_schema=ON")
        rows.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE incidents (' WHERE name = 'incidents'")
    journal.close()
    journal = Journal(path, clock.now)
    noted(journal, "B")
    assert incidents(path) == ["B"]
    assert len(list(tmp_path.glob("journal.db.broken-*"))) == 1


def test_a_journal_of_a_newer_terminal_is_left_alone(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as rows:
        rows.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    with pytest.raises(JournalBroken, match="newer"):
        noted(Journal(path, clock.now), "A")
    assert list(tmp_path.glob("*.broken-*")) == []


@pytest.mark.parametrize("where", ["a file in the way of the folder", "a folder in the way of the file"])
def test_what_can_not_be_opened_is_broken(tmp_path: Path, clock: HandClock, where: str) -> None:
    path = tmp_path / "data" / "journal.db"
    if "folder in" in where:
        path.mkdir(parents=True)
    else:
        path.parent.touch()
    with pytest.raises(JournalBroken):
        noted(Journal(path, clock.now), "A")


def test_after_closing_nothing_is_promised(tmp_path: Path, clock: HandClock) -> None:
    journal = Journal(tmp_path / "journal.db", clock.now)
    noted(journal, "A")
    journal.close()
    journal.close()
    with pytest.raises(JournalBroken, match="shut down"):
        noted(journal, "B")


def test_a_full_disk_is_told_and_what_was_promised_before_stays(tmp_path: Path) -> None:
    """The kernel refuses to let the files grow; it is done in a process of its own, which it is done to."""
    script = """
import resource, sys
from pathlib import Path
from kiosk.journal.database import Journal
from kiosk.journal.events import note_incident
from kiosk.ports import JournalBroken
from tests.kiosk.world import HandClock
journal = Journal(Path(sys.argv[1]), HandClock().now)
note_incident(journal, "BEFORE", "work", "x")
resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, resource.RLIM_INFINITY))
promised = ["BEFORE"]
try:
    for at in range(2000):
        note_incident(journal, f"R{at}", "work", "x" * 500)
        promised.append(f"R{at}")
except JournalBroken:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    note_incident(journal, "AFTER", "work", "x")
    print(*promised, "AFTER")
"""
    path = tmp_path / "journal.db"
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    promised = ran.stdout.split()
    assert len(promised) > 3
    assert incidents(path) == promised
    assert list(tmp_path.glob("*.broken-*")) == []


def test_many_threads_write_one_after_the_other(tmp_path: Path, clock: HandClock) -> None:
    journal = Journal(tmp_path / "journal.db", clock.now)
    threads = [
        threading.Thread(target=noted, args=(journal, *(f"{t}-{at}" for at in range(10)))) for t in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(incidents(journal.path))) == 80


def test_what_ended_long_ago_is_cleaned_away_by_itself(tmp_path: Path, clock: HandClock) -> None:
    journal = Journal(tmp_path / "journal.db", clock.now)
    noted(journal, "OLD")
    note_device(journal, DeviceEvent("printer", "online"))
    clock.turn((KEEP - timedelta(hours=1)).total_seconds())
    noted(journal, "NEW")
    assert incidents(journal.path) == ["OLD", "NEW"]
    clock.turn(timedelta(days=2).total_seconds())
    noted(journal, "NEWEST")
    assert incidents(journal.path) == ["NEW", "NEWEST"]


def test_a_device_with_a_loose_plug_does_not_fill_the_disk(tmp_path: Path, clock: HandClock) -> None:
    journal = Journal(tmp_path / "journal.db", clock.now)
    with journal.transaction() as rows:
        rows.executemany(
            "INSERT INTO device_events (at, device, status) VALUES (?, 'printer', 'offline')",
            [(journal.moment(),)] * (MOST_ROWS + 50),
        )
    journal.clean()
    with journal.transaction() as rows:
        assert rows.execute("SELECT count(*) FROM device_events").fetchone() == (MOST_ROWS,)
