"""`python main.py doctor`: says in plain words what works here and what doesn't. 0: all well; 1: not.

Not responsible for mending anything. A hub of the terminal's own and emulated devices are started for the
check and ended again; a terminal that runs is left alone.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kiosk import bootstrap
from kiosk.doctor.findings import Finding, line, own_language, verdict, wrong
from kiosk.settings import Settings, SettingsError, load


def main(argv: list[str]) -> int:
    """Print the findings as they come; 0 when nothing is wrong."""
    options = _options(argv)
    findings = []
    for finding in _examined(options.settings):
        findings.append(finding)
        sys.stdout.write(line(finding, options.lang) + "\n")
        sys.stdout.flush()
    sys.stdout.write(verdict(findings, options.lang) + "\n")
    return int(any(finding.well is False for finding in findings))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="main.py doctor", description="Say what works on this machine and what does not."
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the terminal's settings")
    parser.add_argument("--lang", choices=("zh", "en"), default=own_language(), help="language of the answer")
    return parser.parse_args(argv)


def _examined(path: Path | None) -> Iterator[Finding]:
    from kiosk.doctor import machine

    packages = list(machine.packages())
    yield machine.python()
    yield from packages
    yield from machine.display()
    if packages:
        return  # what else is checked needs them
    yield from machine.fonts()
    try:
        settings = load(path)
    except SettingsError as error:
        yield from (wrong(f"设置有误:{problem}", f"settings: {problem}") for problem in error.problems)
        return
    for check in _checks(settings):
        try:
            yield from check()
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            yield wrong(f"检查未能完成:{told}", f"a check could not be made: {told}")


def _checks(settings: Settings) -> Sequence[Callable[[], Iterator[Finding]]]:
    from kiosk.doctor import machine, records, surroundings

    running = bootstrap.is_running(settings)
    kept = (lambda: records.journal(settings, running), lambda: records.database(settings))
    return (
        lambda: machine.screen(settings.screen),
        lambda: machine.disk(settings),
        lambda: records.folder(settings),
        *(() if records.is_strange(settings.data_dir) else kept),
        lambda: surroundings.hub(settings, running),
        lambda: surroundings.printer(settings, running),
        lambda: surroundings.reader(settings, running),
    )
