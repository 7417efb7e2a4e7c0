"""`hub messages`: what was sent, and what became of it; and `hub messages again`: send one once more."""

import json
from typing import Any

from services.hub.cli.opening import NotDone, finish, moment, open_hub, say, say_rows
from services.hub.cli.options import parser
from services.hub.domain.masking import mask_phone
from services.hub.domain.templates import filled
from services.hub.store.engine import reading, writing
from services.hub.store.types import AnyRow
from services.hub.usecases.events import actor_named
from services.hub.usecases.outbox import NotAgain, UnknownMessage, all_messages, send_again


def main(argv: list[str]) -> int:
    """List the messages, oldest first, or send one again."""
    return _again(argv[1:]) if argv[:1] == ["again"] else _list(argv)


def _list(argv: list[str]) -> int:
    made = parser(
        "messages",
        "List the messages, oldest first: number, when it was written (time of China), what it tells, the "
        "phone (masked), its state, tries, why the last one failed, and its words. `hub messages again "
        "--help` says how to send one once more.",
    )
    made.add_argument("--json", action="store_true", help="as a JSON array, instants in UTC")
    options = made.parse_args(argv)

    def work() -> int:
        with reading(open_hub(options).engine) as connection:
            rows = [_shown(row) for row in all_messages(connection)]
        say_rows(rows, _line, as_json=options.json)
        return 0

    return finish("messages", work)


def _shown(row: AnyRow) -> dict[str, Any]:
    shown = dict(row._mapping)
    parameters = json.loads(shown.pop("parameters"))
    return shown | {"phone": mask_phone(row.phone), "text": filled(row.text, parameters)}


def _line(row: dict[str, Any]) -> str:
    why = " ".join(filter(None, (row["reason"], row["code"])))
    tries = f"{row['tries']} tries" if row["tries"] != 1 else ""
    cells = [str(row["id"]), moment(row["created_at"]), row["event"], row["phone"], row["state"], tries, why]
    return "  ".join(filter(None, [*cells, row["text"]]))


def _again(argv: list[str]) -> int:
    made = parser("messages again", "Send a message that did not arrive once more.")
    made.add_argument("number", type=int, metavar="MESSAGE", help="its number in `hub messages`")
    made.add_argument("--as", dest="who", required=True, metavar="NAME", help="who wants it, for the record")
    options = made.parse_args(argv)

    def work() -> int:
        hub = open_hub(options)
        try:
            with writing(hub.engine) as connection:
                send_again(connection, options.number, actor_named(options.who), hub.now())
        except UnknownMessage as error:
            raise NotDone(f"no message has the number {options.number}") from error
        except NotAgain as error:
            raise NotDone(f"it is {error}: only one that is dead or undelivered is sent again") from error
        say("it is due")
        return 0

    return finish("messages", work)
