"""Binding a phone to an order at the hall: by a code that its owner reads out, or with papers."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from services.hub.channels.sms import SmsAccount
from services.hub.domain.binding import SendLimits
from services.hub.domain.masking import mask_number
from services.hub.domain.messages import MessageState
from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Employee, Event, Hall, Message, OrderPhone
from services.hub.usecases import phone_codes
from services.sms_standin.gateway import Taken
from services.sms_standin.server import Running, serving
from tests.e2e.processes import until
from tests.services.hub.running import HandClock, RunningHub, running_hub
from tests.services.hub.staff_people import HALL, HANDLERS_NUMBER, Person, employ
from tests.services.hub.test_staff_messages import write

IMPORTED = "14212345678"
"""What the marketing system says of every seeded customer."""
PAPERS = {"paper": "id-card", "without_code": "no-texts"}
SECRET = "a-secret-of-the-account"


@pytest.fixture(scope="module")
def gateway(backend: str) -> Iterator[Running]:
    with serving(f"LTAI-{backend}", SECRET, now=HandClock().now) as running:
        yield running


@pytest.fixture(scope="module")
def hub(gateway: Running, tmp_path_factory: pytest.TempPathFactory, backend: str) -> Iterator[RunningHub]:
    """A hub whose own worker sends to the gateway. Each test has an order and numbers of its own there."""
    account = SmsAccount(gateway.url, f"LTAI-{backend}", SECRET, "玉溪供电局")
    folder = tmp_path_factory.mktemp("phones")
    with running_hub(folder, HandClock(), backend=backend, sms=account, outbox_workers=1) as running:
        yield running


@pytest.fixture(scope="module")
def clerk(hub: RunningHub) -> Person:
    return employ(hub, "Y1", Post.HALL_STAFF, name="周营业").settle()


def at(hub: RunningHub, name: str, more: str = "") -> str:
    return f"/staff/orders/{hub.seeded.orders[name].order_no}{more}"


def texts(gateway: Running, number: str, template: str) -> list[Taken]:
    return [one for one in gateway.gateway.taken() if (one.number, one.template) == (number, template)]


def code_sent(gateway: Running, number: str, before: int = 0) -> str:
    """The digits that the phone of this number shows, once they have arrived."""
    until(lambda: len(texts(gateway, number, "SMS_PHONE_CODE")) > before, 10)
    return str(texts(gateway, number, "SMS_PHONE_CODE")[-1].parameters["code"])


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def events(hub: RunningHub, name: str, kind: str) -> list[Any]:
    of = (Event.order_id == hub.seeded.orders[name].id, Event.kind == kind)
    return hub.rows(select(Event).where(*of).order_by(Event.id))


def written(hub: RunningHub, name: str, event: str) -> list[Any]:
    of = (Message.order_id == hub.seeded.orders[name].id, Message.event == event)
    return hub.rows(select(Message).where(*of).order_by(Message.id))


def bound(hub: RunningHub, name: str) -> list[tuple[str, str]]:
    of = OrderPhone.order_id == hub.seeded.orders[name].id
    return [(row.phone, row.how) for row in hub.rows(select(OrderPhone).where(of))]


def test_the_code_that_the_customer_reads_out_binds_the_phone_once_and_the_old_number_is_told(
    hub: RunningHub, gateway: Running, clerk: Person
) -> None:
    new, page = "13800138001", clerk.get(at(hub, "late"))
    assert f'href="{at(hub, "late", "/phone")}"' in page.text
    for _ in range(2):  # a second click sends nothing
        page = clerk.post(at(hub, "late", "/phone/code"), phone="＋86 138-0013 8001")
        assert (page.status_code, page.url.path) == (200, at(hub, "late", "/phone"))
    assert "138****8001" in page.text
    code = code_sent(gateway, new)
    assert re.fullmatch(r"\d{6}", code)
    (row,) = written(hub, "late", "phone-code")
    assert code not in row.parameters + row.key
    for shown in (page.text, clerk.get(at(hub, "late")).text):
        assert (code in shown, new in shown) == (False, False)
    for _ in range(2):
        page = clerk.post(at(hub, "late", "/phone/typed"), code=f" {code[:3]} {code[3:]}")
        assert (page.status_code, page.url.path) == (200, at(hub, "late"))
    assert "凭验证码绑定" in page.text
    assert new not in page.text
    assert bound(hub, "late") == [(new, "code")]
    (row,) = written(hub, "late", "phone-changed")
    until(lambda: [one for one in texts(gateway, IMPORTED, "SMS_PHONE_CHANGED") if one.out_id == row.key], 10)
    order_no = mask_number(hub.seeded.orders["late"].order_no)
    assert json.loads(row.parameters) == {"order": order_no, "new": "138****8001", "phone": "0877-0061234"}
    (event,) = events(hub, "late", "phone-bound")
    (employee,) = hub.rows(select(Employee.id).where(Employee.staff_no == "Y1"))[0]
    assert (event.actor, event.recorded_at) == (f"employee:{employee}", hub.clock.now())
    assert json.loads(event.details) == {"customer": hub.seeded.person.id, "how": "code"}
    read = clerk.post(at(hub, "late", "/personal"), field="phone", reason="check-papers")
    assert (new in read.text, IMPORTED in read.text) == (True, False)


def test_papers_bind_a_phone_once_however_often_it_is_clicked_and_the_log_says_which_and_why(
    hub: RunningHub, clerk: Person
) -> None:
    told = {"key": clerk.key, "phone": "13800138002", **PAPERS}
    with ThreadPoolExecutor() as hands:
        path = at(hub, "nearly", "/phone/papers")
        pages = list(hands.map(lambda _: clerk.http.post(path, data=told), range(4)))
    for page in pages:
        assert (page.status_code, page.url.path) == (200, at(hub, "nearly"))
        assert "凭证件绑定" in page.text
    (event,) = events(hub, "nearly", "phone-bound")
    assert json.loads(event.details) == {"customer": hub.seeded.person.id, "how": "papers", **PAPERS}
    clerk.post(at(hub, "nearly", "/phone/papers"), phone="13800138003", **PAPERS)
    assert bound(hub, "nearly") == [("13800138003", "papers")]
    assert [row.phone for row in written(hub, "nearly", "phone-changed")] == [IMPORTED, "13800138002"]
    assert "13800138" not in "".join(row.details for row in hub.rows(select(Event)))


def test_the_number_that_is_known_already_is_bound_and_nobody_is_told(hub: RunningHub, clerk: Person) -> None:
    clerk.post(at(hub, "waiting", "/phone/papers"), phone=IMPORTED, **PAPERS)
    assert bound(hub, "waiting") == [(IMPORTED, "papers")]
    assert written(hub, "waiting", "phone-changed") == []
    again = clerk.post(at(hub, "waiting", "/phone/code"), phone=IMPORTED)
    assert (again.status_code, "已经绑定在本工单" in again.text) == (422, True)


@pytest.mark.parametrize("missing", ["paper", "without_code"])
def test_without_saying_which_papers_and_why_nothing_is_bound(
    hub: RunningHub, clerk: Person, missing: str
) -> None:
    told = PAPERS | {missing: "x"}
    page = clerk.post(at(hub, "old", "/phone/papers"), phone="13800138004", **told)
    assert (page.status_code, "请选择看过的证件和原因" in page.text) == (422, True)
    assert bound(hub, "old") == []


@pytest.mark.parametrize("way", ["code", "papers"])
def test_what_is_no_mobile_number_is_told_and_gets_nothing(hub: RunningHub, clerk: Person, way: str) -> None:
    for typed in ("", "0877-0061234", "12012345678", "1380013800", "138001380011", "1380013800x"):
        page = clerk.post(at(hub, "old", f"/phone/{way}"), phone=typed, **PAPERS)
        assert (page.status_code, "这不是手机号" in page.text) == (422, True)
    assert (bound(hub, "old"), written(hub, "old", "phone-code")) == ([], [])


def test_five_wrong_codes_are_too_many_and_then_the_right_one_is_worth_nothing(
    hub: RunningHub, gateway: Running, clerk: Person
) -> None:
    clerk.post(at(hub, "paused", "/phone/code"), phone="13800138005")
    code = code_sent(gateway, "13800138005")
    pages = [clerk.post(at(hub, "paused", "/phone/typed"), code=another(code)).text for _ in range(5)]
    assert [("验证码不对" in page, "没有可用的验证码" in page) for page in pages] == [
        *[(True, False)] * 4,
        (False, True),
    ]
    assert "还可以输入 1 次" in pages[3]
    refused = clerk.post(at(hub, "paused", "/phone/typed"), code=code)
    assert (refused.status_code, "没有可用的验证码" in refused.text) == (422, True)
    assert (bound(hub, "paused"), len(events(hub, "paused", "phone-code-refused"))) == ([], 5)


def test_a_code_is_good_for_ten_minutes_for_who_sent_it_and_once(
    hub: RunningHub, gateway: Running, clerk: Person
) -> None:
    began, path = hub.clock.moment, at(hub, "parallel", "/phone")
    try:
        clerk.post(f"{path}/code", phone="13800138006")
        code = code_sent(gateway, "13800138006")
        colleague = employ(hub, "Y2", Post.HALL_STAFF, name="吴营业").settle()
        assert colleague.post(f"{path}/typed", code=code).status_code == 422
        hub.clock.turn(minutes=10)
        assert clerk.post(f"{path}/typed", code=code).status_code == 422
        clerk.post(f"{path}/code", phone="13800138006")
        newer = code_sent(gateway, "13800138006", before=1)
        assert clerk.post(f"{path}/typed", code=newer).url.path == at(hub, "parallel")
        clerk.post(f"{path}/papers", phone="13800138007", **PAPERS)
        assert clerk.post(f"{path}/typed", code=newer).status_code == 422
        assert bound(hub, "parallel") == [("13800138007", "papers")]
    finally:
        hub.clock.moment = began


def test_a_number_gets_few_codes_whoever_sends_them(hub: RunningHub, clerk: Person) -> None:
    began, new = hub.clock.moment, "13800138008"
    try:
        for sent in range(5):
            assert clerk.post(at(hub, "finished", "/phone/code"), phone=new).status_code == 200
            soon = clerk.post(at(hub, "old", "/phone/code"), phone=new)
            assert (soon.status_code, "请 1 分钟后再发" in soon.text) == (422, sent < 4)
            hub.clock.turn(minutes=2)
        often = clerk.post(at(hub, "finished", "/phone/code"), phone=new)
        assert (often.status_code, "已达 5 次" in often.text) == (422, True)
        assert len(written(hub, "finished", "phone-code")) == 5
    finally:
        hub.clock.moment = began


def test_who_has_sent_many_codes_today_sends_no_more(
    hub: RunningHub, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_codes, "BY_EMPLOYEE", SendLimits(per_day=0))
    page = clerk.post(at(hub, "old", "/phone/code"), phone="13800138009")
    assert (page.status_code, "已达上限" in page.text) == (422, True)


def test_texts_that_wait_follow_the_phone_and_so_does_one_that_is_sent_again(
    hub: RunningHub, clerk: Person
) -> None:
    later = {"due_at": hub.clock.now().replace(year=2030), "expires_at": hub.clock.now().replace(year=2031)}
    to = {"order_id": hub.seeded.orders["leaderless"].id, "event": "answer-to-customer", "phone": IMPORTED}
    waiting = write(hub, "F-waiting", MessageState.WAITING, **to, **later)
    begun = write(hub, "F-begun", MessageState.WAITING, **to, **later, tries=1)
    dead = write(hub, "F-dead", MessageState.DEAD, **to)
    handlers = write(hub, "F-handler", MessageState.WAITING, **(to | {"event": "urge-to-handler"}), **later)
    clerk.post(at(hub, "leaderless", "/phone/papers"), phone="13800138010", **PAPERS)

    def phones() -> dict[int, str]:
        return {row.id: row.phone for row in hub.rows(select(Message.id, Message.phone))}

    now = phones()
    assert [now[number] for number in (waiting, begun, dead, handlers)] == ["13800138010", *[IMPORTED] * 3]
    dispatcher = employ(hub, "D9", Post.DISPATCHER, name="王调度").settle()
    assert dispatcher.post(f"/staff/messages/{dead}/again").status_code == 200
    assert phones()[dead] == "13800138010"
    said = json.dumps({"order": "YK1", "code": "******", "minutes": "10"})
    code = write(hub, "F-code", MessageState.DEAD, **(to | {"event": "phone-code"}), parameters=said)
    assert dispatcher.post(f"/staff/messages/{code}/again").status_code == 409


def test_only_the_order_s_own_hall_binds(hub: RunningHub, clerk: Person) -> None:
    handler = employ(hub, HANDLERS_NUMBER, Post.HANDLER).settle()
    assert "/phone" not in handler.get(at(hub, "running")).text
    with writing(hub.engine) as connection:
        values = {
            "company_id": hub.seeded.company_id,
            "code": "beimen",
            "name_zh": "北门",
            "name_en": "North",
        }
        hall = connection.execute(insert(Hall).values(**values, phone="").returning(Hall.id)).scalar_one()
    elsewhere = employ(hub, "Y3", Post.HALL_STAFF, name="郑营业").settle()
    with writing(hub.engine) as connection:
        connection.execute(update(Employee).where(Employee.staff_no == "Y3").values(hall_id=hall))
    for somebody in (handler, elsewhere):
        assert somebody.get(at(hub, "running", "/phone")).status_code == 403
        for way in ("code", "typed", "papers"):
            refused = somebody.post(at(hub, "running", f"/phone/{way}"), phone="13800138011", **PAPERS)
            assert refused.status_code == 403
    assert (HALL, bound(hub, "running")) == ("hongta", [])
    assert clerk.get("/staff/orders/YK0/phone").status_code == 404
