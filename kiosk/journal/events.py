"""What happened to the terminal itself: its devices' statuses, and what nobody expected."""

from dataclasses import dataclass

from kiosk.journal.database import Journal


@dataclass(frozen=True)
class DeviceEvent:
    """A device's status has changed; `reason` is a stable code."""

    device: str
    status: str
    reason: str | None = None


def note_device(journal: Journal, event: DeviceEvent) -> None:
    """Raises JournalBroken."""
    with journal.transaction() as rows:
        rows.execute(
            "INSERT INTO device_events (at, device, status, reason) VALUES (?, ?, ?, ?)",
            (journal.moment(), event.device, event.status, event.reason),
        )


def note_incident(journal: Journal, reference: str, place: str, what: str) -> None:
    """`what` names the kind of error and where in the code, never a value. Raises JournalBroken."""
    with journal.transaction() as rows:
        rows.execute(
            "INSERT INTO incidents (at, reference, place, what) VALUES (?, ?, ?, ?)",
            (journal.moment(), reference, place, what),
        )
