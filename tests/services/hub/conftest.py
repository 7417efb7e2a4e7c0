"""The hub that most tests ask: one for each test, over a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.hub.running import EnrolledKiosk, RunningHub, running_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with running_hub(tmp_path, wait=False) as running:
        yield running


@pytest.fixture
def kiosk(hub: RunningHub) -> EnrolledKiosk:
    return hub.enrol()


@pytest.fixture
def session(hub: RunningHub, kiosk: EnrolledKiosk) -> dict[str, str]:
    """Headers of the session of the customer who has an order of every kind."""
    return hub.session(kiosk, hub.seeded.person.account_no)
