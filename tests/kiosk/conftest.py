"""The brain, driven by hand or alive with its threads."""

from collections.abc import Iterator

import pytest

from kiosk.flows.orders import Orders
from tests.kiosk.driving import Driven
from tests.kiosk.living import DEADLINE_S, Living, Make


@pytest.fixture
def driven() -> Driven:
    """Before the welcome."""
    return Driven()


@pytest.fixture
def inside(driven: Driven) -> Driven:
    """Signed in, with several orders listed."""
    driven.sign_in()
    driven.sees(Orders)
    return driven


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Living] = []

    def make(**options: object) -> Living:
        made.append(Living(**options))  # type: ignore[arg-type]
        made[-1].runtime.start()
        return made[-1]

    yield make
    for living in made:
        living.runtime.close(DEADLINE_S)


@pytest.fixture
def living(make: Make) -> Living:
    return make()
