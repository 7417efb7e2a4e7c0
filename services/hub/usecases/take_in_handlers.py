"""Takes handlers, their teams and the teams' leaders in, as the rows of stage events name them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from services.hub.store.models import Handler, Team
from services.hub.usecases.take_in_records import HandlerRecord
from services.hub.usecases.take_in_shelf import Entry, Shelf, Taking
from services.hub.usecases.take_in_visits import VisitFact


class Roster:
    """A company's handlers and teams: all of them, for they are few."""

    def __init__(self, taking: Taking) -> None:
        self._taking = taking
        self._handlers = Shelf(taking.connection, Handler, "staff_no")
        self._teams = Shelf(taking.connection, Team, "name")
        self._by_number = {
            entry["staff_no"]: entry for entry in self._handlers.read(Handler.company_id == taking.company_id)
        }
        self._by_name = {
            entry["name"]: entry for entry in self._teams.read(Team.company_id == taking.company_id)
        }

    def handler(self, staff_no: str) -> Entry | None:
        """The handler with this number."""
        return self._by_number.get(staff_no)

    def team(self, name: str) -> Entry | None:
        """The team of this name."""
        return self._by_name.get(name)

    def take(self, facts: Iterable[VisitFact]) -> None:
        """Take in who is named, each by the newest of the facts that name them.

        An export tells the whole past: a handler who has changed teams is there in both, so that only the
        newest row says where they are now.
        """
        teams: dict[str, VisitFact] = {}
        handlers: dict[str, VisitFact] = {}
        for fact in sorted(facts, key=_newness):
            if fact.handler.team:
                teams[fact.handler.team] = fact
            if fact.handler.staff_no:
                handlers[fact.handler.staff_no] = fact
        for fact in teams.values():
            self._take_team(fact.handler, fact.as_of)
        for fact in handlers.values():
            self._take_handler(fact.handler, fact.as_of)

    def write(self) -> None:
        """Write the rows; the events are the batch's to write."""
        self._teams.write()
        self._handlers.write()

    def _take_team(self, said: HandlerRecord, as_of: datetime) -> None:
        values = {"leader_name": said.leader, "leader_phone": said.leader_phone}
        team = self._by_name.get(said.team)
        if team is None:
            company = self._taking.company_id
            team = self._teams.add(company_id=company, name=said.team, as_of=as_of, **values)
            self._by_name[said.team] = team
            self._taking.happened("team-added", {"team": team}, as_of)
        else:
            self._change(self._teams, team, values, as_of, "team")

    def _take_handler(self, said: HandlerRecord, as_of: datetime) -> None:
        values = {"name": said.name, "phone": said.phone, "team_id": self._by_name.get(said.team)}
        handler = self._by_number.get(said.staff_no)
        if handler is None:
            company = self._taking.company_id
            handler = self._handlers.add(company_id=company, staff_no=said.staff_no, as_of=as_of, **values)
            self._by_number[said.staff_no] = handler
            self._taking.happened("handler-added", {"handler": handler}, as_of)
        else:
            self._change(self._handlers, handler, values, as_of, "handler")

    def _change(
        self, shelf: Shelf, entry: Entry, values: Mapping[str, object], as_of: datetime, what: str
    ) -> None:
        if entry["as_of"] is not None and entry["as_of"] > as_of:
            return
        changed = shelf.change(entry, {column: value for column, value in values.items() if value})
        shelf.change(entry, {"as_of": as_of})
        if changed:
            self._taking.happened(f"{what}-changed", {what: entry, "fields": changed}, as_of)


def _newness(fact: VisitFact) -> tuple[datetime, datetime, int]:
    return fact.as_of, fact.moment or fact.as_of, fact.lines[-1]
