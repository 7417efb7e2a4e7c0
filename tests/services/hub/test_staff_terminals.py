"""Terminals at the staff's pages: seen by hall or company, kept by administrators alone, and logged."""

import json
import re

import pytest
from sqlalchemy import insert, select

from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Company, Employee, Event, Hall, Kiosk
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import EnrolledKiosk, RunningHub
from tests.services.hub.staff_people import HALL, Person, employ

pytestmark = SQLITE_ALONE
"""These pages ask nothing of a database that others do not."""


@pytest.fixture(scope="module")
def admin(still: RunningHub) -> Person:
    return employ(still, "M1", Post.ADMINISTRATOR, name="管理李").settle()


@pytest.fixture(scope="module")
def elsewhere(still: RunningHub) -> EnrolledKiosk:
    """In another hall of the company."""
    with writing(still.engine) as connection:
        values = {"code": "jiangchuan", "name_zh": "江川营业厅", "name_en": "Jiangchuan Hall", "phone": ""}
        connection.execute(insert(Hall).values(company_id=still.seeded.company_id, **values))
    return still.enrol("jiangchuan")


@pytest.fixture(scope="module")
def foreign(still: RunningHub) -> str:
    """Another company's."""
    with writing(still.engine) as connection:
        company = {"code": "other", "name_zh": "别的供电局", "name_en": "Another one"}
        number = connection.execute(insert(Company).values(company).returning(Company.id)).scalar_one()
        hall = {"company_id": number, "code": "theirs", "name_zh": "别的厅", "name_en": "X", "phone": ""}
        place = connection.execute(insert(Hall).values(hall).returning(Hall.id)).scalar_one()
        kiosk = {"kiosk_id": "kiosk-foreign", "company_id": number, "hall_id": place, "key_hash": "x"}
        connection.execute(insert(Kiosk).values(enrolled_at=still.clock.now(), **kiosk))
    return "kiosk-foreign"


def happened(hub: RunningHub) -> list[tuple[str, dict[str, str]]]:
    """What the log says that the administrator did."""
    (employee,) = hub.rows(select(Employee.id).where(Employee.staff_no == "M1"))[0]
    rows = hub.rows(select(Event).where(Event.actor == f"employee:{employee}").order_by(Event.id))
    return [
        (row.kind, json.loads(row.details)) for row in rows if "terminal" in row.kind or "code-" in row.kind
    ]


def test_a_code_enrols_a_terminal_which_can_be_unlocked_and_ended(still: RunningHub, admin: Person) -> None:
    shown = admin.post("/staff/terminals/code", hall=HALL).text
    (code,) = re.findall(r"<code>([0-9A-Z-]{14})</code>", shown)
    answer = still.http.post("/api/v1/kiosks", json={"code": code}).json()
    kiosk = EnrolledKiosk(answer["kiosk_id"], answer["key"])
    assert kiosk.kiosk_id in admin.get("/staff/terminals").text
    for number in range(30):
        still.sign_in(kiosk, f"99999{number}", "000000")
    account = still.seeded.person.account_no
    assert still.sign_in(kiosk, account).json()["reason"] == "terminal", "locked after so many"
    admin.post(f"/staff/terminals/{kiosk.kiosk_id}/unlock")
    assert still.sign_in(kiosk, account).status_code == 201
    admin.post(f"/staff/terminals/{kiosk.kiosk_id}/revoke")
    assert still.sign_in(kiosk, account).json()["code"] == "unknown-terminal"
    told = {"kiosk": kiosk.kiosk_id}
    assert happened(still) == [
        ("enrolment-code-issued", {"hall": HALL}),
        ("terminal-unlocked", told),
        ("terminal-revoked", told),
    ]
    assert code not in str(still.rows(select(Event.details)))


@pytest.mark.parametrize(
    ("post", "sees_elsewhere", "keeps"),
    [
        (Post.HALL_STAFF, False, False),
        (Post.MAINTENANCE, True, False),
        (Post.ADMINISTRATOR, True, True),
    ],
)
def test_each_post_sees_and_does_what_its_rights_say(
    still: RunningHub, elsewhere: EnrolledKiosk, foreign: str, post: Post, sees_elsewhere: bool, keeps: bool
) -> None:
    here = still.enrol()
    somebody = employ(still, f"T{post}", post).settle()
    page = somebody.get("/staff/terminals").text
    assert here.kiosk_id in page
    assert (elsewhere.kiosk_id in page) is sees_elsewhere
    assert foreign not in page
    assert ("/staff/terminals/code" in page) is keeps
    assert ("/revoke" in page) is keeps
    refused = somebody.post(f"/staff/terminals/{here.kiosk_id}/revoke")
    assert refused.status_code == (200 if keeps else 403)
    assert somebody.post("/staff/terminals/code", hall=HALL).status_code == (200 if keeps else 403)


@pytest.mark.parametrize("what", ["revoke", "unlock"])
@pytest.mark.parametrize("kiosk_id", ["kiosk-foreign", "nothing", "%00"])
def test_what_is_not_there_or_another_company_s_stays(
    still: RunningHub, admin: Person, foreign: str, what: str, kiosk_id: str
) -> None:
    assert admin.post(f"/staff/terminals/{kiosk_id}/{what}").status_code == 404
    assert still.rows(select(Kiosk.revoked_at).where(Kiosk.kiosk_id == foreign)) == [(None,)]


@pytest.mark.parametrize("hall", ["theirs", "nothing", ""])
def test_no_code_for_a_hall_that_is_not_the_company_s(admin: Person, foreign: str, hall: str) -> None:
    assert foreign
    assert admin.post("/staff/terminals/code", hall=hall).status_code == 404
