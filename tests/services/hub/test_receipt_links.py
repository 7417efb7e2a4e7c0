"""What a receipt's QR code opens: one order's stages and dates for 24 hours, and nothing personal."""

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from services.contracts.problems import Code
from services.hub.cli import main
from services.hub.secrets import token_hash
from services.hub.store.engine import writing
from services.hub.store.models import Company, Hall, ReceiptLink
from services.hub.web.days import say_day
from tests.services.hub.running import RunningHub, running_hub
from tests.services.hub.seeding import SOURCE, TODAY
from tests.services.hub.urging import ask

PUBLIC = "https://hub.example.cn/yx/"


@pytest.fixture(scope="module")
def backend() -> str:
    """What is tested here asks nothing of the database that other tests do not."""
    return "sqlite"


@pytest.fixture
def hub(tmp_path: Path, backend: str) -> Iterator[RunningHub]:
    with running_hub(tmp_path, backend=backend, wait=False, public_url=PUBLIC) as running:
        yield running


def make(hub: RunningHub, session: dict[str, str], name: str = "running") -> httpx.Response:
    number = hub.seeded.orders[name].order_no
    return hub.http.post(f"/api/v1/orders/{number}/receipt-links", headers=session)


def token(answer: httpx.Response) -> str:
    assert answer.status_code == 201
    return str(answer.json()["url"].rsplit("/", 1)[1])


class Page(HTMLParser):
    """The page's words, and what it would load or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.style = ""
        self._in_style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._in_style = tag == "style"
        self.loads += [
            value or "" for name, value in attrs if name in ("src", "srcset", "style") or name[:2] == "on"
        ]

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style += data
        elif data.strip():
            self.words.append(data.strip())


def test_the_link_is_random_kept_as_a_hash_and_good_for_24_hours(
    still: RunningHub, looking: dict[str, str]
) -> None:
    answer = make(still, looking)
    assert answer.json()["url"].startswith("https://hub.example.cn/yx/p/")
    word = token(answer)
    assert len(word) >= 32
    assert word != token(make(still, looking))
    row = still.rows(select(ReceiptLink.expires_at).where(ReceiptLink.token_hash == token_hash(word)))[0]
    assert row.expires_at == still.clock.now() + timedelta(hours=24)


def test_without_a_public_address_there_is_none(tmp_path: Path) -> None:
    with running_hub(tmp_path, wait=False) as hub:
        kiosk = hub.enrol()
        session = hub.session(kiosk, hub.seeded.person.account_no)
        answer = make(hub, session)
        assert (answer.status_code, answer.json()["code"]) == (409, Code.NO_PUBLIC_ADDRESS)
        features = hub.sign_in(kiosk, hub.seeded.person.account_no).json()["features"]
        assert "receipt-link" not in features


def test_with_one_the_hub_says_that_it_can(hub: RunningHub) -> None:
    answer = hub.sign_in(hub.enrol(), hub.seeded.person.account_no)
    assert "receipt-link" in answer.json()["features"]


def test_anothers_order_gets_no_link(still: RunningHub, looking: dict[str, str]) -> None:
    answer = make(still, looking, "other")
    assert (answer.status_code, answer.json()["code"]) == (404, Code.ORDER_NOT_FOUND)


def test_the_data_are_the_orders_stages_and_dates(still: RunningHub, looking: dict[str, str]) -> None:
    found = still.http.get(f"/api/v1/public/orders/{token(make(still, looking))}").json()
    assert found["standing"] == "running"
    assert [stage["state"] for stage in found["stages"]] == ["done"] * 9 + ["current"] + ["later"] * 6
    assert found["stages"][9]["planned_finish"]["estimate"] is True


@pytest.mark.parametrize("language", ["", "?lang=en", "?lang=%3Cscript%3E"])
def test_nothing_personal_is_in_the_page_or_the_data(
    still: RunningHub, looking: dict[str, str], language: str
) -> None:
    word = token(make(still, looking))
    page, data = still.http.get(f"/p/{word}{language}"), still.http.get(f"/api/v1/public/orders/{word}")
    person, order = still.seeded.person, still.seeded.orders["running"]
    secrets = (
        person.name,
        "张",
        person.account_no,
        order.order_no,
        "刘建华",
        "赵国强",
        "业扩一班",
        "棋阳路",
        "0877-0060",
    )
    for answer in (page, data):
        assert answer.status_code == 200
        for secret in (*secrets, "<script"):
            assert secret not in answer.text


def test_the_page_in_both_languages(still: RunningHub, looking: dict[str, str]) -> None:
    word = token(make(still, looking))
    chinese, english = (
        Page(still.http.get(f"/p/{word}").text),
        Page(still.http.get(f"/p/{word}?lang=en").text),
    )
    for wanted in (
        "玉溪供电局",
        "您的工单正在：设计文件审核",
        "设计文件审核",
        "预计 11月30日\N{NO-BREAK SPACE}周一 办完",
        "0877-0061234",
        "正在办理",
    ):
        assert wanted in chinese.words
    for wanted in (
        "Yuxi Power Supply Bureau",
        "Your order is at: Design review",
        "Design review",
        "planned finish Mon\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}Nov",
        "In progress",
    ):
        assert wanted in english.words
    assert not re.search(r"[\u4e00-\u9fff]", "".join(english.words).replace("中文", "").replace(SOURCE, ""))
    assert not re.search(r"[A-Za-z]{3,}", "".join(chinese.words).replace("English", ""))


def test_the_page_runs_and_loads_nothing(still: RunningHub, looking: dict[str, str]) -> None:
    answer = still.http.get(f"/p/{token(make(still, looking))}")
    page = Page(answer.text)
    assert page.loads == []
    assert {"script", "img", "iframe", "form", "link", "object"}.isdisjoint(page.tags)
    assert "url(" not in page.style
    assert "@import" not in page.style
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("which", ["unknown", "expired", "strange"])
def test_a_link_that_is_not_valid_gets_a_clear_page(
    hub: RunningHub, session: dict[str, str], which: str
) -> None:
    word = token(make(hub, session))
    if which == "expired":
        hub.clock.turn(hours=24)
    word = {"expired": word, "unknown": "x" * 32, "strange": "%00%F0%9F%98%80" * 9}[which]
    page = hub.http.get(f"/p/{word}")
    assert (page.status_code, "refresh" in page.headers) == (404, False)
    assert "这个链接已失效" in Page(page.text).words
    english = hub.http.get(f"/p/{word}?lang=en")
    assert "This link is no longer valid" in Page(english.text).words
    data = hub.http.get(f"/api/v1/public/orders/{word}")
    assert (data.status_code, data.json()["code"]) == (404, Code.LINK_NOT_FOUND)


def test_until_the_last_second(hub: RunningHub, session: dict[str, str]) -> None:
    word = token(make(hub, session))
    hub.clock.turn(hours=23, minutes=59, seconds=59)
    page = hub.http.get(f"/p/{word}")
    assert (page.status_code, page.headers["refresh"]) == (200, "30")


def test_what_a_company_calls_itself_is_text_and_no_markup(hub: RunningHub, session: dict[str, str]) -> None:
    with writing(hub.engine) as connection:
        bad = '<script>alert(1)</script>"&'
        connection.execute(update(Company).values(name_zh=bad))
        connection.execute(update(Hall).values(phone='"><script>'))
    html = hub.http.get(f"/p/{token(make(hub, session))}").text
    assert "<script" not in html
    assert '<script>alert(1)</script>"&' in Page(html).words


def test_a_brand_of_the_companys_own_colours_its_page(hub: RunningHub, session: dict[str, str]) -> None:
    def sheet(code: str) -> Any:
        with writing(hub.engine) as connection:
            connection.execute(update(Company).where(Company.id == hub.seeded.company_id).values(code=code))
        return Page(hub.http.get(f"/p/{token(make(hub, session))}").text).style

    assert "--accent:#00695C" in sheet("seeded")
    assert sheet("lanhe") != sheet("seeded")
    assert sheet("../default") == sheet("seeded")


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("waiting", "现在等您办理：工程进度跟踪"),
        ("late", "您的工单正在：现场勘查"),
        ("late", "原定 11月16日\N{NO-BREAK SPACE}周一 办完"),
        ("nearly", "预计 11月23日\N{NO-BREAK SPACE}周一 办完"),
        ("paused", "您的工单已暂停，停在：答复供电方案"),
        ("parallel", "您的工单正在同时办理 2 个环节"),
        ("finished", "您的工单已办完"),
        ("cancelled", "您的工单已终止"),
        ("cancelled", "在此终止"),
        ("cancelled", "不再办理"),
    ],
)
def test_every_standing_has_its_page(
    still: RunningHub, looking: dict[str, str], name: str, where: str
) -> None:
    word = token(make(still, looking, name))
    standing = still.http.get(f"/api/v1/public/orders/{word}").json()["standing"]
    html = still.http.get(f"/p/{word}").text
    assert f'class="standing {standing}"' in html
    assert where in Page(html).words


def test_the_page_tells_what_became_of_the_last_urge_and_none_of_its_words(
    hub: RunningHub, session: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    number = ask(hub, "late", session).json()["urge_no"]
    word = token(make(hub, session, "late"))
    page = hub.http.get(f"/p/{word}").text
    assert any(each.endswith("已催办，中心已收到") for each in Page(page).words)
    said = ("--text", "王先生家明天装表", "--new-day", "2099-12-01", *hub.options)
    assert main(["urges", "answer", number, *said]) == 0
    words = " ".join(Page(hub.http.get(f"/p/{word}").text).words)
    assert "催办已答复" in words
    assert "新的预计日期：2099年12月1日" in words
    assert "王先生" not in words
    assert number not in words
    assert hub.http.get(f"/p/{word}?lang=en").text.count("was answered") == 1


def test_days_of_another_year_say_so() -> None:
    assert say_day(TODAY, "zh", TODAY) == "11月20日\N{NO-BREAK SPACE}周五"
    assert say_day(TODAY.replace(year=2027), "zh", TODAY) == "2027年11月20日\N{NO-BREAK SPACE}周六"
    assert say_day(TODAY.replace(year=2027), "en", TODAY) == "Sat 20 Nov 2027".replace(
        " ", "\N{NO-BREAK SPACE}"
    )
