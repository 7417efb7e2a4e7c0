"""`hub urges`: what customers have urged."""

import sys
from typing import Any

import orjson

from services.hub.cli.opening import finish, moment, open_hub, parser, say
from services.hub.store.engine import reading
from services.hub.usecases.urge import all_urges


def main(argv: list[str]) -> int:
    """List the urges, oldest first."""
    made = parser(
        "urges",
        "List what customers have urged, oldest first: the urge's number, the order's, the stage, what it is "
        "(urge or check), its state, when it was touched (time of China), and who has it.",
    )
    made.add_argument("--json", action="store_true", help="as a JSON array, instants in UTC")
    options = made.parse_args(argv)

    def work() -> int:
        with reading(open_hub(options).engine) as connection:
            rows = all_urges(connection)
        if options.json:
            sys.stdout.buffer.write(orjson.dumps(rows, option=orjson.OPT_UTC_Z | orjson.OPT_INDENT_2) + b"\n")
        else:
            for row in rows:
                say(_line(row))
        return 0

    return finish("urges", work)


def _line(row: dict[str, Any]) -> str:
    to = f"{row['addressed_to']} (team leader)" if row["to_team_leader"] else row["addressed_to"]
    return "  ".join(
        (
            row["urge_no"],
            row["order_no"],
            row["stage"],
            row["kind"],
            row["state"],
            moment(row["touched_at"]),
            to,
        )
    )
