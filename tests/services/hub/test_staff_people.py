"""The administrator's pages: employees, posts and sign-in, as far as the rights go, and logged."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Company, Employee, Event
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HALL, OWN_PASSWORD, TEAM, Person, employ

pytestmark = SQLITE_ALONE
"""These pages ask nothing of a database that others do not."""


@pytest.fixture(scope="module")
def admin(still: RunningHub) -> Person:
    return employ(still, "M1", Post.ADMINISTRATOR, name="管理李").settle()


def number_of(hub: RunningHub, staff_no: str) -> int:
    return int(hub.rows(select(Employee.id).where(Employee.staff_no == staff_no))[0][0])


def page_of(hub: RunningHub, person: Person | str) -> str:
    staff_no = person if isinstance(person, str) else person.staff_no
    return f"/staff/people/{number_of(hub, staff_no)}"


def happened(hub: RunningHub, staff_no: str) -> list[tuple[str, dict[str, Any]]]:
    """What the log says was done to them, by the administrator."""
    admin = f"employee:{number_of(hub, 'M1')}"
    rows = hub.rows(select(Event.kind, Event.details).where(Event.actor == admin).order_by(Event.id))
    told = [(row.kind, json.loads(row.details)) for row in rows]
    return [(kind, details) for kind, details in told if details.pop("staff_no", "") == staff_no]


def test_somebody_is_added_signs_in_and_has_what_the_posts_give(still: RunningHub, admin: Person) -> None:
    fields = {"staff_no": "N1", "name": "新员工", "phone": "13900000000", "team": TEAM, "hall": HALL}
    added = admin.post("/staff/people/new", **fields, **{"post.dispatcher": "on"})
    assert added.status_code == 200
    password = re.findall(r"<code>([a-z2-9-]{19})</code>", added.text)[0]
    assert happened(still, "N1") == [("employee-added", {"posts": "dispatcher"})]
    newcomer = Person(still, "N1", password).settle()
    assert newcomer.get("/staff/exports").status_code == 200
    assert newcomer.get("/staff/people").status_code == 403
    listed = admin.http.get("/staff/people", params={"sought": "新员"}).text
    assert re.findall(r'<span class="number">(.*?)</span>', listed) == ["N1"]
    again = admin.post("/staff/people/new", **fields)
    assert (again.status_code, "已经有人使用" in again.text) == (422, True)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"staff_no": "", "name": "某人"}, "请填写工号和姓名"),
        ({"staff_no": "N9", "name": ""}, "请填写工号和姓名"),
        ({"staff_no": "N9", "name": "x" * 121}, "请填写工号和姓名"),
        ({"staff_no": "N9@seeded", "name": "某人"}, "不能使用的字符"),
        ({"staff_no": "N9", "name": "某人", "phone": "1" * 41}, "手机号不对"),
        ({"staff_no": "N9", "name": "某人", "phone": "0877-1234567"}, "手机号不对"),
        ({"staff_no": "N9", "name": "某人", "team": "没有的班"}, "没有这个班组"),
        ({"staff_no": "N9", "name": "某人", "post.auditor": "on", "post.handler": "on"}, "不能兼任"),
    ],
)
def test_who_cannot_be_added_is_told_why(
    still: RunningHub, admin: Person, fields: dict[str, str], why: str
) -> None:
    refused = admin.post("/staff/people/new", **fields)
    assert (refused.status_code, why in refused.text) == (422, True)
    assert still.rows(select(Employee.id).where(Employee.staff_no == "N9")) == []


def test_facts_and_posts_change_and_what_changed_is_logged(still: RunningHub, admin: Person) -> None:
    somebody = employ(still, "C1", Post.HANDLER, name="旧名").settle()
    at = page_of(still, somebody)
    admin.post(f"{at}/facts", name="新名", phone="", team="", hall=HALL)
    admin.post(f"{at}/posts", **{"post.hall-staff": "on", "post.team-leader": "on"})
    page = admin.get(at).text
    assert "新名" in page
    assert re.findall(r'name="post\.([a-z-]+)" checked', page) == ["team-leader", "hall-staff"]
    changed = ("employee-changed", {"changed": "name,team,hall"})
    granted = ("posts-granted", {"posts": "hall-staff,team-leader", "had": "handler"})
    assert happened(still, "C1") == [changed, granted]
    assert somebody.get("/staff/exports").status_code == 200, "from the next page on"
    refused = admin.post(f"{at}/posts", **{"post.administrator": "on", "post.handler": "on"})
    assert (refused.status_code, "兼任运维人员" in refused.text) == (422, True)
    admin.post(f"{at}/facts", name="新名", phone="", team="", hall=HALL)
    assert happened(still, "C1") == [changed, granted], "nothing changed"


def test_a_reset_ends_sessions_password_and_second_factor(still: RunningHub, admin: Person) -> None:
    somebody = employ(still, "R1", Post.HANDLER).settle()
    before = somebody.code()
    reset = admin.post(f"{page_of(still, somebody)}/reset")
    password = re.findall(r"<code>([a-z2-9-]{19})</code>", reset.text)[0]
    assert somebody.get("/staff").url.path == "/staff/sign-in"
    assert somebody.sign_in(OWN_PASSWORD).status_code == 401
    assert somebody.sign_in(password).url.path == "/staff/enrolment"
    assert somebody.post("/staff/enrolment", code=before).status_code == 401, "the app's secret is another"
    assert somebody.post("/staff/enrolment", code=somebody.code()).status_code == 200
    assert happened(still, "R1") == [("sign-in-reset", {})]
    assert password not in str(still.rows(select(Event.details)))


def test_an_unlock_lets_them_try_again(still: RunningHub, admin: Person) -> None:
    somebody = employ(still, "U1", Post.HANDLER).settle()
    somebody.post("/staff/sign-out")
    for number in ("U1", "U1@seeded"):
        for _ in range(5):
            somebody.post("/staff/sign-in", number=number, password="wrong")
    assert "15 分钟" in somebody.sign_in(OWN_PASSWORD).text
    admin.post(f"{page_of(still, somebody)}/unlock")
    assert somebody.sign_in(OWN_PASSWORD).url.path == "/staff/code"
    somebody.post("/staff/sign-out")
    somebody.post("/staff/sign-in", number="U1@seeded", password=OWN_PASSWORD)
    for _ in range(5):
        refused = somebody.post("/staff/code", code="000000")
    assert "15 分钟" in refused.text
    admin.post(f"{page_of(still, somebody)}/unlock")
    assert "15 分钟" not in somebody.post("/staff/code", code="000000").text
    assert happened(still, "U1") == [("sign-in-unlocked", {})] * 2


def test_who_is_retired_is_out_at_once_and_can_be_taken_back(still: RunningHub, admin: Person) -> None:
    somebody = employ(still, "E1", Post.HANDLER).settle()
    at = page_of(still, somebody)
    admin.post(f"{at}/retire")
    assert somebody.get("/staff").url.path == "/staff/sign-in"
    assert somebody.sign_in(OWN_PASSWORD).status_code == 401
    admin.post(f"{at}/restore")
    assert somebody.sign_in(OWN_PASSWORD).url.path == "/staff/code"
    assert happened(still, "E1") == [("employee-retired", {}), ("employee-restored", {})]


@pytest.mark.parametrize("what", ["posts", "reset", "unlock", "retire"])
def test_nobody_does_these_to_themselves(still: RunningHub, admin: Person, what: str) -> None:
    at = page_of(still, admin)
    assert f'action="{at}/{what}"' not in admin.get(at).text
    refused = admin.post(f"{at}/{what}", **{"post.dispatcher": "on"})
    assert (refused.status_code, "要由别的管理员办理" in refused.text) == (403, True)
    assert admin.get("/staff/exports").status_code == 403
    assert happened(still, "M1") == []


@pytest.mark.parametrize("what", ["", "/facts", "/posts", "/reset", "/unlock", "/retire", "/restore"])
def test_an_employee_of_another_company_is_not_there(still: RunningHub, admin: Person, what: str) -> None:
    if not still.rows(select(Company.id).where(Company.code == "elsewhere")):
        employ(still, "Z1", Post.HANDLER, team="")
        with writing(still.engine) as connection:
            values = {"code": "elsewhere", "name_zh": "别的供电局", "name_en": "Another one"}
            company = connection.execute(insert(Company).values(values).returning(Company.id)).scalar_one()
            connection.execute(update(Employee).where(Employee.staff_no == "Z1").values(company_id=company))
    at = page_of(still, "Z1")
    answer = admin.get(at) if not what else admin.post(f"{at}{what}", name="别人")
    assert answer.status_code == 404
    assert "Z1" not in admin.get("/staff/people").text


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 30, "x", "%00", "½", "-1"])
def test_nobody_has_such_a_page(admin: Person, number: str) -> None:
    assert admin.get(f"/staff/people/{number}").status_code == 404
