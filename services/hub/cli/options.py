"""The options that the commands share; wrong ones are told before anything else is loaded."""

import argparse
import os
from pathlib import Path

ENVIRONMENT = "HUB_DATABASE_URL"


def parser(command: str, description: str) -> argparse.ArgumentParser:
    """A parser that knows where the database and the hub's secret are."""
    made = argparse.ArgumentParser(prog=f"main.py hub {command}".strip(), description=description)
    made.add_argument(
        "--database-url",
        default=os.environ.get(ENVIRONMENT),
        metavar="URL",
        help=f"sqlite:////path/to/hub.db or postgresql+psycopg://host/name (default: {ENVIRONMENT})",
    )
    made.add_argument(
        "--secret-file",
        type=Path,
        metavar="FILE",
        help="the hub's secret (default: HUB_SECRET, else beside a SQLite database)",
    )
    return made
