"""`hub import`: takes in what a hall can export from its marketing system. docs/import.md describes the
files.
"""

import sys
from pathlib import Path

from sqlalchemy import make_url

from services.hub.cli.opening import NotDone, database_url, existing_database, finish, missing_file, say
from services.hub.cli.options import parser
from services.hub.sync.cli import SOME_REFUSED, BadMoment, import_files, set_aside_rows
from services.hub.sync.mapping import DEFAULT_MAPPING, BadMapping
from services.hub.usecases.load_data import open_database


def main(argv: list[str]) -> int:
    """Take files in, or list what was set aside. What stops all files has the exit code of a refused one."""
    made = parser("import", "Take in CSV or XLSX files of the marketing system, or list what was set aside.")
    made.add_argument("files", nargs="*", type=Path, metavar="FILE")
    made.add_argument("--company", metavar="CODE", help="needed where there are several")
    made.add_argument("--as-of", metavar="MOMENT", help="of the data, in China's time: 2026-11-20 18:00")
    made.add_argument(
        "--mapping", type=Path, default=DEFAULT_MAPPING, metavar="FILE", help="names of the columns (TOML)"
    )
    made.add_argument("--set-aside", action="store_true", help="list the rows that were set aside, and why")
    made.add_argument("--json", action="store_true", help="that list as JSON")
    options = made.parse_args(argv)
    if bool(options.files) is options.set_aside:
        made.error("name files to take in, or ask for --set-aside")
    if options.json and not options.set_aside:
        made.error("--json goes with --set-aside")

    def work() -> int:
        if options.set_aside:
            engine = existing_database(options)
            say(set_aside_rows(engine, company=options.company, as_json=options.json))
            return 0
        url = database_url(options)
        fresh = missing_file(make_url(url))
        engine = open_database(url)
        if fresh is not None:
            sys.stderr.write(f"hub import: {fresh} is a new database: there was none of that name\n")
        try:
            summary = import_files(
                engine,
                options.files,
                company=options.company,
                as_of=options.as_of,
                mapping=options.mapping,
            )
        except (BadMoment, BadMapping) as error:
            raise NotDone(str(error)) from error
        say(summary.as_text())
        return summary.exit_code

    return finish("import", work, not_done=SOME_REFUSED)
