"""A database with the flows, the calendar and the company loaded, made once and copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.hub.store.engine import make_engine
from services.hub.store.migrate import bring_up_to_date
from services.hub.usecases.load_data import load_data_files
from tests.services.hub.sync.importing import Office, open_office


@pytest.fixture(scope="session")
def loaded_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file, closed."""
    path = tmp_path_factory.mktemp("loaded") / "hub.db"
    engine = make_engine(f"sqlite:///{path}")
    bring_up_to_date(engine)
    load_data_files(engine)
    engine.dispose()
    return path


@pytest.fixture
def office(loaded_database: Path, tmp_path: Path) -> Iterator[Office]:
    with open_office(loaded_database, tmp_path) as office:
        yield office
