"""Imports by several at once, and demonstrations."""

import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from services.hub.server import prepare_demo_hall
from services.hub.settings import HashCost
from services.hub.store.engine import make_engine, reading
from services.hub.store.models import Credential, Customer
from services.hub.sync.cli import import_files
from services.hub.sync.demo.accounts import ACCOUNTS
from services.hub.sync.demo.prepare import prepare_demo
from services.hub.usecases import take_in
from services.hub.usecases.hashing import Passwords
from tests.services.hub.databases import copied_database
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
        with copied_database(loaded_database, tmp_path) as url:
            office = Office(make_engine(url, busy_timeout_ms=60_000), tmp_path)
            files = [office.write(each, f"{place}.csv") for place, each in enumerate(rows)]
            _import_at_once(office, files, importers)
            dumps.append(dump(office.engine))
            office.engine.dispose()
    assert dumps[0] == dumps[1]
    assert len(dumps[0]["orders"]) == 30


def test_of_demonstrations_that_start_at_once_one_makes_the_data(office):
    engines = [make_engine(office.engine.url) for _ in range(3)]
    passwords = Passwords(b"pepper", HashCost(memory_kib=8, passes=1, lanes=1))
    made = []
    prepare_demo_hall(engines[0])
    _at_once(
        [
            lambda engine=engine: made.append(prepare_demo(engine, passwords, lambda: NOW))
            for engine in engines
        ]
    )
    assert sorted(made) == [False, False, True]
    with reading(engines[0]) as connection:
        counts = {
            model: connection.execute(select(func.count()).select_from(model)).scalar()
            for model in (Customer, Credential)
        }
    assert counts == {Customer: 300, Credential: len(ACCOUNTS)}


def _import_at_once(office: Office, files: list[Path], importers: int) -> None:
    def work() -> None:
        import_files(office.engine, files, as_of="2026-11-22 08:00", now=lambda: NOW)

    _at_once([work] * importers)


def _at_once(works: list[Callable[[], object]]) -> None:
    barrier, failures = threading.Barrier(len(works)), []

    def begin(work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            work()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=begin, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
