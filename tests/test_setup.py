"""What `make run` and `make test` install: the pins, and .ci/setup on machines that lack something."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pins(name: str) -> dict[str, str]:
    """The pinned version by package; a line of another shape (an address, a path, a range) is an error."""
    lines = [
        line for line in (ROOT / name).read_text().splitlines() if line and not line.lstrip().startswith("#")
    ]
    matches = {line: re.fullmatch(r"([a-z0-9-]+)==([0-9a-z.]+)", line) for line in lines}
    assert all(matches.values()), [line for line, match in matches.items() if match is None]
    return {match[1]: match[2] for match in matches.values() if match}


RUNTIME = pins("requirements.txt")
DEV = pins("requirements-dev.txt")


@pytest.mark.parametrize("wanted", PROJECT["dependencies"])
def test_every_dependency_is_pinned(wanted: str) -> None:
    requirement = Requirement(wanted)
    assert RUNTIME[canonicalize_name(requirement.name)] in requirement.specifier


@pytest.mark.parametrize("wanted", PROJECT["optional-dependencies"]["dev"])
def test_every_tool_is_pinned(wanted: str) -> None:
    requirement = Requirement(wanted)
    assert DEV[canonicalize_name(requirement.name)] in requirement.specifier


def test_developers_test_what_halls_run() -> None:
    assert RUNTIME.items() <= DEV.items()


def executable(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@dataclass
class Machine:
    """A checkout, and the folder of programs that stand before the real ones."""

    checkout: Path
    programs: Path

    def program(self, name: str, script: str) -> None:
        executable(self.programs / name, script)

    def lacks(self, *words: str) -> None:
        """Let python3 fail wherever one of `words` is asked for; all other libraries are there."""
        cases = "".join(f"*{word}*) exit 1 ;; " for word in words)
        self.program("python3", f'case "$*" in {cases} *CDLL*) exit 0 ;; esac; exec "{sys.executable}" "$@"')

    def setup(self, purpose: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHON"}
        environment["PATH"] = f"{self.programs}:{environment['PATH']}"
        command = [str(self.checkout / ".ci" / "setup"), purpose]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A checkout in a folder with a space in its name, on a machine whose user is not root."""
    checkout, programs = tmp_path / "a checkout", tmp_path / "bin"
    (checkout / ".ci").mkdir(parents=True)
    programs.mkdir()
    shutil.copy(ROOT / ".ci" / "setup", checkout / ".ci")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, checkout)
    machine = Machine(checkout, programs)
    machine.program("id", "echo 1000")
    return machine


@pytest.mark.parametrize("purpose", ["run", "test"])
def test_a_plain_user_is_told_which_packages_to_ask_for(machine: Machine, purpose: str) -> None:
    machine.lacks("ensurepip", "libGL.so.1", "libEGL.so.1")
    done = machine.setup(purpose)
    assert done.returncode == 3
    wanted = "python3-venv libgl1 libegl1" if purpose == "run" else "python3-venv"
    assert done.stderr.endswith(f"apt-get install --no-install-recommends {wanted}\n")
    told_before = done.stderr.splitlines()[:-1]
    assert ["libgl1 libegl1" in line for line in told_before] == ([] if purpose == "run" else [True])
    assert not (machine.checkout / ".venv").exists()


def test_root_installs_what_is_missing_and_no_more(machine: Machine) -> None:
    machine.lacks("libEGL.so.1")
    machine.program("id", "echo 0")
    asked = machine.programs / "asked"
    machine.program("apt-get", f'echo "$*" >> "{asked}"')
    done = machine.setup("run")
    assert done.returncode == 3  # this apt-get brings nothing, and that is noticed
    update, install = asked.read_text().splitlines()
    assert "update" in update
    assert install.split()[-2:] == ["--no-install-recommends", "libegl1"]


def test_an_old_python_is_named(machine: Machine) -> None:
    machine.lacks("version_info")
    done = machine.setup("run")
    assert done.returncode == 3
    assert "Python 3.11" in done.stderr


@pytest.fixture
def settled(machine: Machine) -> Machine:
    """The same machine after its set-up; the pip of its virtual environment refuses to work."""
    venv = machine.checkout / ".venv"
    (venv / "bin").mkdir(parents=True)
    executable(venv / "bin" / "python", 'case "$*" in "-m pip"*) exit 1 ;; esac')
    machine.program("Xvfb", "")
    machine.program("chromium", "")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, venv / f".{name}")
    return machine


@pytest.mark.parametrize("purpose", ["run", "test"])
def test_what_is_set_up_is_left_alone_without_a_word(settled: Machine, purpose: str) -> None:
    done = settled.setup(purpose)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("purpose", ["run", "test"])
def test_new_pins_are_not_passed_over(settled: Machine, purpose: str) -> None:
    (settled.checkout / "requirements.txt").write_text("other==1\n")
    done = settled.setup(purpose)
    assert done.returncode == 1
    assert "installing requirements.txt" in done.stderr


def test_a_virtual_environment_that_no_longer_works_is_made_anew(settled: Machine) -> None:
    asked = settled.programs / "asked"
    executable(settled.checkout / ".venv" / "bin" / "python", "exit 1")
    settled.program("python3", f'case "$*" in *"-m venv"*) echo "$*" > "{asked}" ;; esac')
    assert settled.setup("run").returncode == 1
    assert asked.read_text() == "-m venv --clear .venv\n"
