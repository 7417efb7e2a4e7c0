"""What the terminal keeps: its data folder, its journal, the own hub's database."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from kiosk.doctor.findings import Finding, note, well, wrong
from kiosk.journal.database import Journal
from kiosk.journal.recovery import salvage
from kiosk.ports import JournalBroken
from kiosk.settings import Settings


def folder(settings: Settings) -> Iterator[Finding]:
    """That it is there, or can be made, and is for its owner alone."""
    place = settings.data_dir
    try:
        found = place.stat()
    except FileNotFoundError:
        yield _can_be_made(place)
        return
    except OSError as error:
        why = error.strerror
        yield wrong(f"数据目录 {place} 无法使用:{why}", f"the data folder {place} can't be used: {why}")
        return
    mode = stat.S_IMODE(found.st_mode)
    if not stat.S_ISDIR(found.st_mode):
        yield wrong(f"数据目录 {place} 不是目录", f"the data folder {place} is no folder")
    elif found.st_uid != os.geteuid():
        yield wrong(
            f"数据目录 {place} 属于另一用户:请以该用户运行",
            f"the data folder {place} is another user's: run this as that user",
        )
    elif mode & 0o077:
        yield wrong(
            f"数据目录 {place} 他人可读({mode:o}):chmod 700 {place}",
            f"the data folder {place} is open to others ({mode:o}): chmod 700 {place}",
        )
    else:
        yield well(f"数据目录 {place}", f"the data folder {place}")


def is_strange(place: Path) -> bool:
    """Whether it is there and no folder of this user's: then nothing in it is touched."""
    try:
        found = place.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid()


def _can_be_made(place: Path) -> Finding:
    nearest = next(parent for parent in place.parents if parent.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return note(f"数据目录 {place} 将在首次启动时建立", f"the data folder {place} is made at first start")
    return wrong(f"无权在 {nearest} 建立数据目录", f"the data folder can't be made in {nearest}")


def journal(settings: Settings, running: bool) -> Iterator[Finding]:
    """That it can be written, and what waits in it. While the terminal runs it is only looked at."""
    path = settings.data_dir / "journal.db"
    if not path.parent.exists():
        return
    try:
        waiting = _looked_at(path) if running else _written(path)
    except (JournalBroken, sqlite3.Error) as error:
        yield wrong(f"本地记录不可用:{error}", f"the journal does not work: {error}")
        return
    yield well(f"本地记录可用,待发送 {waiting} 项", f"the journal works; {waiting} waiting to be sent")
    for broken in sorted(path.parent.glob("journal.db.broken-*Z")):
        yield _set_aside(broken)


def _set_aside(broken: Path) -> Finding:
    """A file that was broken once: whether all that waited in it could be taken over."""
    try:
        whole = salvage(broken).whole
    except (OSError, sqlite3.Error):
        whole = False
    if whole:
        return note(
            f"曾有损坏的本地记录 {broken.name},其中待发送的催办均已转出",
            f"a broken journal was set aside as {broken.name}; all urges that waited in it were taken over",
        )
    return wrong(
        f"损坏的本地记录 {broken.name} 有部分无法读取,可能有催办未送达:请联系运维,处理后移走该文件",
        f"a broken journal, {broken.name}, can't be read whole, and urges in it may be lost: tell who looks"
        " after the terminal, then move the file away",
    )


def _written(path: Path) -> int:
    opened = Journal(path, lambda: datetime.now(UTC))
    try:
        with opened.transaction() as rows:
            return int(rows.execute(_WAITING).fetchone()[0])
    finally:
        opened.close()


def _looked_at(path: Path) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as rows:
        return int(rows.execute(_WAITING).fetchone()[0])


_WAITING = "SELECT count(*) FROM outbox WHERE state = 'pending'"


def database(settings: Settings) -> Iterator[Finding]:
    """The own hub's; any other hub looks after its own."""
    path = settings.data_dir / "hub.db"
    if settings.hub.url is not None:
        return
    if not path.exists():
        yield note("自带服务端的数据库将在首次启动时建立", "the own hub's database is made at first start")
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as rows:
            told = str(rows.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        told = str(error)
    if told == "ok":
        yield well("自带服务端的数据库完好", "the own hub's database is in order")
    else:
        yield wrong(
            f"自带服务端的数据库损坏({told}):请移走 {path}",
            f"the own hub's database is damaged ({told}): move {path} away",
        )
