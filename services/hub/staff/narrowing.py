"""What a list is narrowed to, in its address."""

from collections.abc import Mapping
from urllib.parse import urlencode

from services.hub.usecases.chosen import NARROWING


def kept(told: Mapping[str, str]) -> str:
    """What of an address the other pages of the same list say too; empty, or with an & behind it."""
    same = urlencode({name: told[name] for name in NARROWING if told.get(name)})
    return f"{same}&" if same else ""
