"""Imports by several at once."""

import shutil
import threading
from pathlib import Path

from services.hub.store.engine import make_engine
from services.hub.sync.cli import import_files
from services.hub.usecases import take_in
from tests.services.hub.sync.importing import NOW, Office, customer, dump, order, stage


def test_the_same_files_by_several_importers_at_once_are_taken_once(loaded_database, tmp_path, monkeypatch):
    monkeypatch.setattr(take_in, "BATCH", 5)
    rows = (
        [customer(str(number)) for number in range(30)],
        [order(f"W{number}", 客户编号=str(number)) for number in range(30)],
        [
            stage("业务受理", "完成", f"W{number}", 实际开始="2026-11-02", 实际完成="2026-11-03")
            for number in range(30)
        ],
    )
    dumps = []
    for importers in (1, 3):
        database = tmp_path / f"{importers}.db"
        shutil.copy(loaded_database, database)
        office = Office(make_engine(f"sqlite:///{database}", busy_timeout_ms=60_000), tmp_path)
        files = [office.write(each, f"{place}.csv") for place, each in enumerate(rows)]
        _import_at_once(office, files, importers)
        dumps.append(dump(office.engine))
        office.engine.dispose()
    assert dumps[0] == dumps[1]
    assert len(dumps[0]["orders"]) == 30


def _import_at_once(office: Office, files: list[Path], importers: int) -> None:
    barrier, failures = threading.Barrier(importers), []

    def work() -> None:
        barrier.wait()
        try:
            import_files(office.engine, files, as_of="2026-11-22 08:00", now=lambda: NOW)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(importers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
