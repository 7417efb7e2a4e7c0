"""`hub employee`: make an employee known. The first administrator comes from here."""

from services.hub.cli.opening import NotDone, finish, open_hub, parser, say
from services.hub.domain.posts import Post
from services.hub.store.engine import reading, writing
from services.hub.usecases.accounts import find_company
from services.hub.usecases.employees import NewEmployee, NotAnEmployee, add_employee
from services.hub.usecases.events import COMMAND_LINE


def main(argv: list[str]) -> int:
    """Print the first password, which they must change."""
    made = parser(
        "employee",
        "Make an employee known, and print their first password. At their first sign-in at /staff they set "
        "up their second factor and choose a password of their own.",
    )
    made.add_argument("staff_no", metavar="STAFF_NO", help="工号; a handler's as the marketing system has it")
    made.add_argument("--name", required=True, help="the real name")
    known = [post.value for post in Post]
    made.add_argument("--post", required=True, action="append", choices=known, help="may be repeated")
    made.add_argument("--team", default="", metavar="NAME", help="of a handler or a team leader")
    made.add_argument("--hall", default="", metavar="CODE", help="of hall staff")
    made.add_argument("--company", metavar="CODE", help="needed where there are several")
    options = made.parse_args(argv)
    posts = [Post(post) for post in options.post]
    new = NewEmployee(options.staff_no, options.name, posts, options.team, options.hall)

    def work() -> int:
        hub = open_hub(options)
        with reading(hub.engine) as connection:
            company = find_company(connection, options.company)
        try:
            with writing(hub.engine) as connection:
                password = add_employee(hub, connection, company, new, COMMAND_LINE)
        except NotAnEmployee as error:
            raise NotDone(str(error)) from error
        say(password)
        return 0

    return finish("employee", work)
