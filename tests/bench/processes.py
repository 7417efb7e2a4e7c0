"""What a program and all that it started use, read from /proc."""

import os
from pathlib import Path

import psutil

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[psutil.Process]:
    """The process and its descendants, those that live."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def pss_mb(members: list[psutil.Process]) -> float:
    """Proportional set size in MB (10^6 bytes): memory that processes share is divided among them."""
    return sum(_pss_kib(member.pid) for member in members) * 1024 / 1e6


def cpu_seconds(members: list[psutil.Process]) -> float:
    """User and system time of the processes, from the moment each began."""
    return sum(_cpu_ticks(member.pid) for member in members) / TICKS


def _pss_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise LookupError(f"no Pss of process {pid}")


def _cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
