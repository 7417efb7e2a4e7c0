"""The same glass as in tests/screens."""

from tests.screens.conftest import stage, window
from tests.screens.journeys.conftest import show

__all__ = ["show", "stage", "window"]
