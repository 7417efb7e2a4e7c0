"""A hall without a window: the terminal's brain and a hub, which can be killed and born again in no time."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from services.hub import cli
from tests.e2e import brain
from tests.e2e.brain import Shown, Wish
from tests.e2e.exports import Applicant
from tests.e2e.hub import PASSWORD, HubProcess
from tests.e2e.processes import until
from tests.e2e.settings import write_settings
from tests.e2e.zygote import FORKS, born

PATIENCE_S = 60.0


@dataclass
class WindowlessHall:
    """A hub and a terminal that can be killed and born again, and what its customers were shown."""

    folder: Path
    hub: HubProcess
    settings: Path
    firm: Applicant
    shown: list[Shown] = field(default_factory=list)
    _hub: ForkServerProcess | None = None
    _terminal: ForkServerProcess | None = None
    _line: Connection | None = None

    @property
    def journal(self) -> Path:
        return self.folder / "terminal" / "journal.db"

    @property
    def log(self) -> Path:
        """The terminal's."""
        return self.folder / "terminal" / "logs" / "terminal.log"

    def start_hub(self) -> None:
        database = ["--database-url", self.hub.database_url, "--port", str(self.hub.port)]
        self._hub = born(_serve, self.hub.folder, "hub", database)

    def start_terminal(self) -> None:
        self._line, theirs = FORKS.Pipe()
        self._terminal = born(brain.live, self.folder, "terminal", self.settings, theirs)
        theirs.close()

    def kill_hub(self) -> None:
        _kill(self._hub)

    def kill_terminal(self) -> None:
        """What it had said before is still heard."""
        _kill(self._terminal)
        assert self._line is not None
        while self._hear(0.0):
            pass
        self._line.close()

    def wish(self, order_no: str, *, urges: bool = True, anew: bool = False) -> None:
        assert self._line is not None
        self._line.send(Wish(self.firm.account_no, PASSWORD, order_no, urges, anew))

    def leave(self) -> None:
        """The customer goes, and nobody comes."""
        assert self._line is not None
        self._line.send(None)

    def until(self, wanted: Callable[[Shown], bool]) -> Shown:
        """Look until the customer is shown that."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            if self._hear(ends - time.monotonic()) and wanted(self.shown[-1]):
                return self.shown[-1]
        raise TimeoutError(f"the last that was shown: {self.shown[-5:]}")

    def rows(self) -> dict[str, str]:
        """The state of the journal's urges by order."""
        with closing(sqlite3.connect(self.journal)) as journal:
            return dict(journal.execute("SELECT order_no, state FROM outbox"))

    def until_rows(self, holds: Callable[[dict[str, str]], bool]) -> None:
        """Look into the journal until it says that."""
        until(lambda: holds(self.rows()), PATIENCE_S)

    def end(self) -> None:
        """Nothing is left running."""
        for process in (self._terminal, self._hub):
            _kill(process)

    def _hear(self, seconds: float) -> bool:
        assert self._line is not None
        try:
            if not self._line.poll(max(0.0, seconds)):
                return False
            self.shown.append(self._line.recv())
        except (EOFError, OSError):
            return False
        return True


def _kill(process: ForkServerProcess | None) -> None:
    if process is not None:
        process.kill()
        process.join()


def _serve(arguments: list[str]) -> None:
    cli.main(arguments)


@contextmanager
def windowless_hall(folder: Path, orders: int) -> Iterator[WindowlessHall]:
    """One firm with so many orders. Nothing is started yet; all is surely ended afterwards."""
    hub = HubProcess(folder / "hub")
    firm = Applicant("70000001", "5304209901", "示范市百川机械有限公司", orders=orders)
    hub.prepare([firm])
    settings = write_settings(folder, hub.url, hub.enrolment_code())
    hall = WindowlessHall(folder, hub, settings, firm)
    try:
        yield hall
    finally:
        hall.end()
