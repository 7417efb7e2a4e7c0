"""The hub that tests ask: one for each test, over a database of its own; and one for all those of a module
that change nothing in it.
"""

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


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A hub for tests that only look: they leave no row behind that another one could see."""
    with running_hub(
        tmp_path_factory.mktemp("still"), wait=False, public_url="https://hub.example.cn/yx/"
    ) as running:
        yield running


@pytest.fixture(scope="module")
def looking(still: RunningHub) -> dict[str, str]:
    """Headers of a session there, of the customer who has an order of every kind."""
    return still.session(still.enrol(), still.seeded.person.account_no)
