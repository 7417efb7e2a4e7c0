"""`hub import` at the command line."""

import json
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


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x07", "\x7f", "\x9b", "\u202e", "\U000e0041"])
def test_nothing_of_a_file_commands_the_terminal_that_shows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sign: str
) -> None:
    heading, row = tmp_path / "heading.csv", tmp_path / "row.csv"
    heading.write_text(f"户{sign}号,别的\n", "utf-8")
    header, *_ = SAMPLE.read_text("utf-8").splitlines()
    row.write_text(f"{header}\n{sign}{',' * header.count(',')}\n", "utf-8")
    database = ["--database-url", f"sqlite:///{tmp_path / 'hub.db'}"]
    main(["import", str(heading), str(row), *database])
    main(["import", "--set-aside", *database])
    main(["import", str(tmp_path / f"no{sign}such.csv"), *database])
    main(["import", "--as-of", sign, str(row), *database])
    told = "".join(capsys.readouterr())
    assert sign[0] not in told
    assert told.count(json.dumps(sign[0])[1:-1] if sign[0] != "\x7f" else "\\u007f") >= 3
    main(["import", "--set-aside", "--json", *database])
    assert any(
        sign in row["text"] or sign in json.loads(row["text"]).values()
        for row in json.loads(capsys.readouterr().out)
    )
