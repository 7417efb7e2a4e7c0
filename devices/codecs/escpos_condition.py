"""What an ESC/POS printer's status bits say together (Samsung SRP-350, Epson TM-U220)."""

from dataclasses import dataclass, replace

from devices.base import PaperStatus, Reason
from devices.codecs.escpos_status import AutomaticStatus


@dataclass(frozen=True, slots=True)
class Condition:
    """The printer as last told, by whichever kind of status."""

    offline: bool = False
    cover_open: bool = False
    paper: PaperStatus = PaperStatus.UNKNOWN
    cutter_jam: bool = False
    error: bool = False

    def answered(self, kind: int, bits: int) -> "Condition":
        """After the answer to the status request `kind` (1 to 4)."""
        match kind:
            case 1:
                return replace(self, offline=bool(bits & 0x08))
            case 2:
                return replace(self, cover_open=bool(bits & 0x04))
            case 3:
                return self._errors(bits)
            case _:
                return replace(self, paper=_paper(near_end=bits & 0x0C, out=bits & 0x60))

    def pushed(self, status: AutomaticStatus) -> "Condition":
        """After an automatic status."""
        told = replace(
            self,
            offline=bool(status.printer & 0x08),
            cover_open=bool(status.printer & 0x20),
            paper=_paper(near_end=status.paper & 0x03, out=status.paper & 0x0C),
        )
        return told._errors(status.error)

    @property
    def fault(self) -> Reason | None:
        """The one thing to see to first; None when it would print."""
        faults = {
            Reason.CUTTER_JAM: self.cutter_jam,
            Reason.PRINTER_ERROR: self.error,
            Reason.COVER_OPEN: self.cover_open,
            Reason.PAPER_OUT: self.paper is PaperStatus.OUT,
            Reason.OFFLINE: self.offline,
        }
        return next((reason for reason, present in faults.items() if present), None)

    def _errors(self, bits: int) -> "Condition":
        return replace(self, cutter_jam=bool(bits & 0x08), error=bool(bits & 0x64))


def _paper(near_end: int, out: int) -> PaperStatus:
    if out:
        return PaperStatus.OUT
    return PaperStatus.LOW if near_end else PaperStatus.FULL
