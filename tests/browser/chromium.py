"""Debian's Chromium, driven by Playwright, which brings no browser of its own here (ADR 0065)."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PACKAGE = "chromium"

_FLAGS = ("--disable-gpu", "--hide-scrollbars", "--font-render-hinting=none")


@contextmanager
def chromium(folder: Path, language: str = "en_US") -> Iterator[Browser]:
    """The browser without a window; what it writes for itself lies in the folder. Its own words, such as the
    order of day and month in a field, are of that language, where the package chromium-l10n is installed.

    Raises LookupError where there is no Chromium.
    """
    program = shutil.which(PACKAGE)
    if program is None:
        raise LookupError(f"{PACKAGE} is missing: apt-get install --no-install-recommends {PACKAGE}")
    fonts = fontconfig([_pages_font()], folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=list(_FLAGS),
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to make one for root
            env={**os.environ, "FONTCONFIG_FILE": str(fonts), "LANGUAGE": language},
        )
        try:
            yield browser
        finally:
            browser.close()


def fontconfig(fonts: Iterable[str], folder: Path) -> Path:
    """A configuration, in the folder, that shows fontconfig what lies beside these fonts and nothing else."""
    beside = "".join(f"<dir>{each}</dir>" for each in dict.fromkeys(Path(font).parent for font in fonts))
    file = folder / "fonts.conf"
    file.write_text(f"<fontconfig>{beside}<cachedir>{folder / 'fontcache'}</cachedir></fontconfig>\n")
    return file


def _pages_font() -> str:
    """A Han font in all weights. Offices have others; how characters are shaped is not what is tested."""
    spec = find_spec("manimgx_fonts_cjk")
    assert spec is not None and spec.submodule_search_locations
    return str(Path(next(iter(spec.submodule_search_locations))) / "NotoSansCJK-VF.otf.ttc")
