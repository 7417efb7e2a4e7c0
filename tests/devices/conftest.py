"""What tests over a pty share."""

from collections.abc import Iterator

import pytest

from tests.devices.peer import Peer


@pytest.fixture
def peer() -> Iterator[Peer]:
    """The other end of a line."""
    peer = Peer()
    yield peer
    peer.hang_up()
