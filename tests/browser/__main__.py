"""Pictures of every page of every post, in both languages and all widths, for `make tour`.

    python -m tests.browser --out build/tour/staff

Their names are NN-post-page-width-language.png; Chinese comes first.
"""

import argparse
import shutil
import sys
import tempfile
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from playwright.sync_api import Browser

from services.contracts.language import Language
from services.hub.domain.posts import Post
from tests.browser.chromium import chromium
from tests.browser.demonstration import Demonstration, demonstration
from tests.browser.looking import WIDTHS
from tests.browser.visiting import Visit, Visitor, pages_of, visitor
from tests.browser.walking import first_sign_in

BROWSERS: dict[Language, str] = {"zh": "zh_CN", "en": "en_US"}
"""In which language the browser itself speaks."""


def main(argv: list[str]) -> int:
    """Take them; 1 where there is no browser for it."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser", description="Picture the staff's pages.")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="for the pictures")
    album = Album(parser.parse_args(argv).out)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="staff-tour-")))
        demo = stack.enter_context(demonstration(folder))
        for language, speech in BROWSERS.items():
            try:
                with chromium(folder, speech) as browser:
                    album.fill(browser, demo, language)
            except LookupError as missing:
                sys.stderr.write(f"The staff's pages are not pictured: {missing}\n")
                return 1
    sys.stdout.write(f"The staff's pages, {album.taken} pictures, are in {album.folder}/\n")
    return 0


class Album:
    """Pictures with a number for each page."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder, self.taken = folder, 0
        self._numbers = count(1)

    def fill(self, browser: Browser, demo: Demonstration, language: Language) -> None:
        """With the pages of nobody and of everybody."""
        with visitor(browser, demo.url) as who, who.speaking(language):
            for step in first_sign_in(who.page, demo):
                self._keep(who, f"nobody-{step}", language)
        for post in Post:
            somebody = demo.signed_in(demo.staff_number(post))
            with visitor(browser, demo.url, somebody) as who, who.speaking(language):
                for visit in who.visits(pages_of(post)):
                    self._keep(who, f"{post.value}-{_name(visit)}", language)

    def _keep(self, who: Visitor, name: str, language: Language) -> None:
        number = next(self._numbers)
        for width in reversed(WIDTHS):  # so that it ends as wide as it began
            who.resize(width)
            file = self.folder / f"{number:02d}-{name}-{width}-{language}.png"
            who.page.screenshot(path=file, full_page=True, animations="disabled")
            self.taken += 1


def _name(visit: Visit) -> str:
    """Such as items-one-2 for the second of /staff/items/{urge_no}."""
    parts = ["one" if part.startswith("{") else part for part in visit.path.split("/")[2:]] or ["home"]
    return "-".join([*parts, *([str(visit.variant + 1)] if visit.variant else [])])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
