"""`python main.py hub`: the hub itself, and what its staff do at the command line.

Exit codes: 0 done, 1 not done (one line on standard error says why), 2 wrong usage.
"""

import sys
from collections.abc import Callable
from importlib import import_module

_COMMANDS = {
    "urges": ("services.hub.cli.urges", "list what customers have urged"),
    "messages": ("services.hub.cli.messages", "list what was sent to phones, send one again"),
    "account": ("services.hub.cli.accounts", "issue a first password, end a lock"),
    "employee": ("services.hub.cli.employees", "make an employee known"),
    "terminal": ("services.hub.cli.terminals", "enrol, list, unlock and revoke terminals"),
    "hall": ("services.hub.cli.halls", "make a business hall known, or change what is said of it"),
    "import": ("services.hub.cli.imports", "take in files of the marketing system"),
}
_SERVE = "services.hub.cli.serve"


def commands() -> str:
    """The commands, a line each."""
    rows = "\n".join(f"  {name:<9} {what}" for name, (_, what) in _COMMANDS.items())
    return f"commands of the staff:\n{rows}\n\n'python main.py hub COMMAND --help' says more.\n"


def main(argv: list[str]) -> int:
    """Serve, or run the command that `argv` names. The exit code."""
    if argv and argv[0] in _COMMANDS:
        command: Callable[[list[str]], int] = import_module(_COMMANDS[argv[0]][0]).main
        return command(argv[1:])
    if argv and not argv[0].startswith("-"):
        sys.stderr.write(f"hub: there is no command {argv[0]!r}\n\n{commands()}")
        return 2
    serve: Callable[[list[str]], int] = import_module(_SERVE).main
    return serve(argv)
