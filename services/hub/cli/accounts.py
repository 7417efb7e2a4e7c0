"""`hub account`: a first password for a customer, and the end of a lock."""

from services.hub.cli.opening import finish, open_hub, say
from services.hub.cli.options import parser
from services.hub.store.engine import reading, writing
from services.hub.usecases.accounts import UnknownNumber, find_company, issue_first_password, unlock_number


def main(argv: list[str]) -> int:
    """Run `issue` or `unlock`."""
    made = parser("account", "Passwords and locks of customers.")
    made.add_argument(
        "action",
        choices=("issue", "unlock"),
        help="issue: make and print a first password, the one before ends; unlock: let guess again at once",
    )
    made.add_argument("number", help="an account number or an order number")
    made.add_argument("--company", metavar="CODE", help="needed where there are several")
    options = made.parse_args(argv)

    def work() -> int:
        hub = open_hub(options)
        with reading(hub.engine) as connection:
            company = find_company(connection, options.company)
        with writing(hub.engine) as connection:
            if options.action == "unlock":
                had_any = unlock_number(hub, connection, company, options.number)
                say("unlocked" if had_any else "there was nothing to unlock")
                return 0
            try:
                password = issue_first_password(hub, connection, company, options.number)
            except UnknownNumber as error:
                raise UnknownNumber(f"no account and no order has the number {options.number}") from error
        say(password)
        return 0

    return finish("account", work)
