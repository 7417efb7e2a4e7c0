"""Puts one terminal together: journal, hub, outbox, printer, reader, and the threads that they need."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk import logs
from kiosk.bootstrap.devices import Fitting, fit_printer, fit_reader
from kiosk.bootstrap.hub import connect
from kiosk.clock import HubClock
from kiosk.hub_link import HubLink
from kiosk.journal.database import Journal
from kiosk.journal.events import DeviceEvent, note_device, note_incident
from kiosk.journal.ledger import LedgerPrinter, close_unfinished
from kiosk.journal.outbox import JournalOutbox
from kiosk.ports import Clock, Hub, JournalBroken, Outbox, Printer
from kiosk.runtime import Tell
from kiosk.settings import Settings
from kiosk.threads import Service
from kiosk.visit import HallKnown
from services.contracts.terminals import Hall, HeartbeatAnswer

_LOG = logging.getLogger("terminal.assembly")


@dataclass(frozen=True)
class _Tools:
    """Implements `kiosk.ports.Tools`."""

    hub: Hub
    outbox: Outbox
    printer: Printer
    clock: Clock
    link: HubLink

    @property
    def hall(self) -> Hall | None:
        return self.link.hall


@dataclass(frozen=True)
class _Parts:
    """Implements `kiosk.runtime.Parts`."""

    tools: _Tools
    services: Sequence[Service]
    journal: Journal

    def note(self, reference: str, place: str, what: str) -> None:
        try:
            note_incident(self.journal, reference, place, what)
        except JournalBroken as broken:
            _LOG.error("%s is not in the journal: %s", reference, broken)

    def close(self) -> None:
        self.journal.close()


def assemble(settings: Settings, clock: HubClock, tell: Tell) -> _Parts:
    """Nothing of it waits for a hub or a device."""
    logs.write_to(settings.data_dir / "logs")
    _LOG.info("the terminal begins")
    journal = Journal(settings.data_dir / "journal.db", clock.now)
    unfinished = _unfinished_print_jobs(journal)

    def beaten(answer: HeartbeatAnswer) -> None:
        outbox.hub_is_back()
        tell(HallKnown(answer.hall))

    hub, link, hub_services = connect(settings, clock, lambda: _waiting(outbox), beaten)
    outbox = JournalOutbox(journal, hub, clock)
    fitting = Fitting(settings.data_dir, lambda event: _note_device(journal, event))
    print_now, is_ready, printer_services = fit_printer(settings.printer, fitting, unfinished > 0)
    reader_services = fit_reader(settings.reader, fitting, tell)
    if link.hall is not None:
        tell(HallKnown(link.hall))
    tools = _Tools(hub, outbox, LedgerPrinter(journal, print_now, is_ready), clock, link)
    sender = Service("outbox", outbox.run, outbox.wake)
    return _Parts(tools, (*hub_services, sender, *printer_services, *reader_services), journal)


def _unfinished_print_jobs(journal: Journal) -> int:
    """Also without a journal a customer can look at orders; urging and printing will say that they can't."""
    try:
        return close_unfinished(journal)
    except JournalBroken as broken:
        _LOG.error("the journal is broken: %s", broken)
        return 0


def _waiting(outbox: JournalOutbox) -> int:
    try:
        return outbox.waiting()
    except JournalBroken:
        return 0


def _note_device(journal: Journal, event: DeviceEvent) -> None:
    _LOG.info("%s is %s%s", event.device, event.status, f" ({event.reason})" if event.reason else "")
    try:
        note_device(journal, event)
    except JournalBroken as broken:
        _LOG.error("not in the journal: %s", broken)
