"""What the tests over the whole system share."""

from collections.abc import Iterator

import pytest

from tests.e2e.mirror import Mirror


@pytest.fixture(scope="session")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    """One for all tests of this process: it takes a second to be born."""
    it = Mirror(tmp_path_factory.mktemp("mirror"))
    yield it
    it.close()
