"""What all tests share: long campaigns, hypothesis' profiles, what drawing needs, an X display."""

import ctypes
import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

LONG = os.environ.get("LONG") == "1"
CAMPAIGN_SECONDS = 3600
DRAWING_ROOMS = {"screens", "snapshots"}

gc.disable()  # until all is imported
OBJECTS_BETWEEN_COLLECTIONS = 20_000

settings.register_profile(
    "sample", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("campaign", max_examples=5000, deadline=None, print_blob=True)
settings.load_profile("campaign" if LONG else "sample")

# Whoever runs the tests on a desktop wants no windows on it: SDL then draws off screen by itself.
for name in ("DISPLAY", "WAYLAND_DISPLAY"):
    os.environ.pop(name, None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    campaigns = [] if LONG else [item for item in items if item.get_closest_marker("long")]
    if campaigns:
        config.hook.pytest_deselected(items=campaigns)
        items[:] = [item for item in items if item not in campaigns]
    for item in items:
        if DRAWING_ROOMS.intersection(item.nodeid.partition("::")[0].split("/")):
            item.add_marker("pixels")
        if "xvfb" in getattr(item, "fixturenames", ()):
            item.add_marker("window")
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if LONG and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(CAMPAIGN_SECONDS))


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage again and again was a fifth of the work."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 10, 10)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine can't draw; the build server may skip nothing, so there it fails."""
    window = item.get_closest_marker("window")
    missing = []
    if window or item.get_closest_marker("pixels"):
        missing = [package for package, library in _GL.items() if not _loads(library)]
    if window and shutil.which("Xvfb") is None:
        missing.append("xvfb")
    if item.get_closest_marker("browser"):
        missing += ["chromium"] if shutil.which("chromium") is None else []
        missing += ["libatomic1"] if not _loads("libatomic.so.1") else []
    if missing:
        text = f"needs: apt-get install --no-install-recommends {' '.join(missing)}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(text)


_GL = {"libgl1": "libGL.so.1", "libegl1": "libEGL.so.1"}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def xvfb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name (such as ":7") of an X display of 1080 x 1920 pixels that lasts as long as the session."""
    with x_display("1080x1920", tmp_path_factory.mktemp("xvfb") / "log") as name:
        yield name


@contextmanager
def x_display(size: str, log: Path) -> Iterator[str]:
    """The name of an X display of so many pixels, that ends with the context."""
    reading, writing = os.pipe()
    with _x_server(size, writing, log) as server, os.fdopen(reading) as announcement:
        os.close(writing)
        try:
            number = announcement.readline().strip()  # written once it listens; nothing if it has died
            if not number:
                raise RuntimeError(f"Xvfb did not start: {log.read_text()}")
            yield f":{number}"
        finally:
            server.terminate()


def _x_server(size: str, announce: int, log: Path) -> subprocess.Popen[bytes]:
    command = ["Xvfb", "-displayfd", str(announce), "-screen", "0", f"{size}x24"]
    with log.open("wb") as stderr:
        return subprocess.Popen(
            [*command, "-nolisten", "tcp", "-noreset"], pass_fds=[announce], stderr=stderr
        )
