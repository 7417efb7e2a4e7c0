"""What the tests over the whole system share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.mirror import Mirror


@pytest.fixture(scope="session")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    """One for all tests of this process: it takes a second to be born."""
    it = Mirror(tmp_path_factory.mktemp("mirror"))
    yield it
    it.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Short enough for the name of a serial port."""
    return tmp_path
