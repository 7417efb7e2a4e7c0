"""main.py from the outside: what it lists, what it refuses, what it costs, where its commands lead."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from main import COMMANDS

ROOT = Path(__file__).parent.parent


def run(
    *arguments: str, before: tuple[str, ...] = (), environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *before, "main.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_every_command(flag: str) -> None:
    done = run(flag)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")] == list(COMMANDS)


def test_an_unknown_command_is_a_usage_error() -> None:
    done = run("kisok")
    assert done.returncode == 2
    assert "no command 'kisok'" in done.stderr
    assert "usage:" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0, done.stderr
    assert "usage:" in done.stdout


def test_a_reader_who_has_seen_enough_is_no_failure() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "main.py", "doctor"], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_without_a_command_the_options_are_the_terminals() -> None:
    bare, kiosk, hub = (run(*name, "--no-such-option").stderr for name in ([], ["kiosk"], ["hub"]))
    assert "usage:" in bare
    assert bare == kiosk != hub


@pytest.mark.parametrize("command", ["hub", "emulate"])
def test_a_python_without_our_packages_is_told_what_to_do(command: str) -> None:
    done = run(command, before=("-S",))
    assert done.returncode == 1
    assert "does not have the package" in done.stderr
    assert "make setup-run" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_needs_no_package() -> None:
    done = run("doctor", "--lang", "en", before=("-S",))
    assert (done.returncode, done.stderr) == (1, "")
    assert "✗ packages are missing" in done.stdout
    assert done.stdout.endswith("to be mended.\n")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_display_that_does_not_answer_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    environment = os.environ | {name: ":9977", "TERMINAL_DATA_DIR": str(tmp_path / "terminal")}
    done = run("kiosk", environment=environment)
    assert done.returncode == 2
    assert done.stderr.startswith("no X display answers (DISPLAY=")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "terminal").exists()


def test_a_data_folder_that_can_not_be_is_told_in_one_line(tmp_path: Path, xvfb: str) -> None:
    (tmp_path / "file").touch()
    environment = os.environ | {"DISPLAY": xvfb, "TERMINAL_DATA_DIR": str(tmp_path / "file" / "terminal")}
    done = run("kiosk", environment=environment)
    assert done.returncode == 2
    assert done.stderr.startswith("the data folder can't be used: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_door_itself_costs_no_imports() -> None:
    bare = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", ""], capture_output=True, text=True, check=True
    )
    ours = run("--help", before=("-X", "importtime"))
    cheap = {"gc", "importlib", "importlib._bootstrap", "warnings"}
    assert imported(ours.stderr) - imported(bare.stderr) <= cheap


def imported(report: str) -> set[str]:
    return {
        line.rpartition("|")[2].strip() for line in report.splitlines() if line.startswith("import time:")
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["kiosk", "extra"],
        ["hub", "--port", "many"],
        ["hub", "import"],
        ["emulate", "teapot", "--link", "x"],
        ["tour", "--out", "main.py"],
        ["doctor", "--lang", "de"],
    ],
)
def test_wrong_arguments_are_told_in_a_sentence_below_the_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"usage: main.py {arguments[0]} ")
    assert ": error: " in done.stderr.splitlines()[-1]
