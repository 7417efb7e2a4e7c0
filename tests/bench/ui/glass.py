"""The terminal: main.py as a hall would run it, at the same hub, without devices as the peer has none."""

from pathlib import Path

from tests.bench.hub_process import MAIN, Hub
from tests.bench.ui.programs import Places, Program

NAME = "terminal"


def glass(hub: Hub, enrolment_code: str, folder: Path, places: Places) -> Program:
    """The terminal, its own data below `folder`; it enrols at its first start."""
    environment = {
        "TERMINAL_DATA_DIR": str(folder / "terminal"),
        "TERMINAL_HUB_URL": hub.url,
        "TERMINAL_HUB_ENROLMENT_CODE": enrolment_code,
        "TERMINAL_PRINTER_PORT": "none",
        "TERMINAL_READER_PORT": "none",
    }
    return Program(NAME, MAIN, environment, places)
