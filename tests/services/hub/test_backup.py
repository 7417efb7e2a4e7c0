"""The way back that docs/operations.md tells for SQLite: a copy made under way, with its secret, is a hub."""

import shutil
import sqlite3
from pathlib import Path

import httpx

from services.hub.server import HubServer
from services.hub.settings import Settings
from tests.services.hub.running import RunningHub, running_hub
from tests.services.hub.seeding import PASSWORD
from tests.services.hub.urging import ask


def back_up(hub: RunningHub, folder: Path) -> None:
    """As sqlite3's `.backup` does."""
    folder.mkdir()
    held, copy = sqlite3.connect(str(hub.engine.url.database)), sqlite3.connect(folder / "hub.db")
    held.backup(copy)
    for each in (held, copy):
        each.close()
    shutil.copy2(hub.secret_file, folder / "hub.db.secret")


def test_a_copy_made_under_way_is_the_hub_of_that_moment(tmp_path: Path) -> None:
    with running_hub(tmp_path) as hub:
        kiosk = hub.enrol()
        session = hub.session(kiosk, hub.seeded.person.account_no)
        urged = ask(hub, "running", session, key="one")
        back_up(hub, tmp_path / "copy")
        assert ask(hub, "late", session, key="two").status_code == 201
    server = HubServer(Settings(f"sqlite:///{tmp_path / 'copy' / 'hub.db'}"), hub.clock)
    thread = server.start()
    try:
        with httpx.Client(base_url=server.url) as http:
            body = {"number": hub.seeded.person.account_no, "password": PASSWORD}
            signed_in = http.post("/api/v1/sessions", json=body, headers=kiosk.headers)
            assert signed_in.status_code == 201, "a terminal and a password of before"
            order = hub.seeded.orders["running"]
            again = http.post(
                f"/api/v1/orders/{order.order_no}/urges",
                json={"kind": "urge", "stage_id": order.stage, "kept": False},
                headers=session | {"Idempotency-Key": "one"},
            )
            assert (again.status_code, again.json()) == (201, urged.json())
            late = http.get(f"/api/v1/orders/{hub.seeded.orders['late'].order_no}", headers=session).json()
            assert [urge for stage in late["stages"] for urge in stage["urges"]] == []
        assert (tmp_path / "copy" / "hub.db").stat().st_mode & 0o077 == 0
    finally:
        server.stop()
        thread.join()
