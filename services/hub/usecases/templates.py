"""A company's own words for its messages: which are in force, all versions, a new version, taking them back.

A version is never changed; what was written by it keeps it. Who saves says which version they had before
them: where that is no longer the one in force, nothing is saved.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from services.hub.domain.messages import MessageEvent
from services.hub.domain.templates import (
    BY_KIND,
    Fault,
    Problem,
    languages_of,
    problems_of,
    too_many_segments,
)
from services.hub.domain.terms import CustomerKind, Language
from services.hub.store.models import Employee, MessageTemplate
from services.hub.store.queries_templates import HOLD_COMPANY, SAME_CODE, VERSIONS
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.events import employee_actor, record
from services.hub.usecases.outgoing import words_in_force
from services.hub.usecases.staff_sign_in import StaffVisitor

LONGEST_REASON = 200
LONGEST_CODE = 64
_CODE = re.compile(rf"[A-Za-z0-9_.-]{{1,{LONGEST_CODE}}}")
_EMPLOYEE = employee_actor(0)[:-1]


@dataclass(frozen=True, slots=True)
class Which:
    """An event, for customers of which kind (None for everybody), and in which language."""

    event: MessageEvent
    kind: CustomerKind | None
    language: Language

    @property
    def stored(self) -> str:
        """The kind as rows have it."""
        return self.kind.value if self.kind else ""

    @property
    def columns(self) -> dict[str, str]:
        """As rows have all of it."""
        return {"event": self.event.value, "customer_kind": self.stored, "language": self.language.value}


ALL = tuple(
    Which(event, kind, language)
    for event in MessageEvent
    for kind in (None, *(CustomerKind if event in BY_KIND else ()))
    for language in languages_of(event)
)
"""All that can have words of its own."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of words."""

    number: int
    version: str
    own: bool
    """The company's; else of a data file."""
    kind: str
    language: str
    provider_code: str
    text: str
    """Empty where the company withdrew its own words by this version."""
    reason: str
    by: str
    """Name and staff number; empty for a data file."""
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Template:
    """What is in force for an event and a kind of customer."""

    which: Which
    current: Version
    versions: tuple[Version, ...]
    """Of just this kind and language, newest first; for everybody with those of data files."""

    @property
    def withdrawable(self) -> bool:
        """Whether the company's own words of just this kind and language are in force."""
        return self.current.own and self.just_theirs

    @property
    def just_theirs(self) -> bool:
        """Whether what is in force was written for just this kind and language."""
        theirs = (self.which.stored, self.which.language.value)
        return (self.current.kind, self.current.language) == theirs

    @property
    def newer_file(self) -> Version | None:
        """A data file's version that came after the company's own, which goes before it all the same."""
        files = (each for each in self.versions if not each.own and each.number > self.current.number)
        return next(files, None) if self.current.own else None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a new version to say, as they typed it."""

    seen: int
    """The number of the version that was in force when they began."""
    text: str
    provider_code: str
    reason: str


class Overtaken(ValueError):
    """Another version has come into force since they began."""


class NotSaved(ValueError):
    """These words cannot be; `problems` says why, by field of the wish."""

    def __init__(self, problems: Mapping[str, list[Problem]]) -> None:
        super().__init__(", ".join(problem.fault for found in problems.values() for problem in found))
        self.problems = problems


def templates_of(connection: Connection, who: StaffVisitor) -> list[Template]:
    """What is in force for their company, without older versions. The route asks whether they may."""
    company = who.standing.company
    rows = [(which, _in_force(connection, company, which)) for which in ALL]
    names = _names(connection, [row for _, row in rows])
    return [Template(which, _version(row, names), ()) for which, row in rows]


def template_of(connection: Connection, who: StaffVisitor, which: Which) -> Template:
    """One of them with all its versions."""
    company = who.standing.company
    current = _in_force(connection, company, which)
    bound = {
        "event": which.event.value,
        "company": company,
        "kind": which.stored,
        "language": which.language.value,
    }
    versions = connection.execute(VERSIONS, bound).all()
    names = _names(connection, [current, *versions])
    shown = tuple(_version(row, names) for row in versions)
    return Template(which, _version(current, names), shown)


def problems_with(
    connection: Connection, who: StaffVisitor, which: Which, wish: Wish
) -> dict[str, list[Problem]]:
    """All that is wrong with a wish, by its fields; empty when it can be saved."""
    company = who.standing.company
    current = _in_force(connection, company, which)
    found = {
        "text": problems_of(which.event, wish.text) or too_many_segments(wish.text, which.language),
        "provider_code": _problems_with_code(connection, company, wish),
        "reason": [] if _is_reason(wish.reason) else [Problem(Fault.NO_REASON)],
    }
    said = (which.language.value, wish.text, wish.provider_code)
    if (current.language, current.text, current.provider_code) == said:
        found["text"].append(Problem(Fault.UNCHANGED))
    return {field: problems for field, problems in found.items() if problems}


def save_template(hub: Hub, connection: Connection, who: StaffVisitor, which: Which, wish: Wish) -> None:
    """A new version, in force for what is written from now on. Raises Overtaken and NotSaved."""
    _begin(connection, who, which, wish.seen)
    problems = problems_with(connection, who, which, wish)
    if problems:
        raise NotSaved(problems)
    _add(hub, connection, who, which, wish, "template-saved")


def withdraw_template(
    hub: Hub, connection: Connection, who: StaffVisitor, which: Which, seen: int, reason: str
) -> None:
    """From now on it goes by more general words: the company's own for everybody, or else the data file's.

    Raises Overtaken, also where there is nothing to withdraw, and NotSaved.
    """
    current = _begin(connection, who, which, seen)
    of_these = (current.customer_kind, current.language) == (which.stored, which.language.value)
    if current.company_id is None or not of_these:
        raise Overtaken
    if not _is_reason(reason):
        raise NotSaved({"reason": [Problem(Fault.NO_REASON)]})
    _add(hub, connection, who, which, Wish(seen, "", "", reason), "template-withdrawn")


def _begin(connection: Connection, who: StaffVisitor, which: Which, seen: int) -> AnyRow:
    """What is in force. Raises Overtaken when it is not what was seen; of two at once the second waits here
    until the first has written.
    """
    connection.execute(HOLD_COMPANY, {"company": who.standing.company})
    current = _in_force(connection, who.standing.company, which)
    if current.id != seen:
        raise Overtaken
    return current


def _in_force(connection: Connection, company: int, which: Which) -> AnyRow:
    return words_in_force(connection, which.event, company, which.stored, which.language.value)


def _add(
    hub: Hub, connection: Connection, who: StaffVisitor, which: Which, wish: Wish, kind_of_event: str
) -> None:
    company, now = who.standing.company, hub.now()
    before = select(func.count()).where(
        MessageTemplate.company_id == company,
        *(getattr(MessageTemplate, name) == value for name, value in which.columns.items()),
    )
    version = str(connection.execute(before).scalar_one() + 1)
    values = {
        "company_id": company,
        **which.columns,
        "version": version,
        "provider_code": wish.provider_code,
        "text": wish.text,
        "reason": wish.reason,
        "written_by": who.actor,
        "written_at": now,
    }
    connection.execute(insert(MessageTemplate), values)
    written = {"version": version, "provider_code": wish.provider_code, "reason": wish.reason}
    details = which.columns | written
    record(connection, kind_of_event, who.actor, now, company_id=company, details=details)


def _problems_with_code(connection: Connection, company: int, wish: Wish) -> list[Problem]:
    if not _CODE.fullmatch(wish.provider_code):
        return [Problem(Fault.NO_CODE)]
    bound = {"code": wish.provider_code, "text": wish.text, "company": company}
    taken = connection.execute(SAME_CODE, bound).first()
    return [Problem(Fault.CODE_TAKEN, wish.provider_code)] if taken else []


def _is_reason(said: str) -> bool:
    return 0 < len(said) <= LONGEST_REASON and said.isprintable()


def _names(connection: Connection, rows: list[AnyRow]) -> dict[str, str]:
    numbers = {int(row.written_by[len(_EMPLOYEE) :]) for row in rows if row.written_by.startswith(_EMPLOYEE)}
    query = select(Employee.id, Employee.name, Employee.staff_no).where(Employee.id.in_(numbers))
    return {employee_actor(row.id): f"{row.name} {row.staff_no}" for row in connection.execute(query)}


def _version(row: AnyRow, names: Mapping[str, str]) -> Version:
    return Version(
        number=row.id,
        version=row.version,
        own=row.company_id is not None,
        kind=row.customer_kind,
        language=row.language,
        provider_code=row.provider_code,
        text=row.text,
        reason=row.reason,
        by=names.get(row.written_by, ""),
        at=row.written_at,
    )
