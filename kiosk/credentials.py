"""What this terminal proves itself with: one small file, for its owner's eyes only, replaced as a whole."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from services.contracts.terminals import Hall


@dataclass(frozen=True)
class Credentials:
    """`hub` says which hub they are for: nothing of them is ever sent to another one."""

    hub: str
    kiosk_id: str
    key: str = field(repr=False)
    hall: Hall


def load(path: Path, hub: str) -> Credentials | None:
    """Those for `hub`; None when there are none that can be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
        found = Credentials(told["hub"], told["kiosk_id"], told["key"], Hall.model_validate(told["hall"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.hub == hub else None


def save(path: Path, credentials: Credentials) -> None:
    """Whole or not at all, also when the power fails. Raises OSError."""
    told = {
        "hub": credentials.hub,
        "kiosk_id": credentials.kiosk_id,
        "key": credentials.key,
        "hall": credentials.hall.model_dump(mode="json"),
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(told, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
