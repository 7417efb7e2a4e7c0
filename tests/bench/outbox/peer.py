"""A peer as a process: `python -m tests.bench.outbox.peer on_PEER fill ADDRESS COUNT`, or `... work ADDRESS`.

It has the peers' packages (peers.txt), and none of ours.
"""

import sys
from importlib import import_module


def main(name: str, act: str, address: str, *count: str) -> None:
    """Make its tables and put in so many jobs; or do them from the word on, until killed."""
    peer = import_module(f"tests.bench.outbox.{name}")
    peer.run(peer.fill(address, int(*count)) if act == "fill" else peer.work(address))


if __name__ == "__main__":
    main(*sys.argv[1:])
