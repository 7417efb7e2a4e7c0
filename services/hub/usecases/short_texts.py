"""A team's short texts: sentences that it often answers with, kept by its leader."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from services.hub.domain.acts import Act
from services.hub.domain.answering import BadShortText, bad_short_text
from services.hub.domain.chinatime import china_date
from services.hub.domain.rights import Decision, Thing, may
from services.hub.store.models import ShortText, Team
from services.hub.store.types import AnyRow
from services.hub.usecases.context import Hub
from services.hub.usecases.events import record
from services.hub.usecases.items import NotForThem
from services.hub.usecases.staff_sign_in import StaffVisitor

MOST = 20
"""Of a team: more are not found at a glance."""


class NotKept(StrEnum):
    """Why a short text was not kept, beside those of BadShortText. The values are stable codes."""

    TWICE = "twice"
    TOO_MANY = "too-many"


class NoShortText(ValueError):
    """Nothing was kept; `problem` says why."""

    def __init__(self, problem: BadShortText | NotKept) -> None:
        super().__init__(problem.value)
        self.problem = problem


def short_texts_of(connection: Connection, team: int | None) -> Sequence[AnyRow]:
    """A team's, in its order: id and text. None for nobody's."""
    of_team = select(ShortText.id, ShortText.text).where(ShortText.team_id == team)
    return connection.execute(of_team.order_by(ShortText.place, ShortText.id)).all()


def add_short_text(hub: Hub, connection: Connection, who: StaffVisitor, text: str) -> None:
    """At the end of the list of their team. Raises NotForThem and NoShortText."""
    team = _held_team(hub, connection, who, who.standing.team)
    kept = short_texts_of(connection, team.id)
    text = _checked(text, [row.text for row in kept])
    if len(kept) >= MOST:
        raise NoShortText(NotKept.TOO_MANY)
    connection.execute(insert(ShortText).values(team_id=team.id, place=len(kept), text=text))
    _log(hub, connection, who, team, "added", text=text)


def change_short_text(hub: Hub, connection: Connection, who: StaffVisitor, number: int, text: str) -> None:
    """Say it otherwise. Raises NotForThem and NoShortText."""
    team, one = _found(hub, connection, who, number)
    others = [row.text for row in short_texts_of(connection, team.id) if row.id != one.id]
    text = _checked(text, others)
    if text != one.text:
        connection.execute(update(ShortText).where(ShortText.id == one.id).values(text=text))
        _log(hub, connection, who, team, "changed", old=one.text, text=text)


def remove_short_text(hub: Hub, connection: Connection, who: StaffVisitor, number: int) -> None:
    """Offer it no more; answers that have it stay. Raises NotForThem."""
    team, one = _found(hub, connection, who, number)
    connection.execute(delete(ShortText).where(ShortText.id == one.id))
    _put_in_order(connection, [row.id for row in short_texts_of(connection, team.id)])
    _log(hub, connection, who, team, "removed", text=one.text)


def lift_short_text(hub: Hub, connection: Connection, who: StaffVisitor, number: int) -> None:
    """One place up; the first stays where it is. Raises NotForThem."""
    team, one = _found(hub, connection, who, number)
    numbers = [row.id for row in short_texts_of(connection, team.id)]
    place = numbers.index(one.id)
    if place:
        numbers[place - 1 : place + 1] = [one.id, numbers[place - 1]]
        _put_in_order(connection, numbers)
        _log(hub, connection, who, team, "moved", text=one.text)


def _found(hub: Hub, connection: Connection, who: StaffVisitor, number: int) -> tuple[AnyRow, AnyRow]:
    """The team, held, and its short text."""
    chosen = select(ShortText.id, ShortText.team_id, ShortText.text).where(ShortText.id == number)
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise NotForThem(Decision.OTHER_COMPANY)
    team = _held_team(hub, connection, who, row.team_id)
    row = connection.execute(chosen).one_or_none()
    if row is None:  # another leader was quicker
        raise NotForThem(Decision.OTHER_COMPANY)
    return team, row


def _held_team(hub: Hub, connection: Connection, who: StaffVisitor, number: int | None) -> AnyRow:
    """Held, so that two who keep its list do it one after the other."""
    wanted = select(Team.id, Team.company_id, Team.name).where(Team.id == number).with_for_update()
    team = connection.execute(wanted).one_or_none()
    decision = _decision(who, team, china_date(hub.now()))
    if team is None or not decision.allowed:
        raise NotForThem(decision)
    return team


def _decision(who: StaffVisitor, team: AnyRow | None, today: date) -> Decision:
    thing = Thing(team.company_id, teams=frozenset({team.id})) if team else Thing(who.standing.company)
    return may(who.standing, Act.KEEP_SHORT_TEXTS, thing, today)


def _checked(text: str, others: Sequence[str]) -> str:
    text = text.strip()
    problem = bad_short_text(text)
    if problem is not None:
        raise NoShortText(problem)
    if text in others:
        raise NoShortText(NotKept.TWICE)
    return text


def _put_in_order(connection: Connection, numbers: Sequence[int]) -> None:
    for place, number in enumerate(numbers):
        connection.execute(update(ShortText).where(ShortText.id == number).values(place=place))


def _log(
    hub: Hub, connection: Connection, who: StaffVisitor, team: AnyRow, what: str, **details: str
) -> None:
    kind, told = f"short-text-{what}", {"team": team.name, **details}
    record(connection, kind, who.actor, hub.now(), company_id=team.company_id, details=told)
