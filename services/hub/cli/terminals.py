"""`hub terminal`: enrolling terminals and ending them."""

import argparse

from services.hub.cli.opening import NotDone, finish, moment, open_hub, say
from services.hub.cli.options import parser
from services.hub.store.engine import reading, writing
from services.hub.usecases.accounts import find_company
from services.hub.usecases.context import Hub
from services.hub.usecases.events import COMMAND_LINE
from services.hub.usecases.kiosks import (
    UnknownKiosk,
    find_hall,
    list_kiosks,
    new_enrolment_code,
    revoke,
    unlock_kiosk,
)


def main(argv: list[str]) -> int:
    """Run `enrol`, `list`, `unlock` or `revoke`."""
    made = parser("terminal", "Terminals of business halls.")
    made.add_argument(
        "action",
        choices=("enrol", "list", "unlock", "revoke"),
        help="enrol: print a code for one new terminal, good for 15 minutes; list: all terminals; "
        "unlock: let sign in there again after wrong passwords; revoke: end a terminal for good, at once",
    )
    made.add_argument("kiosk_id", nargs="?", help="for unlock and revoke, as `list` shows it")
    made.add_argument("--company", metavar="CODE", help="for enrol, where there are several")
    made.add_argument("--hall", metavar="CODE", help="for enrol, where the company has several")
    options = made.parse_args(argv)
    if (options.kiosk_id is None) is (options.action in ("unlock", "revoke")):
        made.error(f"{options.action} {'needs' if options.kiosk_id is None else 'takes no'} KIOSK_ID")

    def work() -> int:
        hub = open_hub(options)
        if options.action == "list":
            return _list(hub)
        if options.action == "enrol":
            return _enrol(hub, options)
        try:
            return _change(hub, options)
        except UnknownKiosk as error:
            raise NotDone(f"there is no terminal {options.kiosk_id}") from error

    return finish("terminal", work)


def _enrol(hub: Hub, options: argparse.Namespace) -> int:
    with writing(hub.engine) as connection:
        hall = find_hall(connection, find_company(connection, options.company), options.hall)
        code = new_enrolment_code(connection, hall, hub.now(), COMMAND_LINE)
    say(code)
    return 0


def _list(hub: Hub) -> int:
    with reading(hub.engine) as connection:
        for row in list_kiosks(connection):
            ended = f"revoked {moment(row.revoked_at)}" if row.revoked_at else ""
            seen = f"seen {moment(row.seen_at)}"
            waiting = f"{row.outbox_waiting} waiting"
            say("  ".join((row.kiosk_id, row.company, row.hall, row.software or "-", seen, waiting, ended)))
    return 0


def _change(hub: Hub, options: argparse.Namespace) -> int:
    with writing(hub.engine) as connection:
        if options.action == "revoke":
            ended = revoke(connection, options.kiosk_id, hub.now())
            say("revoked" if ended else "was revoked before")
        else:
            had_any = unlock_kiosk(hub, connection, options.kiosk_id)
            say("unlocked" if had_any else "there was nothing to unlock")
    return 0
