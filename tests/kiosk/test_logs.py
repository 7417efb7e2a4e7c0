"""Log lines that can be shown to anyone."""

import logging
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import logs
from services.contracts.sessions import SignInRequest


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    logs.write_to(tmp_path / "logs")
    yield tmp_path / "logs"
    for handler in logging.getLogger(logs.LOGGER).handlers[:]:
        logging.getLogger(logs.LOGGER).removeHandler(handler)
        handler.close()
    logging.getLogger(logs.LOGGER).propagate = True


def raised(action: object) -> Exception:
    try:
        action()  # type: ignore[operator]
    except Exception as error:
        return error
    raise AssertionError


def fails_with(secret: str) -> None:
    raise ValueError(f"could not read {secret!r}")


def wraps(secret: str) -> None:
    try:
        fails_with(secret)
    except ValueError as error:
        raise RuntimeError(secret) from error


def test_an_error_is_told_by_kind_and_place_without_its_words() -> None:
    told = logs.describe(raised(lambda: wraps("402957")))
    assert "RuntimeError at" in told
    assert "because of ValueError at" in told
    assert "fails_with" in told
    assert "test_logs.py:" in told
    assert "402957" not in told


def test_what_the_system_and_the_database_say_is_told() -> None:
    assert "FileNotFoundError(No such file or directory)" in logs.describe(
        raised(Path("/no/such").read_bytes)
    )
    error = raised(lambda: sqlite3.connect(":memory:").execute("SELECT * FROM nowhere"))
    assert "OperationalError(no such table: nowhere)" in logs.describe(error)


def test_a_message_that_can_not_be_does_not_say_what_it_was() -> None:
    error = raised(lambda: SignInRequest(number="!10000001", password="402957"))
    assert "10000001" not in logs.describe(error) + str(error) + repr(error)
    error = raised(lambda: SignInRequest(number="10000001", password="not digits"))
    assert "not digits" not in logs.describe(error) + str(error) + repr(error)


def test_a_ring_of_errors_ends() -> None:
    first, second = ValueError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert logs.describe(first).count("ValueError") == 2


def test_lines_go_to_a_file_for_its_owner_alone(folder: Path) -> None:
    logging.getLogger("terminal.test").info("something happened")
    logging.getLogger("someone.else").error("not ours")
    text = (folder / "terminal.log").read_text("utf-8")
    assert text.endswith("Z INFO terminal.test something happened\n")
    assert "not ours" not in text
    assert stat.S_IMODE((folder / "terminal.log").stat().st_mode) == 0o600


def test_beginning_anew_does_not_write_twice(folder: Path) -> None:
    logs.write_to(folder)
    logging.getLogger("terminal.test").info("once")
    assert (folder / "terminal.log").read_text("utf-8").count("once") == 1


def test_the_files_stay_small(folder: Path) -> None:
    for _ in range(700):
        logging.getLogger("terminal.test").info("x" * 10_000)
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["terminal.log", *(f"terminal.log.{at}" for at in range(1, logs.OLD_FILES + 1))]
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in folder.iterdir())
    assert sum(path.stat().st_size for path in folder.iterdir()) < logs.MOST_BYTES * (logs.OLD_FILES + 2)
