"""docs/import.md says what is so: its sample works, and its codes are the program's."""

import re
import shlex
import tomllib
from pathlib import Path

from services.hub.sync.cli import import_files
from services.hub.sync.files import MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS, FileReason
from services.hub.sync.mapping import DEFAULT_MAPPING, FIELDS, NEEDED
from services.hub.usecases.take_in_records import RETRIED, Reason

ROOT = Path(__file__).parents[4]
TEXT = (ROOT / "docs" / "import.md").read_text("utf-8")


def section(heading: str) -> str:
    return re.split(r"^##+ ", TEXT.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_sample_that_it_names_is_taken_whole(office):
    [command] = [line for line in TEXT.splitlines() if "assets/import/sample/customers.csv" in line]
    arguments = shlex.split(command)
    assert arguments[:4] == ["python", "main.py", "hub", "import"]
    summary = import_files(office.engine, [ROOT / name for name in arguments[4:]])
    assert summary.exit_code == 0, summary.as_text()
    assert {file.kind for file in summary.files} == set(FIELDS)
    assert office.rows("SELECT order_no, state FROM orders ORDER BY 1") == [
        ("530470000001", "finished"),
        ("530470000002", "running"),
        ("530470000003", "paused"),
    ]
    assert office.rows("SELECT count(*) FROM order_stages WHERE state = 'set-back'") == [(2,)]


def test_its_codes_are_those_of_the_program():
    of_rows = section("Rows that were set aside")
    assert re.findall(r"^\| `([a-z-]+)`", of_rows, re.MULTILINE) == [reason.value for reason in Reason]
    assert set(re.findall(r"^\| `([a-z-]+)` \| \*again\*", of_rows, re.MULTILINE)) == set(RETRIED)
    of_files = section("Files that are refused as a whole")
    assert re.findall(r"^\| `([a-z-]+)`", of_files, re.MULTILINE) == list(FileReason)


def test_its_limits_are_those_of_the_program():
    assert f"up to {MAX_FILE_BYTES // 1024**2} MB, {MAX_ROWS:,}\nrows and {MAX_COLUMNS} columns" in TEXT


def test_its_columns_are_those_of_the_mapping():
    mapping = tomllib.loads(DEFAULT_MAPPING.read_text("utf-8"))
    for kind, heading in (("customers", "Customers"), ("orders", "Orders"), ("stages", "Stage events")):
        named: dict[str, str] = {}
        needed = set()
        for names, fields, remark in re.findall(
            r"^\| (.+?) \| ([a-z_, ]+) \| ?(.*?) ?\|$", section(heading), re.MULTILINE
        ):
            fields = fields.split(", ")
            named.update(zip(fields, re.split(r", | or ", names), strict=True))
            if remark == "needed" or remark.startswith("needed:"):
                needed.update(fields)
        assert set(named) == set(FIELDS[kind])
        assert needed == NEEDED[kind]
        for field, name in named.items():
            assert name in mapping[kind][field]
