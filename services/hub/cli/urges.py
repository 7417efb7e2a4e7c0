"""`hub urges`: what customers have urged, and `hub urges answer`: what they are told."""

from datetime import date
from typing import Any

from services.hub.cli.opening import NotDone, finish, moment, open_hub, say, say_rows
from services.hub.cli.options import parser
from services.hub.domain.answering import LONGEST, Answer, BadAnswer, Verdict
from services.hub.store.engine import reading, writing
from services.hub.usecases.answer_urge import AlreadyAnswered, NoAnswer, UnknownUrge, answer_urge
from services.hub.usecases.events import COMMAND_LINE
from services.hub.usecases.urge import all_urges

_WHY_NOT = {
    BadAnswer.NO_TEXT: "say something: --text",
    BadAnswer.TEXT_TOO_LONG: f"at most {LONGEST} characters",
    BadAnswer.STRANGE_TEXT: "one line of letters and signs, please",
    BadAnswer.NO_VERDICT: "it asks to check: answer with --accepted or --missing",
    BadAnswer.VERDICT_ON_AN_URGE: "it is an urge: there is nothing to accept",
    BadAnswer.DAY_ON_A_CHECK: "it asks to check: there is no new day",
    BadAnswer.DAY_PASSED: "the new day has passed",
}


def main(argv: list[str]) -> int:
    """List the urges, oldest first, or answer one."""
    return _answer(argv[1:]) if argv[:1] == ["answer"] else _list(argv)


def _list(argv: list[str]) -> int:
    made = parser(
        "urges",
        "List what customers have urged, oldest first: the urge's number, the order's, the stage, what it is "
        "(urge or check), its state, when it was touched (time of China), who has it, and what was answered. "
        "`hub urges answer --help` says how to answer one.",
    )
    made.add_argument("--json", action="store_true", help="as a JSON array, instants in UTC")
    options = made.parse_args(argv)

    def work() -> int:
        with reading(open_hub(options).engine) as connection:
            rows = all_urges(connection)
        say_rows(rows, _line, as_json=options.json)
        return 0

    return finish("urges", work)


def _line(row: dict[str, Any]) -> str:
    to = f"{row['addressed_to']} (team leader)" if row["to_team_leader"] else row["addressed_to"]
    cells = [row[name] for name in ("urge_no", "order_no", "stage", "kind", "state")]
    cells += [moment(row["touched_at"]), to]
    if row["answered_at"]:
        cells += [row["verdict"] or "", row["answer"], f"by {row['new_day']}" if row["new_day"] else ""]
    return "  ".join(filter(None, cells))


def _answer(argv: list[str]) -> int:
    made = parser("urges answer", "Answer an urge, once; the customer reads it at the terminal.")
    made.add_argument("urge_no", metavar="URGE", help="the urge's number")
    made.add_argument("--text", default="", help=f"what the customer reads, {LONGEST} characters at most")
    made.add_argument(
        "--new-day",
        type=date.fromisoformat,
        metavar="DAY",
        help="by when the stage is done now: 2026-12-01",
    )
    verdict = made.add_mutually_exclusive_group()
    for word, what in (
        (Verdict.ACCEPTED, "what was reported as done is accepted"),
        (Verdict.MISSING, "something is still missing: --text says what"),
    ):
        verdict.add_argument(f"--{word}", dest="verdict", action="store_const", const=word, help=what)
    options = made.parse_args(argv)
    answer = Answer(options.text, options.verdict, options.new_day)

    def work() -> int:
        hub = open_hub(options)
        try:
            with writing(hub.engine) as connection:
                answer_urge(hub, connection, options.urge_no, answer, COMMAND_LINE)
        except UnknownUrge as error:
            raise NotDone(f"no urge has the number {options.urge_no}") from error
        except AlreadyAnswered as error:
            raise NotDone("it is answered already") from error
        except NoAnswer as error:
            raise NotDone(_WHY_NOT[error.problem]) from error
        say("answered")
        return 0

    return finish("urges", work)
