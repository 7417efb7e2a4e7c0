"""The hub that tests ask: one for each test, over a database of its own; and one for all those of a module
that change nothing in it. On both kinds of database.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.hub.databases import BACKENDS
from tests.services.hub.running import EnrolledKiosk, RunningHub, running_hub


@pytest.fixture(params=BACKENDS, scope="module")
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database that the hub has."""
    return str(request.param)


@pytest.fixture
def hub(tmp_path: Path, backend: str) -> Iterator[RunningHub]:
    with running_hub(tmp_path, backend=backend, wait=False) as running:
        yield running


@pytest.fixture
def kiosk(hub: RunningHub) -> EnrolledKiosk:
    return hub.enrol()


@pytest.fixture
def session(hub: RunningHub, kiosk: EnrolledKiosk) -> dict[str, str]:
    """Headers of the session of the customer who has an order of every kind."""
    return hub.session(kiosk, hub.seeded.person.account_no)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory, backend: str) -> Iterator[RunningHub]:
    """A hub for tests that only look: they leave no row behind that another one could see."""
    folder, public_url = tmp_path_factory.mktemp("still"), "https://hub.example.cn/yx/"
    with running_hub(folder, backend=backend, wait=False, public_url=public_url) as running:
        yield running


@pytest.fixture(scope="module")
def looking(still: RunningHub) -> dict[str, str]:
    """Headers of a session there, of the customer who has an order of every kind."""
    return still.session(still.enrol(), still.seeded.person.account_no)
