"""The rules of tests/conftest.py, seen by running pytest over a small folder that has it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from Xlib.display import Display

TESTS = """
import pytest

def test_plain(): pass

@pytest.mark.long
def test_campaign(): pass

@pytest.mark.window
def test_window(): pass

@pytest.fixture
def browser(): pass

def test_page(browser): pass
"""


@pytest.fixture
def outcome(tmp_path: Path) -> Callable[..., str]:
    """Runs TESTS with the given environment on a machine without any program, and returns the last line."""
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n  long\n  window\n  pixels\n  browser\n  timeout\n"
    )

    def run(**environment: str) -> str:
        kept = {key: value for key, value in os.environ.items() if key not in ("LONG", "CI")}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", tmp_path],
            env={**kept, "PATH": str(tmp_path), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.splitlines()[-1]

    return run


def test_campaigns_and_windows_are_left_out_where_they_cannot_run(outcome: Callable[..., str]) -> None:
    assert "1 passed, 2 skipped, 1 deselected in" in outcome()


def test_long_runs_campaigns(outcome: Callable[..., str]) -> None:
    assert "2 passed, 2 skipped in" in outcome(LONG="1")


def test_the_build_server_skips_neither_window_nor_browser(outcome: Callable[..., str]) -> None:
    assert "1 passed, 1 deselected, 2 errors in" in outcome(CI="true")


def test_xvfb_is_a_portrait_display(xvfb: str) -> None:
    display = Display(xvfb)
    try:
        screen = display.screen()
        assert (screen.width_in_pixels, screen.height_in_pixels) == (1080, 1920)
    finally:
        display.close()
