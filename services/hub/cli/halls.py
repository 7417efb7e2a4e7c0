"""`hub hall`: business halls."""

from services.hub.cli.opening import finish, open_hub, say
from services.hub.cli.options import parser
from services.hub.store.engine import writing
from services.hub.usecases.accounts import find_company
from services.hub.usecases.halls import HallFacts, put_hall


def main(argv: list[str]) -> int:
    """Make a hall known, or change what is said of it."""
    made = parser("hall", "Make a business hall known, or change what is said of it.")
    made.add_argument("code", help="short and lasting, such as hongta")
    made.add_argument("--name", required=True, help="in Chinese, as customers know it")
    made.add_argument("--name-en", required=True, help="in English")
    made.add_argument("--phone", required=True, help="whom a customer can call")
    made.add_argument("--company", metavar="CODE", help="needed where there are several")
    options = made.parse_args(argv)

    def work() -> int:
        with writing(open_hub(options).engine) as connection:
            company = find_company(connection, options.company)
            facts = HallFacts(options.code, options.name, options.name_en, options.phone)
            put_hall(connection, company, facts)
        say(options.code)
        return 0

    return finish("hall", work)
