"""A customer before the brain, driven by hand."""

import pytest

from kiosk.flows.orders import Orders
from tests.kiosk.driving import Driven


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
