"""The peer: a page of ours (tests/bench/peer) in Chromium's kiosk mode.

Given every advantage that is fair: no server between page and hub (the page lies in a file, and web security
is off so that it may ask another origin), the terminal's own font known to fontconfig as a system font, a
profile that has been used before, and painting on the CPU straight into the window (--disable-gpu), the
fastest that there is without a graphics card.
"""

from pathlib import Path
from urllib.parse import urlencode

from screens.fonts import text_fonts
from tests.bench.hub_process import Hub
from tests.bench.machine import program
from tests.bench.ui.display import HEIGHT, WIDTH
from tests.bench.ui.programs import Places, Program

PAGE = Path(__file__).parent.parent / "peer" / "index.html"
NAME = "chromium"

FLAGS = (
    "--kiosk",
    f"--window-size={WIDTH},{HEIGHT}",
    "--window-position=0,0",
    "--no-sandbox",
    "--test-type",  # no bar that warns of the other flags
    "--disable-gpu",
    "--disable-web-security",
    "--no-first-run",
    "--noerrdialogs",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-extensions",
    "--disable-features=Translate,LocalNetworkAccessChecks",
    "--password-store=basic",
)

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "confirm")
DIGITS = {
    key: (65 + 150 + index % 3 * 325, 100 + 900 + 100 + index // 3 * 225) for index, key in enumerate(KEYS)
}  # as page.css lays #keys out

PLACES = Places(
    begin=(WIDTH // 2, 1000),
    digits=DIGITS,
    number_done=DIGITS["confirm"],
    password_done=DIGITS["confirm"],
    first_row=(WIDTH // 2, 380),
    end=(975, 42),
    list_top=290,
    list_bottom=1870,
)


def page(hub: Hub, folder: Path) -> Program:
    """Chromium with the page, its profile below `folder`, as a terminal of this hub. Raises Missing."""
    where = {"hub": hub.url, "kiosk": hub.kiosk_id, "key": hub.kiosk_key}
    return Program(
        NAME,
        [
            program("chromium", "chromium"),
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            f"{PAGE.as_uri()}#{urlencode(where)}",
        ],
        {"FONTCONFIG_FILE": str(_fonts(folder)), "LANG": "C.UTF-8"},
        PLACES,
    )


def _fonts(folder: Path) -> Path:
    """A configuration that shows fontconfig the terminal's own fonts."""
    folders = "".join(f"<dir>{Path(font).parent}</dir>" for font in text_fonts())
    file = folder / "fonts.conf"
    file.write_text(f"<fontconfig>{folders}<cachedir>{folder / 'fontcache'}</cachedir></fontconfig>\n")
    return file
