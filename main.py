"""The one door to every program of the project; it imports only the one that is asked for."""

import gc
import os
import sys
from importlib import import_module

COMMANDS = {
    "kiosk": ("screens.cli", "the terminal (this is the default)"),
    "hub": ("services.hub.cli", "the hub, and its staff's commands"),
    "emulate": ("devices.emulators.cli", "a device at the other end of a serial line"),
    "tour": ("screens.tour", "play a visit and keep a picture of each step"),
    "doctor": ("kiosk.doctor", "say what works on this machine and what does not"),
}

ROOMS = {module.partition(".")[0] for module, _ in COMMANDS.values()}


def usage() -> str:
    rows = "\n".join(f"  {name:<9} {what}" for name, (_, what) in COMMANDS.items())
    return (
        f"usage: python main.py [COMMAND] [OPTIONS]\n\n{rows}\n\n'python main.py COMMAND --help' says more.\n"
    )


def not_set_up(missing: ModuleNotFoundError) -> int:
    """Say which package this Python lacks and return 1; a module that is missing inside of one is raised."""
    if missing.name is None or "." in missing.name or missing.name in ROOMS:
        raise missing
    sys.stderr.write(
        f"main.py: {sys.executable} does not have the package {missing.name}: "
        "run 'make setup-run' once, then .venv/bin/python main.py\n"
    )
    return 1


def main(argv: list[str]) -> int:
    """Run the command that `argv` names with the rest of `argv`, and return its exit code."""
    if argv and argv[0] in ("-h", "--help"):
        sys.stdout.write(usage())
        return 0
    name, rest = ("kiosk", argv) if not argv or argv[0].startswith("-") else (argv[0], argv[1:])
    if name not in COMMANDS:
        sys.stderr.write(f"main.py: there is no command {name!r}\n\n{usage()}")
        return 2
    gc.set_threshold(20_000, 10, 10)  # what is imported is no garbage: looking for it was a sixth of a start
    try:
        status: int = import_module(COMMANDS[name][0]).main(rest)
        sys.stdout.flush()
    except ModuleNotFoundError as missing:
        return not_set_up(missing)
    except BrokenPipeError:  # whoever reads us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
