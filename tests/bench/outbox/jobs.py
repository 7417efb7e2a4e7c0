"""What is to be delivered, and when to begin. Needs the standard library alone, as peers' programs use it."""

import sys


def parameters(number: int) -> dict[str, str]:
    """What an answer to a customer says."""
    return {
        "order": f"********{number:04d}",
        "stage": "设计文件审核",
        "urge": f"CB26{number:08d}",
        "answer": "材料已到，新的预计日期12月1日",
        "phone": "0877-0012345",
    }


def phone(number: int) -> str:
    """Where it goes."""
    return f"139{number:08d}"


def wait_for_the_word() -> None:
    """Say that this process is ready, and wait for the first line on its standard input."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
