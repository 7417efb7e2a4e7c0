"""A broken journal gives back the urges that were promised and not sent yet, as far as they can be read."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.journal import database as module
from kiosk.journal.database import Journal
from kiosk.journal.recovery import salvage
from kiosk.journal.schema import PAGE_BYTES
from kiosk.ports import JournalBroken
from tests.kiosk.world import HandClock

MANY = 400
"""Urges of a few pages, and one more level of the table."""
FEW = 60
HIT = 4
"""Rows that 600 bytes of damage can touch."""
INSERT = (
    "INSERT INTO outbox (key, kind, order_no, stage_id, permit, touched_at, kept_at, state)"
    " VALUES (?, 'urge', ?, 's1', ?, '2026-11-20T02:00:00+00:00', '2026-11-20T02:00:00+00:00', ?)"
)


def keep(journal: Journal, first: int, count: int, state: str = "pending") -> None:
    with journal.transaction() as rows:
        rows.executemany(
            INSERT, [(key(at), f"D{at}", f"permit-{at}" * 20, state) for at in range(first, first + count)]
        )


def key(at: int) -> str:
    return f"{at:032x}"


def pending(path: Path) -> dict[str, str]:
    """Orders by key."""
    with contextlib.closing(sqlite3.connect(path)) as rows:
        return dict(rows.execute("SELECT key, order_no FROM outbox NOT INDEXED WHERE state = 'pending'"))


def kept(path: Path, count: int) -> bytes:
    """A journal with so many urges, closed; its bytes."""
    journal = Journal(path, HandClock().now)
    keep(journal, 0, count)
    journal.close()
    return path.read_bytes()


def used(path: Path) -> None:
    """As at the terminal's next start."""
    journal = Journal(path, HandClock().now)
    with journal.transaction():
        pass
    journal.close()


def noise(page: int, pages: int = 1) -> Callable[[bytes], bytes]:
    def spoil(whole: bytes) -> bytes:
        start, end = page * PAGE_BYTES, (page + pages) * PAGE_BYTES
        return whole[:start] + os.urandom(end - start) + whole[end:]

    return spoil


@pytest.mark.parametrize("damage", [noise(0), lambda whole: bytes(PAGE_BYTES) + whole[PAGE_BYTES:]])
def test_without_its_first_page_everything_is_read(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(damage(kept(path, MANY)))
    assert salvage(path).whole
    used(path)
    assert pending(path) == {key(at): f"D{at}" for at in range(MANY)}


def test_an_index_that_is_broken_costs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "journal.db"
    whole = kept(path, MANY)
    with contextlib.closing(sqlite3.connect(path)) as rows:
        (root,) = rows.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_pending'").fetchone()
    path.write_bytes(noise(root - 1)(whole))
    used(path)
    assert len(pending(path)) == MANY
    (aside,) = tmp_path.glob("journal.db.broken-*")
    assert caplog.messages == [
        f"the journal is broken and set aside as {aside.name}; urges taken over: {MANY}"
    ]


def test_rows_before_and_behind_the_damage_are_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "journal.db"
    whole = kept(path, MANY)
    page = whole.index(b"D200s1permit") // PAGE_BYTES
    path.write_bytes(noise(page)(whole))
    used(path)
    saved = pending(path)
    lost = {at for at in range(MANY) if key(at) not in saved}
    assert 200 in lost
    assert lost == set(range(min(lost), max(lost) + 1)), "one page of neighbours"
    assert len(lost) < 30
    assert caplog.messages[-1].endswith(f"; urges taken over: {len(saved)}; others may be lost")
    (aside,) = tmp_path.glob("journal.db.broken-*")
    assert not salvage(aside).whole


def test_two_damaged_pages_leave_what_is_between(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    whole = kept(path, MANY)
    for at in (100, 300):
        whole = noise(whole.index(f"D{at}s1permit".encode()) // PAGE_BYTES)(whole)
    path.write_bytes(whole)
    used(path)
    saved = pending(path)
    assert key(100) not in saved
    assert key(300) not in saved
    assert {key(0), key(200), key(MANY - 1)} <= set(saved)


def test_what_only_the_log_holds_is_read(tmp_path: Path) -> None:
    """As after a power cut: nothing was moved from the log into the file."""
    path, copy = tmp_path / "journal.db", tmp_path / "cut" / "journal.db"
    journal = Journal(path, HandClock().now)
    keep(journal, 0, 3)
    copy.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(tmp_path / f"journal.db{suffix}", copy.parent)
    journal.close()
    assert salvage(copy).whole
    assert len(salvage(copy).urges) == 3
    copy.write_bytes(b"no database" * 1000)
    used(copy)
    assert set(pending(copy)) == {key(at) for at in range(3)}


def test_only_what_waits_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, HandClock().now)
    keep(journal, 0, 2, "sent")
    keep(journal, 2, 1)
    journal.close()
    path.write_bytes(noise(0)(path.read_bytes()))
    used(path)
    assert set(pending(path)) == {key(2)}


def test_reading_changes_nothing_in_the_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    broken = noise(0)(kept(path, 5))
    path.write_bytes(broken)
    assert len(salvage(path).urges) == 5
    assert path.read_bytes() == broken
    assert [file.name for file in tmp_path.iterdir()] == ["journal.db"]


@pytest.mark.parametrize("step", range(7))
def test_a_power_cut_while_it_gives_way_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Each time that a file gets another name the terminal may die before it."""
    path = tmp_path / "journal.db"
    path.write_bytes(noise(0)(kept(path, 5)))
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).write_bytes(b"of the broken one" * 9)
    renamed: list[Path] = []
    rename = Path.rename

    def dies(self: Path, target: Path) -> Path:
        if len(renamed) == step:
            raise OSError("the power is cut")
        renamed.append(target)
        return rename(self, target)

    monkeypatch.setattr(module.Path, "rename", dies)
    with contextlib.suppress(JournalBroken):
        used(path)
    monkeypatch.setattr(module.Path, "rename", rename)
    used(path)
    assert set(pending(path)) == {key(at) for at in range(5)}
    assert not list(tmp_path.glob("*.new*"))
    assert not list(tmp_path.glob("salvage-*"))


@settings(max_examples=40)
@given(at=st.integers(0, 60_000), noise=st.binary(min_size=1, max_size=600))
def test_after_any_damage_nothing_is_made_up_and_what_is_read_is_kept(
    tmp_path_factory: pytest.TempPathFactory, at: int, noise: bytes
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "journal.db"
    whole = kept(path, FEW)
    true = set(map(tuple, salvage(path).urges))
    at %= len(whole)
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    found = set(map(tuple, salvage(path).urges))
    assert len(found - true) <= HIT, "a row that was never written"
    used(path)
    unharmed = {row[0] for row in found & true}
    assert unharmed <= set(pending(path))
