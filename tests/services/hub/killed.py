"""A child process that is killed at a random moment. It is forked, so that modules are loaded once."""

import os
import random
import select
import signal
from collections.abc import Callable


def killed(
    work: Callable[[int], None], chance: random.Random | None, within_s: float, *, pieces: int = 1
) -> bool:
    """Work in a child, which writes a byte where it is told whenever it begins a piece; with a chance, kill
    it within so long of the beginning of one of its first pieces. Whether it was killed. Raises SystemExit
    when it failed.
    """
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        work(write)
        os._exit(0)
    os.close(write)
    left = chance.randint(1, pieces) if chance else -1
    while left and os.read(read, 1):
        left -= 1
    if chance and not left:
        select.select([read], [], [], chance.random() * within_s)  # amid the piece, or as the next begins
        os.kill(pid, signal.SIGKILL)
    os.close(read)
    status = os.waitpid(pid, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"the child failed: {status}")
    return os.WIFSIGNALED(status)
