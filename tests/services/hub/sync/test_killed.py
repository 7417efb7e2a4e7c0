"""An import that is killed anywhere and run again ends like one that was not."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.hub.store.engine import make_engine
from tests.conftest import LONG
from tests.services.hub.databases import copied_database
from tests.services.hub.sync.importing import Office, csv_bytes, customer, dump, order, stage

ROWS = 40
NAMES = ("王建平", "欧阳文静", "", "买买提·艾力", "𠮷田", "=1+1", "赵长河")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Customers, orders and stages, bad rows among them, set-backs, and rows that wait for others."""
    people = [customer(str(number), 客户名称=NAMES[number % 7]) for number in range(ROWS)]
    orders = [order(f"W{number}", 客户编号=str(number)) for number in range(ROWS)]
    stages = [
        stage(name, "完成", f"W{number}", 实际开始=f"2026-11-0{day}", 实际完成=f"2026-11-0{day + 1}")
        for number in range(ROWS)
        for day, name in enumerate(("业务受理", "现场勘查", "答复供电方案", "没有的环节"), 2)
    ]
    stages += [stage("现场勘查", "退回", f"W{number}", 实际开始="2026-11-09") for number in range(0, ROWS, 3)]
    stages += [stage("归档", "完成", f"W{number}", 实际完成="2026-11-09") for number in range(0, ROWS, 5)]
    office = Office(make_engine(f"sqlite:///{tmp_path / 'unused.db'}"), tmp_path)
    tables = {"c.csv": people, "o.csv": orders, "s.csv": stages}
    return [office.write(csv_bytes(rows, "gb18030"), name) for name, rows in tables.items()]


def imported(url: str, files: list[Path], kills: int) -> tuple[int, object]:
    """Import, killed so many times before; how often it was, and what the database then holds."""
    arguments = ["7", str(kills), url, *map(str, files)]
    command = [sys.executable, "-m", "tests.services.hub.sync.killing", *arguments]
    killed = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    engine = make_engine(url)
    held = dump(engine)
    engine.dispose()
    return int(killed.stdout), held


def test_killed_at_any_row_it_ends_the_same_as_a_clean_run(loaded_database, files, tmp_path):
    clean, broken = tmp_path / "clean", tmp_path / "broken"
    clean.mkdir()
    broken.mkdir()
    with copied_database(loaded_database, clean) as url:
        _, expected = imported(url, files, 0)
    assert len(expected["set_aside_rows"]) > 50
    assert len(expected["events"]) > 100
    with copied_database(loaded_database, broken) as url:
        killed, found = imported(url, files, 60 if LONG else 9)
    assert killed >= 5
    assert found == expected
