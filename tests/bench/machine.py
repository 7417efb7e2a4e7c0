"""On what the figures were measured."""

import os
import platform
import shutil
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil


class Failure(Exception):
    """The run cannot go on; says why."""


class Missing(Failure):
    """A peer or a tool is not on this machine; says which and how to get it."""


class Stolen:
    """Watches, from its making on, what the host of a virtual machine takes from it."""

    def __init__(self) -> None:
        self._start = psutil.cpu_times()

    def share(self) -> float:
        """Of all cores' time; 0 where there is no such host. It shows in high percentiles before all else."""
        now = psutil.cpu_times()
        passed = sum(now) - sum(self._start)
        return float((now.steal - self._start.steal) / passed) if passed else 0.0


def program(name: str, package: str) -> str:
    """The path of an executable. Raises Missing."""
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} is missing: apt-get install --no-install-recommends {package}")
    return found


def note(*, with_ui: bool) -> str:
    """One line a fact."""
    facts = [
        f"machine: {len(os.sched_getaffinity(0))} cores, {_processor()}, {_memory_gb():.0f} GB",
        f"system: {platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"hub: {_versions('fastapi', 'uvicorn', 'sqlalchemy', 'pydantic')}, SQLite {sqlite3.sqlite_version}",
    ]
    if with_ui:
        chromium = subprocess.run(
            [program("chromium", "chromium"), "--version"], capture_output=True, text=True, check=True
        )
        facts.append(f"glass: {_versions('kivy')}, peer {chromium.stdout.strip()}")
    facts.append(f"load before the run: {os.getloadavg()[0]:.2f}")
    return "\n".join(facts)


def _versions(*packages: str) -> str:
    return ", ".join(f"{package} {version(package)}" for package in packages)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
