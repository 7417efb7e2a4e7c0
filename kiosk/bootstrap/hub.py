"""Chooses the hub: the one that is configured, or an own one beside this process."""

import json
import logging
from collections.abc import Callable, Sequence
from functools import partial

from kiosk.clock import HubClock
from kiosk.hub_link import Address, HubLink
from kiosk.ports import HubAway, HubRefused
from kiosk.programs import Program
from kiosk.settings import HubSettings, Settings
from kiosk.threads import Service
from services.clients.hub import HttpHub, HubErrors
from services.clients.transport import Line
from services.contracts.terminals import Enrolled, HeartbeatAnswer

SOFTWARE = "connection-terminal 0.1.0"
OWN = "own"
"""Credentials for the own hub bear this name, as its address changes with every start."""
ERRORS = HubErrors(HubAway, HubRefused)

_LOG = logging.getLogger("terminal.hub")


def connect(
    settings: Settings,
    clock: HubClock,
    waiting: Callable[[], int],
    beaten: Callable[[HeartbeatAnswer], None],
) -> tuple[HttpHub, HubLink, Sequence[Service]]:
    """The hub's client, this terminal's standing with it, and what must run for both."""

    def line_to(address: Address) -> Line:
        return Line(address.url, address.kiosk_id, address.key, settings.hub.ca_bundle)

    def enrol(address: Address, code: str) -> Enrolled:
        return HttpHub(lambda: line_to(address), ERRORS).enrol(code)

    hub = HttpHub(lambda: line_to(link.address()), ERRORS, clock.learn, SOFTWARE)
    name = settings.hub.url or OWN
    file = settings.data_dir / "credentials.json"
    link = HubLink(file, name, enrol, lambda: hub.heartbeat(waiting()), beaten)
    services = [Service("heartbeat", link.run, link.wake)]
    if settings.hub.url is None:
        program = own_hub(settings, link.hub_is_at, link.hub_is_gone)
        services.append(Service(program.name, program.run, program.interrupt))
    else:
        link.hub_is_at(settings.hub.url, settings.hub.enrolment_code)
    return hub, link, services


def own_hub(settings: Settings, is_at: Callable[[str, str], None], is_gone: Callable[[], None]) -> Program:
    """A hub for this machine alone, over SQLite, with demonstration data."""
    log = settings.data_dir / "logs" / "hub.log"
    return Program("own hub", partial(_arguments, settings), partial(_heard, is_at), log, is_gone)


def _arguments(settings: Settings, descriptor: int) -> list[str]:
    database = f"sqlite:///{settings.data_dir / 'hub.db'}"
    arguments = ["hub", "--database-url", database, "--port", "0", "--demo", "--parent-fd", str(descriptor)]
    return [*arguments, *_public(settings.hub)]


def _public(hub: HubSettings) -> list[str]:
    return ["--public-url", hub.public_url] if hub.public_url else []


def _heard(is_at: Callable[[str, str], None], line: str) -> None:
    try:
        told = json.loads(line)
        url, code = str(told["url"]), str(told["enrolment_code"])
    except (ValueError, KeyError, TypeError):
        _LOG.error("the own hub said something that is no address")
        return
    is_at(url, code)
