"""A database with the flows, the calendar and the company loaded, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services.hub.store.engine import make_engine
from services.hub.store.migrate import bring_up_to_date
from services.hub.usecases.load_data import load_data_files
from tests.services.hub.sync.importing import Office


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
def engine(loaded_database: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(loaded_database, tmp_path / "hub.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'hub.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Office:
    return Office(engine, tmp_path)
