"""The same glass as in tests/screens."""

from tests.screens.conftest import calm, stage, window
from tests.screens.journeys.conftest import show

__all__ = ["calm", "show", "stage", "window"]
