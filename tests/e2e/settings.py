"""The settings of a terminal over which a whole test runs."""

from pathlib import Path

_SETTINGS = """
data_dir = "{folder}/terminal"
[hub]
url = "{hub_url}"
enrolment_code = "{code}"
[printer]
port = "{printer}"
[reader]
port = "{reader}"
[idle]
answer_within_s = 5
[idle.screens]
OrderShown = 5
"""


def write_settings(
    folder: Path, hub_url: str, code: str, printer: str = "none", reader: str = "none"
) -> Path:
    """The file; nobody stays long at an order, and `printer` and `reader` are ports."""
    file = folder / "settings.toml"
    file.write_text(
        _SETTINGS.format(folder=folder, hub_url=hub_url, code=code, printer=printer, reader=reader)
    )
    return file
