"""The file that this terminal proves itself with."""

import stat
from pathlib import Path

import pytest

from kiosk.credentials import Credentials, load, save
from tests.kiosk.world import HALL

OURS = Credentials("https://hub.example", "kiosk-1", "the-key", HALL)


def test_what_was_kept_is_found(tmp_path: Path) -> None:
    path = tmp_path / "data" / "credentials.json"
    save(path, OURS)
    assert load(path, "https://hub.example") == OURS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["credentials.json"]


def test_they_are_for_one_hub_alone(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    save(path, OURS)
    assert load(path, "https://another.example") is None


def test_newer_ones_take_their_place_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    save(path, OURS)
    newer = Credentials("https://hub.example", "kiosk-2", "another-key", HALL)
    save(path, newer)
    assert load(path, "https://hub.example") == newer


def test_what_was_left_of_a_try_that_failed_is_no_hindrance(tmp_path: Path) -> None:
    import os

    (tmp_path / f".credentials.json.{os.getpid()}").write_text("half")
    save(tmp_path / "credentials.json", OURS)
    assert [file.name for file in tmp_path.iterdir()] == ["credentials.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"hub": "own"}', b"\xff\xfe", b'"text"'])
def test_what_can_not_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "credentials.json"
    path.write_bytes(content)
    assert load(path, "own") is None


def test_no_key_is_shown() -> None:
    assert "the-key" not in repr(OURS)
