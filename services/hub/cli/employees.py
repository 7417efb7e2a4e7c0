"""`hub employee`: make an employee known, keep their number for texts, and say who stands in for them. The
first administrator comes from here.
"""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection

from services.hub.cli.opening import NotDone, finish, open_hub, say
from services.hub.cli.options import parser
from services.hub.domain.posts import Post, SubstituteProblem
from services.hub.store.engine import reading, writing
from services.hub.usecases.accounts import find_company
from services.hub.usecases.context import Hub
from services.hub.usecases.employees import NewEmployee, NotAnEmployee, add_employee
from services.hub.usecases.events import COMMAND_LINE
from services.hub.usecases.staff_phones import NoPhone, check_phone, set_phone
from services.hub.usecases.substitutes import (
    OVERLAPS,
    PASSED,
    UNKNOWN,
    NoSubstitute,
    Wish,
    add_substitute,
)

_T = TypeVar("_T")

_NO_SUBSTITUTE = {
    UNKNOWN: "there is no such staff number",
    PASSED: "these days have passed",
    OVERLAPS: "these two were arranged already, for days among these",
    SubstituteProblem.THEMSELVES: "nobody stands in for themselves",
    SubstituteProblem.NOT_ACTIVE: "who stands in is not active",
    SubstituteProblem.HANDLES_NOTHING: "who stands in has to be a handler or a team leader",
    SubstituteProblem.LAST_BEFORE_FIRST: "the last day is before the first",
}


def main(argv: list[str]) -> int:
    """Make somebody known, or what the first word says."""
    more = {"substitute": _substitute, "phone": _phone}.get(argv[0] if argv else "")
    return more(argv[1:]) if more else _add(argv)


def _add(argv: list[str]) -> int:
    """Print the first password, which they must change."""
    made = parser(
        "employee",
        "Make an employee known, and print their first password. At their first sign-in at /staff they set "
        "up their second factor and choose a password of their own. `hub employee substitute --help` says "
        "who stands in for whom, `hub employee phone --help` where texts for somebody go.",
    )
    made.add_argument("staff_no", metavar="STAFF_NO", help="工号; a handler's as the marketing system has it")
    made.add_argument("--name", required=True, help="the real name")
    known = [post.value for post in Post]
    made.add_argument("--post", required=True, action="append", choices=known, help="may be repeated")
    made.add_argument("--team", default="", metavar="NAME", help="of a handler or a team leader")
    made.add_argument("--hall", default="", metavar="CODE", help="of hall staff")
    made.add_argument("--grid", default="", metavar="NAME", help="网格, of a member of the community")
    made.add_argument(
        "--phone", default="", metavar="NUMBER", help="a mobile number, where texts for them go"
    )
    made.add_argument("--company", metavar="CODE", help="needed where there are several")
    options = made.parse_args(argv)
    posts = [Post(post) for post in options.post]
    new = NewEmployee(
        staff_no=options.staff_no,
        name=options.name,
        posts=posts,
        team=options.team,
        hall=options.hall,
        grid=options.grid,
        phone=options.phone,
    )

    def work() -> int:
        hub = open_hub(options)

        def add(connection: Connection, company: int) -> str:
            check_phone(new.phone)
            return add_employee(hub, connection, company, new, COMMAND_LINE)

        say(_written(hub, options.company, add))
        return 0

    return finish("employee", work)


def _substitute(argv: list[str]) -> int:
    made = parser(
        "employee substitute",
        "Say who stands in for an absent employee. For these days, both included, the absent one's items are "
        "listed at the substitute's too, and texts of them go there.",
    )
    made.add_argument("absent", metavar="ABSENT", help="staff number")
    made.add_argument("stand_in", metavar="STAND_IN", help="staff number of a handler or a team leader")
    for name in ("first", "last"):
        metavar = "FROM" if name == "first" else "TO"
        made.add_argument(name, type=date.fromisoformat, metavar=metavar, help="a day such as 2026-12-01")
    made.add_argument("--company", metavar="CODE", help="needed where there are several")
    options = made.parse_args(argv)
    wish = Wish(options.absent, options.stand_in, options.first, options.last)

    def work() -> int:
        hub = open_hub(options)

        def arrange(connection: Connection, company: int) -> None:
            add_substitute(hub, connection, company, wish, COMMAND_LINE)

        try:
            _written(hub, options.company, arrange)
        except NoSubstitute as error:
            raise NotDone(_NO_SUBSTITUTE[error.problem]) from error
        say("arranged")
        return 0

    return finish("employee substitute", work)


def _phone(argv: list[str]) -> int:
    made = parser("employee phone", "Keep the mobile number to which texts for an employee go.")
    made.add_argument("staff_no", metavar="STAFF_NO")
    made.add_argument("phone", metavar="NUMBER", help="empty takes it away")
    made.add_argument("--company", metavar="CODE", help="needed where there are several")
    options = made.parse_args(argv)

    def work() -> int:
        hub, staff_no, phone = open_hub(options), options.staff_no, options.phone

        def keep(connection: Connection, company: int) -> None:
            set_phone(hub, connection, company, staff_no, phone, COMMAND_LINE)

        _written(hub, options.company, keep)
        say("kept")
        return 0

    return finish("employee phone", work)


def _written(hub: Hub, company: str | None, work: Callable[[Connection, int], _T]) -> _T:
    """Do it in a transaction, for the company. Raises NotDone."""
    with reading(hub.engine) as connection:
        company_id = find_company(connection, company)
    try:
        with writing(hub.engine) as connection:
            return work(connection, company_id)
    except (NotAnEmployee, NoPhone) as error:
        raise NotDone(str(error)) from error
