"""The pages that a person's posts reach, in one place: what is not in the table has no link."""

from typing import NamedTuple

from services.hub.domain.acts import Act
from services.hub.domain.posts import Employee
from services.hub.domain.rights import reaches

HOME = "/staff"


class Link(NamedTuple):
    """A page that everybody whose posts may do `act` to something has in their navigation."""

    path: str
    word: str
    """Its key in `words`."""
    act: Act


LINKS = (
    Link(HOME, "items", Act.READ_ITEM),
    Link("/staff/orders", "orders", Act.READ_ORDER),
    Link("/staff/counts", "counts", Act.READ_COUNTS),
    Link("/staff/substitutes", "substitutes", Act.KEEP_SUBSTITUTES),
    Link("/staff/short-texts", "short_texts", Act.KEEP_SHORT_TEXTS),
    Link("/staff/exports", "exports", Act.EXPORT_MASKED),
    Link("/staff/people", "people", Act.KEEP_EMPLOYEES),
    Link("/staff/terminals", "terminals", Act.READ_TERMINALS),
    Link("/staff/messages", "messages", Act.READ_MESSAGES),
    Link("/staff/templates", "wordings", Act.EDIT_TEMPLATES),
    Link("/staff/logs", "logs", Act.READ_LOGS),
    Link("/staff/progress", "progress", Act.READ_PROGRESS),
)
"""In the order in which they are shown. The page's own route needs the same act."""


def links_for(who: Employee) -> list[Link]:
    """The pages that they reach."""
    return [link for link in LINKS if reaches(who, link.act)]


def here_of(path: str, links: list[Link]) -> str:
    """The link whose page, or a page below it, this is; empty when it is none."""
    below = (link.path for link in links if link.path != HOME and path.startswith(f"{link.path}/"))
    return path if path in {link.path for link in links} else next(below, "")
