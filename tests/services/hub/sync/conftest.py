"""A database with the flows, the calendar and the company loaded, made once and copied for each test."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from services.hub.usecases.load_data import open_database
from tests.services.hub.databases import lasting_database
from tests.services.hub.sync.importing import Office, open_office


@pytest.fixture(scope="module")
def loaded_database(backend: str) -> str:
    """Its address; nobody has it open."""
    return _loaded(backend)


@pytest.fixture
def office(loaded_database: str, tmp_path: Path) -> Iterator[Office]:
    with open_office(loaded_database, tmp_path) as office:
        yield office


@lru_cache
def _loaded(backend: str) -> str:
    url, _ = lasting_database(backend)
    open_database(url).dispose()
    return url
