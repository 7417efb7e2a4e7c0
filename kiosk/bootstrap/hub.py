"""Chooses the hub: the one that is configured, or an own one beside this process."""

import contextlib
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from kiosk.clock import HubClock
from kiosk.credentials import load
from kiosk.hub_link import Address, HubLink
from kiosk.ports import HubAway, HubRefused
from kiosk.programs import Program
from kiosk.settings import Settings
from kiosk.threads import Service
from services.clients.hub import HttpHub, HubErrors
from services.clients.transport import Line
from services.contracts.terminals import Enrolled, HeartbeatAnswer

SOFTWARE = "connection-terminal 0.1.0"
OWN = "own"
"""Credentials for the own hub bear this name, as its address changes with every start."""
CREDENTIALS = "credentials.json"
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
    link = HubLink(settings.data_dir / CREDENTIALS, name, enrol, lambda: hub.heartbeat(waiting()), beaten)
    services = [Service("heartbeat", link.run, link.wake)]
    if settings.hub.url is None:
        program = own_hub(settings, link.hub_is_at, link.hub_is_gone, notice=_print)
        services.append(Service(program.name, program.run, program.interrupt))
    else:
        link.hub_is_at(settings.hub.url, settings.hub.enrolment_code)
    return hub, link, services


def own_hub(
    settings: Settings,
    is_at: Callable[[str, str], None],
    is_gone: Callable[[], None],
    data_dir: Path | None = None,
    notice: Callable[[str], None] = lambda _: None,
) -> Program:
    """A hub for this machine alone, over SQLite, with demonstration data. `notice` gets what it has to say to
    whoever started the terminal.
    """
    folder = data_dir or settings.data_dir
    arguments = ["hub", "--database-url", f"sqlite:///{folder / 'hub.db'}", "--port", "0", "--demo"]
    if settings.hub.public_url:
        arguments += ["--public-url", settings.hub.public_url]
    return Program(
        "own hub",
        lambda descriptor: [*arguments, "--parent-fd", str(descriptor)],
        partial(_heard, is_at, notice),
        folder / "logs" / "hub.log",
        is_gone,
    )


def told_time(settings: Settings, url: str) -> datetime:
    """The clock of the hub there. Raises HubAway, and HubRefused when it can't work."""
    return HttpHub(lambda: Line(url, ca_bundle=settings.hub.ca_bundle), ERRORS).told_time()


def is_known(settings: Settings, url: str) -> bool | None:
    """Whether the hub there knows this terminal; None when it was never enrolled there.

    Raises HubAway and HubRefused.
    """
    kept = load(settings.data_dir / CREDENTIALS, url)
    if kept is None:
        return None
    line = Line(url, kept.kiosk_id, kept.key, settings.hub.ca_bundle)
    return HttpHub(lambda: line, ERRORS).is_known()


def _heard(is_at: Callable[[str, str], None], notice: Callable[[str], None], line: str) -> None:
    try:
        told = json.loads(line)
        url, code = str(told["url"]), str(told["enrolment_code"])
        notices = [str(each) for each in told.get("notices", ())]
    except (ValueError, KeyError, TypeError):
        _LOG.error("the own hub said something that is no address")
        return
    is_at(url, code)
    for each in notices:
        notice(each)


def _print(line: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # nobody reads, or there is no output at all
        print(line, flush=True)  # noqa: T201 - for whoever called `make run`
