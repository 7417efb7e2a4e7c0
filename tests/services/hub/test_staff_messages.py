"""The message log at the staff's pages: what was sent, what did not arrive, and sending that again."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from services.hub.channels.base import Reason
from services.hub.domain.messages import EXPIRED, MessageEvent, MessageState
from services.hub.domain.posts import Post
from services.hub.staff import messages
from services.hub.staff.words import WORDS
from services.hub.store.engine import writing
from services.hub.store.models import Company, Employee, Event, Message, MessageTemplate
from tests.services.hub.running import START, RunningHub
from tests.services.hub.staff_people import Person, employ

PHONE = "14212340002"
URGED = {"order": "YK1", "stage": "设计文件审核", "urge": "CB1", "moment": "11月20日10:00"}


def write(hub: RunningHub, key: str, state: MessageState, event: str = "urge-to-handler", **more: Any) -> int:
    """A message of the seeded company, as it is after its fate."""
    of_event = select(MessageTemplate.id).where(MessageTemplate.event == event)
    template = of_event.order_by(MessageTemplate.id).limit(1).scalar_subquery()
    values = {
        "key": key,
        "company_id": hub.seeded.company_id,
        "event": event,
        "order_id": hub.seeded.orders["running"].id,
        "template_id": template,
        "phone": PHONE,
        "parameters": json.dumps(URGED | {"answer": "明天到场", "phone": "0877-0061234"}),
        "state": state.value,
        "created_at": START,
        "expires_at": START,
        "due_at": START,
    }
    with writing(hub.engine) as connection:
        statement = insert(Message).values(values | more).returning(Message.id)
        return int(connection.execute(statement).scalar_one())


@pytest.fixture(scope="module")
def written(still: RunningHub) -> dict[str, int]:
    """One of each fate; and one about another order."""
    found = {state.value: write(still, f"M-{state.value}", state) for state in MessageState}
    with writing(still.engine) as connection:
        dead = update(Message).where(Message.id == found["dead"])
        connection.execute(dead.values(reason="bad-number", code="isv.MOBILE_NUMBER_ILLEGAL", tries=3))
    other = still.seeded.orders["late"].id
    found["other"] = write(
        still, "M-other", MessageState.DELIVERED, "answer-to-customer", order_id=other, reported_at=START
    )
    return found


@pytest.fixture(scope="module")
def dispatcher(still: RunningHub) -> Person:
    return employ(still, "D1", Post.DISPATCHER, name="王调度").settle()


def shown(page: str) -> list[str]:
    return re.findall(r'class="strong" data-is="事项">([^<]*)', page)


def test_the_log_has_all_newest_first_with_their_fate_and_masked_numbers(
    dispatcher: Person, written: dict[str, int]
) -> None:
    page = dispatcher.get("/staff/messages").text
    assert shown(page) == ["答复给客户", *["催办给办理人"] * len(MessageState)]
    assert PHONE not in page
    assert "142****0002" in page
    for fate in ("待发送", "已提交运营商", "已送达", "未送达", "发送失败", "号码不对", "已试 3 次"):
        assert fate in page
    assert "设计文件审核" in page


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({"state": "dead"}, 1),
        ({"state": "delivered"}, 2),
        ({"event": "answer-to-customer"}, 1),
        ({"event": "stage-to-customer"}, 0),
        ({"state": "delivered", "event": "urge-to-handler"}, 1),
        ({"order": "YK2026110003"}, 1),
        ({"order": "YK2026110001"}, 5),
        ({"order": "' OR 1=1"}, 0),
    ],
)
@pytest.mark.usefixtures("written")
def test_it_is_cut_by_fate_event_and_order(dispatcher: Person, sought: dict[str, str], found: int) -> None:
    page = dispatcher.http.get("/staff/messages", params=sought)
    assert (page.status_code, len(shown(page.text))) == (200, found)


@pytest.mark.parametrize(
    "sought", [{"state": "x"}, {"event": "x"}, {"before": "x"}, {"before": "9" * 30}, {"order": "a\0b"}]
)
def test_what_cannot_be_sought_is_told(dispatcher: Person, sought: dict[str, str]) -> None:
    page = dispatcher.http.get("/staff/messages", params=sought)
    assert (page.status_code, "查询条件不对" in page.text) == (422, True)


@pytest.mark.parametrize("at", ["/staff/messages?event=urge-to-handler", "/staff/messages/dead"])
@pytest.mark.usefixtures("written")
def test_pages_follow_each_other_by_key(dispatcher: Person, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shown(dispatcher.get(at).text)
    monkeypatch.setattr(messages, "PAGE", 1)
    seen, address = [], at
    while address:
        page = dispatcher.get(address).text
        seen += shown(page)
        older = re.findall(r'href="([^"]*before=[^"]*)"', page)
        address = older[0].replace("&amp;", "&") if older else ""
    assert seen == whole


def test_what_did_not_arrive_is_listed_and_maintenance_sends_none_of_it(
    still: RunningHub, dispatcher: Person, written: dict[str, int]
) -> None:
    page = dispatcher.get("/staff/messages/dead").text
    again = {f"/staff/messages/{written[fate]}/again" for fate in ("dead", "undelivered")}
    assert set(re.findall(r'action="([^"]*again)"', page)) == again
    keeper = employ(still, "M1", Post.MAINTENANCE, name="孙运维").settle()
    page = keeper.get("/staff/messages/dead").text
    assert len(shown(page)) == len(again)
    assert not re.findall(r"/staff/messages/\d+/again", page)
    assert "/staff/orders/" not in page
    assert keeper.post(f"/staff/messages/{written['dead']}/again").status_code == 403


def test_one_is_sent_again_once_with_the_name_of_who_wanted_it_and_none_of_another_company(
    hub: RunningHub,
) -> None:
    number = write(hub, "M-1", MessageState.DEAD, reason="expired")
    dispatcher = employ(hub, "D1", Post.DISPATCHER, name="王调度").settle()
    hub.clock.turn(minutes=1)
    page = dispatcher.post(f"/staff/messages/{number}/again")
    assert page.url.path == "/staff/messages"
    assert page.url.params["order"] == hub.seeded.orders["running"].order_no
    assert "待发送" in page.text
    (row,) = hub.rows(select(Message))
    assert (row.state, row.key, row.due_at) == ("waiting", "M-1~2", hub.clock.now())
    twice = dispatcher.post(f"/staff/messages/{number}/again")
    assert (twice.status_code, "不能重新发送" in twice.text) == (409, True)
    (employee,) = hub.rows(select(Employee.id))[0]
    (event,) = hub.rows(select(Event).where(Event.kind == "message-sent-again"))
    assert (event.actor, json.loads(event.details)) == (
        f"employee:{employee}",
        {"message": number, "was": "dead"},
    )
    with writing(hub.engine) as connection:
        connection.execute(update(Message).values(state="dead"))
        values = {"code": "elsewhere", "name_zh": "别的供电局", "name_en": "Another one"}
        company = connection.execute(insert(Company).values(values).returning(Company.id)).scalar_one()
        connection.execute(update(Employee).values(company_id=company))
    for at in ("/staff/messages", "/staff/messages/dead"):
        assert shown(dispatcher.get(at).text) == []
    for name in (str(number), "0", "x", "9" * 30):
        assert dispatcher.post(f"/staff/messages/{name}/again").status_code == 404
    assert "没有在办的工单" in dispatcher.get("/staff/orders").text
    assert dispatcher.get(f"/staff/orders/{hub.seeded.orders['running'].order_no}").status_code == 404
    assert [row.state for row in hub.rows(select(Message.state))] == ["dead"]


def test_all_that_a_message_can_be_has_words() -> None:
    codes = [
        *(f"fate.{state.value}" for state in MessageState),
        *(f"event.{event.value}" for event in MessageEvent),
        *(f"unsent.{why}" for why in (EXPIRED, *(reason.value for reason in Reason))),
    ]
    assert not [code for code in codes if code not in WORDS["zh"]]
