"""The auditor's page: all that the staff did, found by who, whose, kind and days; and its workbook."""

import io
import re
from typing import Any

import openpyxl
import pytest
from sqlalchemy import insert, select

from services.hub.domain.posts import Post
from services.hub.staff.logs import PAGE
from services.hub.store.engine import writing
from services.hub.store.models import Company, Event
from services.hub.usecases import logs
from services.hub.usecases.events import record
from tests.services.hub.running import START, RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, Person, employ
from tests.services.hub.urging import ask

HANDLER = "刘建华"


@pytest.fixture(scope="module")
def urge_no(still: RunningHub, looking: dict[str, str]) -> str:
    return str(ask(still, "running", looking).json()["urge_no"])


@pytest.fixture(scope="module")
def handler(still: RunningHub, urge_no: str) -> Person:
    """Who was refused a sign-in, came in, read a phone number, and was refused a page."""
    person = employ(still, HANDLERS_NUMBER, Post.HANDLER, name=HANDLER)
    person.sign_in("not the password")
    person.settle()
    person.post(f"/staff/items/{urge_no}/personal", field="phone", reason="visit-site")
    assert person.get("/staff/logs").status_code == 403
    return person


@pytest.fixture(scope="module")
def auditor(still: RunningHub, handler: Person) -> Person:
    return employ(still, "A1", Post.AUDITOR, name="赵审计").settle()


def rows(page: str) -> list[list[str]]:
    """The cells of the page's table."""
    found = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    if not found:
        return []
    cells = (re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in found[1].split("<tr>")[1:])
    return [[re.sub(r"<[^>]*>", "", cell).strip() for cell in row] for row in cells]


def kinds(auditor: Person, **sought: str) -> list[str]:
    page = auditor.http.get("/staff/logs", params=sought)
    assert page.status_code == 200
    return [row[2] for row in rows(page.text)]


def test_a_reading_says_who_whose_which_why_and_when_and_nothing_that_was_read(
    still: RunningHub, auditor: Person
) -> None:
    page = auditor.http.get("/staff/logs", params={"group": "readings"}).text
    assert rows(page) == [
        [
            "2026-11-20 10:00",
            f"{HANDLER} {HANDLERS_NUMBER}",
            "查看完整个人信息",
            still.seeded.orders["running"].order_no,
            "张**",
            "内容： 联系电话; 岗位： 办理人; 理由： 上门或现场勘查",
        ]
    ]
    assert "14212345678" not in page
    assert f"赵审计 A1 {START.astimezone():%Y}"[:7] in page, "who looks is on the page"


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({"who": HANDLERS_NUMBER, "group": "readings"}, 1),
        ({"who": HANDLER, "group": "readings"}, 1),
        ({"who": "A1", "group": "readings"}, 0),
        ({"who": "nobody"}, 0),
        ({"whose": "YK2026110001", "group": "readings"}, 1),
        ({"whose": "5306010001", "group": "readings"}, 1),
        ({"whose": "5306010002"}, 0),
        ({"whose": "YK2026110002"}, 0),
        ({"whose": HANDLERS_NUMBER}, 1),
        ({"whose": '%"; _'}, 0),
        ({"group": "refusals", "whose": HANDLERS_NUMBER}, 1),
        ({"group": "refusals", "who": HANDLERS_NUMBER}, 1),
        ({"first": "2026-11-20", "last": "2026-11-20", "group": "readings"}, 1),
        ({"first": "2026-11-21", "who": HANDLER}, 0),
        ({"last": "2026-11-19", "who": HANDLER}, 0),
    ],
)
def test_it_is_found_by_who_whose_kind_and_days(auditor: Person, sought: dict[str, str], found: int) -> None:
    assert len(kinds(auditor, **sought)) == found


def test_codes_are_told_in_words(still: RunningHub, handler: Person, auditor: Person, urge_no: str) -> None:
    handler.post(f"/staff/items/{urge_no}/raise", why="配件未到")
    told = [row[5] for row in rows(auditor.get("/staff/logs").text) if row[2] == "上报"]
    assert told == [f"到： 班长; 事项： {urge_no}"]
    rules = auditor.http.get("/staff/logs", params={"group": "rules"}).text
    assert {"种类： 工作日历", "种类： 业务流程", "种类： 短信模板", "种类： 上报规则"} <= {
        cell for row in rows(rules) for cell in row[5].split("; ")
    }


def test_what_rules_and_texts_came_into_use_is_in_it(auditor: Person) -> None:
    page = auditor.http.get("/staff/logs", params={"group": "rules"}).text
    told = [row[5] for row in rows(page) if row[1:3] == ["系统", "启用新版规则或模板"]]
    assert any("代码： urge-to-handler" in each for each in told)


@pytest.mark.parametrize(
    "sought",
    [
        {"group": "nonsense"},
        {"first": "2026-02-30"},
        {"before": "x"},
        {"before": "9" * 30},
        {"who": "x" * 81},
        {"whose": "a\0b"},
    ],
)
def test_what_cannot_be_sought_is_told(auditor: Person, sought: dict[str, str]) -> None:
    page = auditor.http.get("/staff/logs", params=sought)
    assert (page.status_code, "查询条件不对" in page.text) == (422, True)


def test_pages_follow_each_other_by_key_whatever_is_added_meanwhile(
    still: RunningHub, auditor: Person
) -> None:
    def happen(count: int) -> None:
        with writing(still.engine) as connection:
            for number in range(count):
                details = {"urge": f"CB{number}"}
                company = still.seeded.company_id
                record(connection, "paged", "command-line", START, company_id=company, details=details)

    happen(PAGE)
    first = auditor.get("/staff/logs").text
    (older,) = re.findall(r'href="(/staff/logs\?[^"]*before=[^"]*)"', first)
    seen = rows(first)
    happen(3)
    second = auditor.get(older.replace("&amp;", "&")).text
    seen += rows(second)
    assert "before=" not in second, "this was the last page"
    listed = [row[5] for row in seen if row[2] == "paged"]
    assert listed == [f"事项： CB{number}" for number in reversed(range(PAGE))]
    assert len(seen) > PAGE


def test_nothing_of_another_company_is_in_it(still: RunningHub, auditor: Person) -> None:
    with writing(still.engine) as connection:
        values = {"code": "elsewhere", "name_zh": "别的供电局", "name_en": "Another one"}
        company = connection.execute(insert(Company).values(values).returning(Company.id)).scalar_one()
        record(connection, "their-own", "employee:9999", START, company_id=company)
    assert "their-own" not in kinds(auditor)


def test_its_workbook_says_whose_it_is_and_that_it_was_made_is_logged(
    still: RunningHub, auditor: Person
) -> None:
    file = auditor.post("/staff/logs/export", group="readings", whose="5306010001")
    assert file.headers["content-disposition"] == 'attachment; filename="logs-20261120-1000.xlsx"'
    book: Any = openpyxl.load_workbook(io.BytesIO(file.content))
    lines = [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]
    assert lines[0][0] == "导出人 赵审计 A1，导出时间 2026-11-20 10:00"
    assert book.properties.creator == "赵审计 A1"
    assert lines[1] == ["时间", "谁", "事项", "工单编号", "客户", "详情"]
    assert lines[2:] == rows(
        auditor.http.get("/staff/logs", params={"group": "readings", "whose": "5306010001"}).text
    )
    (row,) = rows(auditor.http.get("/staff/logs", params={"group": "exports"}).text)
    assert row[1:3] == ["赵审计 A1", "导出日志"]
    assert "行数： 1" in row[5]


def test_more_than_a_file_may_hold_is_refused(
    auditor: Person, still: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports = select(Event.id).where(Event.kind == logs.EXPORTED)
    before = len(still.rows(exports))
    monkeypatch.setattr(logs, "MOST_EXPORTED", 2)
    assert auditor.post("/staff/logs/export").status_code == 422
    assert len(still.rows(exports)) == before
