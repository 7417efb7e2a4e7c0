"""The description holds: schemathesis finds no answer that differs from what is described."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from services.contracts.problems import Code
from services.hub.store.models import Event
from services.hub.web.problems import MEANINGS
from tests.conftest import LONG
from tests.services.hub.running import RunningHub, running_hub

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("openapi"), public_url="http://127.0.0.1") as hub:
        yield hub


def test_schemathesis_finds_no_failure(world: RunningHub, tmp_path: Path) -> None:
    """All checks in all phases that apply, by its own command, with a fixed seed."""
    kiosk = world.enrol()
    session = world.session(kiosk, world.seeded.person.account_no)
    order = world.seeded.orders["running"]
    path, body = f"/api/v1/orders/{order.order_no}", {"stage_id": order.stage}
    urge = world.http.post(f"{path}/urges", json=body, headers=session | {"Idempotency-Key": "first"})
    link = world.http.post(f"{path}/receipt-links", headers=session)
    known = {
        "order_no": order.order_no,
        "urge_no": urge.json()["urge_no"],
        "token": link.json()["url"].rsplit("/", 1)[1],
        "kiosk_id": kiosk.kiosk_id,
    }
    environment = {
        "SCHEMATHESIS_HOOKS": "tests.services.hub.described_hooks",
        "DESCRIBED_DATABASE": world.engine.url.database or "",
        "DESCRIBED_NUMBERS": json.dumps(known),
        "PYTHONPATH": str(ROOT),
    }
    headers = [part for name, value in session.items() for part in ("-H", f"{name}: {value}")]
    examples = ["--max-examples", "500" if LONG else "5", "--seed", "20261122", "--no-color"]
    run_it = "from schemathesis.cli import schemathesis; schemathesis()"
    command = [sys.executable, "-c", run_it, "run", f"{world.url}/openapi.json", *examples, *headers]
    run = subprocess.run(command, cwd=tmp_path, env=os.environ | environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "17 selected / 17 total" in run.stdout
    statuses = world.rows(select(Event.kind))
    assert {row.kind for row in statuses} >= {"signed-in", "signed-out", "receipt-link-made", "urge-received"}


def test_every_operation_says_how_it_refuses(world: RunningHub) -> None:
    document = world.http.get("/openapi.json").json()
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    assert len(operations) == 17
    assert len({operation["operationId"] for _, _, operation in operations}) == 17
    codes = set()
    for path, _, operation in operations:
        assert operation["summary"]
        assert "security" in operation
        for status, answer in operation["responses"].items():
            if int(status) < 400 or path.startswith("/p/"):
                continue
            content = answer["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            for code, example in content["examples"].items():
                assert MEANINGS[Code(code)].status == int(status) == example["value"]["status"]
                codes.add(Code(code))
    of_the_framework = {Code.NOT_FOUND, Code.METHOD_NOT_ALLOWED}
    assert codes == set(Code) - of_the_framework


def test_security_is_all_of_it_together(world: RunningHub) -> None:
    document = world.http.get("/openapi.json").json()
    schemes = set(document["components"]["securitySchemes"])
    assert schemes == {"kioskId", "kioskKey", "session", "permit", "gateway"}
    listing = document["paths"]["/api/v1/orders"]["get"]
    assert listing["security"] == [{"kioskId": [], "kioskKey": [], "session": []}]
    urging = document["paths"]["/api/v1/orders/{order_no}/urges"]["post"]
    assert [sorted(one) for one in urging["security"]] == [
        ["kioskId", "kioskKey", "session"],
        ["kioskId", "kioskKey", "permit"],
    ]


def test_numbers_are_bounded_in_the_description_too(world: RunningHub) -> None:
    schemas = world.http.get("/openapi.json").json()["components"]["schemas"]
    waiting = schemas["Heartbeat"]["properties"]["outbox_waiting"]
    assert (waiting["type"], waiting["minimum"], waiting["maximum"]) == ("integer", 0, 1_000_000)


def test_what_is_served_elsewhere_is_not_described(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Companies keep their inner and outer networks apart: the public app knows no terminal."""
    with running_hub(tmp_path_factory.mktemp("public"), parts=("public",)) as hub:
        paths = set(hub.http.get("/openapi.json").json()["paths"])
        public = {"/api/v1/public/orders/{token}", "/api/v1/public/sms-reports"}
        assert paths == {"/healthz", "/healthz/alive", "/p/{token}", *public}
        assert hub.http.post("/api/v1/kiosks", json={"code": "x"}).status_code == 404
    with running_hub(tmp_path_factory.mktemp("terminals"), parts=("terminals",)) as hub:
        assert hub.http.get("/p/x").status_code == 404
