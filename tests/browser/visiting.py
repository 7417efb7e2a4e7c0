"""Which pages each post has, from the routes themselves, and somebody who goes through them in a browser.

A page without parameters is opened by its address; one with parameters by the links that other pages have to
it. So a new page needs nothing here.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response
from starlette.routing import compile_path

from services.contracts.language import Language
from services.hub.domain.acts import Act
from services.hub.domain.posts import Post
from services.hub.domain.rights import NO, RIGHTS
from services.hub.staff.asked import LANGUAGE
from services.hub.staff.routing import NEEDS
from tests.browser.looking import WIDTHS
from tests.conftest import LONG

NOT_PAGES = {
    "/staff/language/{language}": "/staff/language/zh",
    "/staff/live": "/staff/live",
    "/staff/live.js": "/staff/live.js",
}
"""What is got by GET and is no page to look at, with an address of it: a way elsewhere, a file, a stream."""

TYPED = {"/staff/progress/{order_no}": "/staff/progress?order=530490000001"}
"""Pages to which somebody comes by typing, where no link leads there, with what is typed."""

PAGES = {path: needs for (method, path), needs in NEEDS.items() if method == "GET" and path not in NOT_PAGES}
PAGES_OF_SIGNING_IN = {path for path, needs in PAGES.items() if not isinstance(needs, Act)}
"""Those that need no right."""
_VARIANTS = 3 if LONG else 2
"""How many of one page are opened for a post."""


def pages_of(post: Post) -> set[str]:
    """The paths that the rights let this post open."""
    acts = {path: needs for path, needs in PAGES.items() if isinstance(needs, Act)}
    return {path for path, act in acts.items() if RIGHTS[act][post] is not NO}


def first_reader(path: str) -> Post:
    """Who looks at this page most thoroughly; for the others it is the same."""
    return next(post for post in Post if path in pages_of(post))


def page_at(address: str) -> str | None:
    """The path, as the routes write it, of the page at this address; None where there is none."""
    place = urlsplit(address).path
    return next((path for path, pattern in _PATTERNS if pattern.fullmatch(place)), None)


_PATTERNS: list[tuple[str, re.Pattern[str]]] = sorted(
    ((path, compile_path(path)[0]) for path in PAGES), key=lambda each: each[0].count("{")
)


class Visit(NamedTuple):
    """A page that is open now."""

    path: str
    """As the routes write it."""
    address: str
    variant: int
    """0 for the first of its path."""
    status: int


_LINKS = """all => all
  .filter((one) => one.origin === location.origin)
  .map((one) => [one.pathname + one.search, one.innerText])"""


@dataclass
class Visitor:
    """Somebody before a browser, and what it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    opened: Counter[str] = field(default_factory=Counter)
    """How many of each path."""

    @contextmanager
    def speaking(self, language: Language) -> Iterator[None]:
        """Pages that are opened meanwhile are in this language."""
        self.page.context.add_cookies([_cookie(LANGUAGE, language)])
        yield
        self.page.context.clear_cookies(name=LANGUAGE)

    def resize(self, width: str) -> None:
        """To one of WIDTHS."""
        wide, high = WIDTHS[width]
        self.page.set_viewport_size({"width": wide, "height": high})

    def visits(self, paths: set[str]) -> Iterator[Visit]:
        """Open all pages of these paths, each while its visit is at hand."""
        coming = deque(sorted(path for path in paths if "{" not in path))
        met = set(coming)
        while coming:
            address = coming.popleft()
            answer = self.page.goto(address)
            path = page_at(address)
            if answer is None or path is None:
                raise LookupError(f"no page is at {address}")
            self.opened[path] += 1
            if page_at(self.page.url) == path:  # from where else it leads to, it is opened as that
                yield Visit(path, address, self.opened[path] - 1, answer.status)
            for linked, addresses in self._links(paths - {path}).items():
                room = _VARIANTS - sum(page_at(each) == linked for each in met)
                new = [each for each in addresses if each not in met][: max(room, 0)]
                coming.extend(new)
                met.update(new)
            if not coming:
                coming.extend(self._typed(paths))

    def _typed(self, paths: set[str]) -> Iterator[str]:
        """Where what is typed leads, of pages that have not been opened."""
        for path, typed in TYPED.items():
            if path in paths and not self.opened[path]:
                self.page.goto(typed)
                yield urlsplit(self.page.url).path

    def _links(self, paths: set[str]) -> dict[str, list[str]]:
        """Where this page's links lead, by path, those to open first before the others."""
        told: list[tuple[str, str]] = self.page.eval_on_selector_all("a[href]", _LINKS)
        found: dict[str, dict[str, str]] = {}
        for address, text in told:
            path = page_at(address)
            if path in paths:
                found.setdefault(path, {})[address] = text
        return {path: _spread(links) for path, links in found.items()}


def _spread(links: dict[str, str]) -> list[str]:
    """The first of each kind, as their texts tell; then the last, and the one in the middle."""
    kinds = {re.sub(r"\d", "", text): address for address, text in reversed(links.items())}
    addresses = list(links)
    ends = (addresses[-1], addresses[len(addresses) // 2])
    return list(dict.fromkeys([*reversed(kinds.values()), *ends]))


@contextmanager
def visitor(browser: Browser, url: str, somebody: httpx.Client | None = None) -> Iterator[Visitor]:
    """Nobody, or who is signed in with this client."""
    context = browser.new_context(base_url=url, locale="zh-CN", color_scheme="light")
    if somebody is not None:
        context.add_cookies([_cookie(name, value) for name, value in somebody.cookies.items()])
    made = Visitor(context.new_page())
    made.resize("desk")
    _listen(made.page, made.complaints)
    try:
        yield made
    finally:
        context.close()


_LEFT = "net::ERR_ABORTED"
"""What becomes of a stream when its page is left."""


def _cookie(name: str, value: str) -> SetCookieParam:
    return {"name": name, "value": value, "domain": "127.0.0.1", "path": "/staff"}


def _listen(page: Page, complaints: list[str]) -> None:
    def told(kind: str, text: str) -> None:
        complaints.append(f"{urlsplit(page.url).path}: {kind}: {text}")

    def answered(answer: Response) -> None:
        if answer.status >= httpx.codes.BAD_REQUEST and not answer.request.is_navigation_request():
            told("not there", answer.url)

    def failed(request: Request) -> None:
        if not request.is_navigation_request() and request.failure != _LEFT:
            told("failed", request.url)

    def said(message: ConsoleMessage) -> None:
        of_page = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
        if message.type in ("error", "warning") and not of_page:  # a refusal is a page too
            told(message.type, message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: told("error", str(error)))
    page.on("response", answered)
    page.on("requestfailed", failed)
