"""`python -m tests.bench [--only PART]`, or `make bench`: measure beside peers, into build/bench.json.

docs/benchmarks.md says what is measured and how. LONG=1 repeats more often.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.bench.figures import Figure, merge, table
from tests.bench.machine import Failure, Missing, note

PARTS = ("ui", "hub", "outbox", "urge", "p95")
RESULT = Path(__file__).parent.parent.parent / "build" / "bench.json"
REPEATS, LONG_REPEATS = 5, 15


def main(argv: list[str]) -> int:
    """Measure the parts asked for; 0 when all was measured, 1 when not, 3 when a peer or tool is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure beside peers.")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    only = parser.parse_args(argv).only
    parts = [only] if only else list(PARTS)
    repeats = LONG_REPEATS if os.environ.get("LONG") == "1" else REPEATS
    start = time.monotonic()
    try:
        _say(note(with_ui="ui" in parts))
        for part in parts:
            figures = _measure(part)(repeats, _say)
            merge(RESULT, figures)
            _say("\n" + table(figures) + "\n")
    except Failure as failure:
        sys.stderr.write(f"bench: {failure}\n")
        return 3 if isinstance(failure, Missing) else 1
    _say(f"{RESULT} after {time.monotonic() - start:.0f} s, medians of {repeats}")
    return 0


def _measure(part: str) -> Callable[[int, Callable[[str], None]], list[Figure]]:
    measure: Callable[[int, Callable[[str], None]], list[Figure]] = import_module(
        f"tests.bench.{part}.run"
    ).measure
    return measure


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
