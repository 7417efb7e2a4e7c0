"""`hub import` at the command line."""

from pathlib import Path

import pytest

from services.hub.cli import main

SAMPLE = Path(__file__).parents[4] / "assets" / "import" / "sample" / "customers.csv"


def test_a_new_database_is_told_in_case_the_name_was_mistyped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hub.db"
    command = ["import", str(SAMPLE), "--database-url", f"sqlite:///{file}"]
    assert main(command) == 0
    assert capsys.readouterr().err == f"hub import: {file} is a new database: there was none of that name\n"
    assert main(command) == 0
    assert capsys.readouterr().err == ""
