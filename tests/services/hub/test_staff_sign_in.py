"""Staff sign in: password, second factor, their own password; and nothing is shown before."""

import re

import pytest
from sqlalchemy import update

from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Employee
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import HANDLERS_NUMBER, OWN_PASSWORD, Person, employ


@pytest.fixture
def handler(hub: RunningHub) -> Person:
    return employ(hub, HANDLERS_NUMBER, Post.HANDLER)


def test_the_first_sign_in_goes_step_by_step(hub: RunningHub, handler: Person) -> None:
    assert handler.get("/staff").url.path == "/staff/sign-in"
    enrolment = handler.sign_in()
    assert enrolment.url.path == "/staff/enrolment"
    assert "data:image/svg+xml" in enrolment.text
    assert handler.get("/staff").url.path == "/staff/enrolment", "nothing else is shown before"
    recovery = handler.post("/staff/enrolment", code=handler.code())
    codes = re.findall(r"<code>([0-9A-Z-]{14})</code>", recovery.text)
    assert len(set(codes)) == 10
    assert handler.get("/staff").url.path == "/staff/password"
    signed_in = handler.post("/staff/password", password=OWN_PASSWORD, again=OWN_PASSWORD)
    assert (signed_in.url.path, signed_in.status_code) == ("/staff", 200)
    assert "刘建华" in signed_in.text
    handler.post("/staff/sign-out")
    assert handler.get("/staff").url.path == "/staff/sign-in"
    assert handler.sign_in().status_code == 401, "the first password is used up"
    assert handler.sign_in(OWN_PASSWORD).url.path == "/staff/code"
    assert handler.post("/staff/code", code=handler.code()).status_code == 401, "this code was taken"
    hub.clock.turn(seconds=30)
    assert handler.post("/staff/code", code=handler.code()).url.path == "/staff"
    handler.post("/staff/sign-out")
    handler.sign_in(OWN_PASSWORD)
    assert handler.post("/staff/code", code=codes[0].lower()).url.path == "/staff"
    handler.post("/staff/sign-out")
    handler.sign_in(OWN_PASSWORD)
    assert handler.post("/staff/code", code=codes[0]).status_code == 401, "a recovery code works once"


def test_an_unknown_number_and_a_wrong_password_are_told_alike(handler: Person) -> None:
    wrong = handler.sign_in("not the password")
    handler.staff_no, known = "H999", handler.staff_no
    unknown = handler.sign_in("not the password")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace(known, "") == unknown.text.replace("H999", "")


def test_five_wrong_passwords_lock_the_number(hub: RunningHub, handler: Person) -> None:
    for _ in range(5):
        refused = handler.sign_in("not the password")
    assert "15 分钟" in refused.text
    assert handler.sign_in().status_code == 401
    hub.clock.turn(minutes=16)
    assert handler.sign_in().url.path == "/staff/enrolment"


def test_five_wrong_codes_lock_the_second_factor(hub: RunningHub, handler: Person) -> None:
    handler.settle().post("/staff/sign-out")
    hub.clock.turn(minutes=1)
    handler.sign_in(OWN_PASSWORD)
    for _ in range(5):
        refused = handler.post("/staff/code", code="000000")
    assert "15 分钟" in refused.text
    assert handler.post("/staff/code", code=handler.code()).status_code == 401


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "太短"),
        ("刘建华刘建华刘建华刘建华", "姓名"),
        ("qwertyuiopas", "连着"),
        ("p" * 129, "太长"),
    ],
)
def test_a_weak_password_is_refused(handler: Person, password: str, why: str) -> None:
    handler.sign_in()
    handler.post("/staff/enrolment", code=handler.code())
    refused = handler.post("/staff/password", password=password, again=password)
    assert (refused.status_code, why in refused.text) == (422, True)
    differs = handler.post("/staff/password", password=OWN_PASSWORD, again=OWN_PASSWORD + "!")
    assert "不一样" in differs.text


@SQLITE_ALONE
def test_a_session_ends_when_nobody_uses_it_and_at_the_end_of_the_day(
    hub: RunningHub, handler: Person
) -> None:
    handler.settle()
    for _ in range(4):
        hub.clock.turn(minutes=14)
        assert handler.get("/staff").url.path == "/staff"
        hub.settled()
    hub.clock.turn(minutes=16)
    assert handler.get("/staff").url.path == "/staff/sign-in"
    handler.sign_in(OWN_PASSWORD)
    handler.post("/staff/code", code=handler.code())
    for _ in range(12 * 6):
        hub.clock.turn(minutes=10, seconds=1)
        handler.get("/staff")
        hub.settled()
    assert handler.get("/staff").url.path == "/staff/sign-in"


@SQLITE_ALONE
def test_a_new_password_ends_the_other_sessions(hub: RunningHub, handler: Person) -> None:
    handler.sign_in()
    handler.post("/staff/enrolment", code=handler.code())
    elsewhere = Person(hub, handler.staff_no, handler.first_password)
    hub.clock.turn(minutes=1)
    elsewhere.sign_in()
    assert elsewhere.post("/staff/code", code=handler.code()).url.path == "/staff/password"
    handler.post("/staff/password", password=OWN_PASSWORD, again=OWN_PASSWORD)
    assert handler.get("/staff").url.path == "/staff"
    assert elsewhere.get("/staff").url.path == "/staff/sign-in"


@SQLITE_ALONE
def test_each_step_gives_a_new_token(handler: Person) -> None:
    handler.sign_in()
    before = handler.http.cookies["staff"]
    handler.post("/staff/enrolment", code=handler.code())
    stolen = Person(handler.hub, handler.staff_no, "")
    stolen.http.cookies.set("staff", before, path="/staff")
    assert stolen.get("/staff").url.path == "/staff/sign-in"


@SQLITE_ALONE
def test_cookies_are_for_our_pages_alone_and_pages_load_nothing_from_elsewhere(handler: Person) -> None:
    handler.http.follow_redirects = False
    answer = handler.sign_in()
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/staff"))
    policy = handler.get("/staff/enrolment").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@SQLITE_ALONE
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_changes_nothing(handler: Person, headers: dict[str, str]) -> None:
    fields = {"number": handler.staff_no, "password": handler.first_password}
    assert handler.http.post("/staff/sign-in", data=fields, headers=headers).status_code == 403
    handler.settle()
    assert handler.http.post("/staff/sign-out", data={"key": handler.key}, headers=headers).status_code == 403
    assert handler.http.post("/staff/sign-out", data={"key": "0" * 64}).status_code == 403
    assert handler.get("/staff").url.path == "/staff"


def test_a_browser_that_hides_where_it_is_says_that_it_is_here(handler: Person) -> None:
    fields = {"number": handler.staff_no, "password": handler.first_password}
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert handler.http.post("/staff/sign-in", data=fields, headers=headers).url.path == "/staff/enrolment"
    assert handler.http.post("/staff/sign-in", data=fields, headers={"Origin": "null"}).status_code == 403


def test_the_language_stays_and_leads_nowhere_else(handler: Person) -> None:
    english = handler.get("/staff/language/en?back=/staff/sign-in")
    assert "Staff number" in english.text
    assert handler.get("/staff/language/zh?back=https://elsewhere.example").url.host == "127.0.0.1"
    assert handler.get("/staff/language/zh?back=/staff@elsewhere.example").url.host == "127.0.0.1"


@SQLITE_ALONE
def test_the_language_of_a_form_that_was_refused_leads_back_to_its_page(handler: Person) -> None:
    handler.settle()
    back = handler.get("/staff/language/en?back=/staff/items/CB000/answer")
    assert (back.url.path, "There is no such item" in back.text) == ("/staff/items/CB000", True)


def test_who_has_left_is_out_at_once_and_does_not_come_back(hub: RunningHub, handler: Person) -> None:
    handler.settle()
    with writing(hub.engine) as connection:
        connection.execute(update(Employee).values(active=False))
    assert handler.get("/staff").url.path == "/staff/sign-in"
    assert handler.sign_in(OWN_PASSWORD).status_code == 401


def test_an_old_recovery_code_enrols_no_new_app(hub: RunningHub, handler: Person) -> None:
    handler.sign_in()
    recovery = handler.post("/staff/enrolment", code=handler.code())
    old = re.findall(r"<code>([0-9A-Z-]{14})</code>", recovery.text)
    with writing(hub.engine) as connection:  # as an administrator's reset does
        connection.execute(update(Employee).values(code_confirmed_at=None))
    handler.http.cookies.clear()
    assert handler.sign_in().url.path == "/staff/enrolment"
    assert handler.post("/staff/enrolment", code=old[0]).status_code == 401
    hub.clock.turn(seconds=30)
    assert "<code>" in handler.post("/staff/enrolment", code=handler.code()).text
