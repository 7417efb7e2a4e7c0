"""The tour: whole visits played by real touches on the real terminal, with a picture of every step.

Each orientation and language is a process of its own, with a hub, a printer and a reader of its own.
"""

import argparse
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MAIN = Path(__file__).resolve().parent.parent.parent / "main.py"
ORIENTATIONS = ("portrait", "landscape")
LANGUAGES = ("zh", "en")


def main(argv: list[str]) -> int:
    """Play all combinations, or the one that is named; 0 when every step was reached, 2 for wrong usage."""
    options = _options(argv)
    if options.orientation and options.language:
        from screens.tour.playing import play

        play(options.orientation, options.language, options.out)
        return 0
    orientations = [options.orientation] if options.orientation else list(ORIENTATIONS)
    languages = [options.language] if options.language else list(LANGUAGES)
    return _play_all([(each, language) for each in orientations for language in languages], options.out)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="main.py tour", description="Play visits, keep pictures of them.")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("build") / "tour",
        metavar="FOLDER",
        help="for the pictures (default: build/tour)",
    )
    parser.add_argument("--orientation", choices=ORIENTATIONS, help="this one only")
    parser.add_argument("--language", choices=LANGUAGES, help="this one only")
    options = parser.parse_args(argv)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        parser.error(f"--out {options.out}: {error.strerror}")
    return options


def _play_all(combinations: list[tuple[str, str]], out: Path) -> int:
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        codes = list(pool.map(lambda each: _play_apart(each[0], each[1], out), combinations))
    print(f"The tour's pictures are in {out}/")  # noqa: T201
    return max(codes)


def _play_apart(orientation: str, language: str, out: Path) -> int:
    folder = out / f"{orientation}-{language}"
    shutil.rmtree(folder, ignore_errors=True)
    environment = {name: value for name, value in os.environ.items() if name not in _DISPLAYS}
    command = [sys.executable, str(MAIN), "tour", "--out", str(folder)]
    command += ["--orientation", orientation, "--language", language]
    played = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    pictures = len(list(folder.glob("*.png")))
    words = "well" if played.returncode == 0 else "NOT reached: " + played.stderr.strip()[-2000:]
    print(f"{orientation} {language}: {pictures} pictures, {words}", flush=True)  # noqa: T201
    return played.returncode


_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Without them SDL draws off screen, so that a tour disturbs nobody and every picture has its full size."""
