"""The language of a customer's texts: as they last used a terminal, or asked for at a hall."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from services.contracts.problems import Code
from services.hub.domain.posts import Post
from services.hub.store.engine import writing
from services.hub.store.models import Customer, Event, FlowStage, Message, MessageTemplate, OrderStage
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import EnrolledKiosk, RunningHub
from tests.services.hub.staff_people import Person, employ
from tests.services.hub.test_staff_templates import OF_ANSWER, save
from tests.services.hub.urging import ask, code_of

LANGUAGE = "/api/v1/sessions/current/language"
IN_ENGLISH = {"text": "Order {order}: {answer}", "provider_code": "SMS_9", "reason": "short"}


def speak(hub: RunningHub, session: dict[str, str], language: str) -> httpx.Response:
    return hub.http.put(LANGUAGE, headers=session, json={"language": language})


def dispatcher_of(hub: RunningHub) -> Person:
    return employ(hub, "D1", Post.DISPATCHER, name="王调度").settle()


def answer(hub: RunningHub, who: Person, name: str, session: dict[str, str], **said: str) -> None:
    number = ask(hub, name, session).json()["urge_no"]
    who.post(f"/staff/items/{number}/answer", **{"text": "Tomorrow morning", **said})


def answers(hub: RunningHub) -> list[tuple[str, dict[str, Any]]]:
    """Under which code each was written, and what was filled in."""
    query = select(MessageTemplate.provider_code, Message.parameters).join(
        Message, Message.template_id == MessageTemplate.id
    )
    rows = hub.rows(query.where(Message.event == "answer-to-customer").order_by(Message.id))
    return [(row.provider_code, json.loads(row.parameters)) for row in rows]


def chosen(hub: RunningHub) -> list[Any]:
    return hub.rows(select(Event).where(Event.kind == "language-chosen").order_by(Event.id))


def test_who_reads_english_is_answered_in_english_from_then_on(
    hub: RunningHub, session: dict[str, str]
) -> None:
    who = dispatcher_of(hub)
    answer(hub, who, "nearly", session)
    assert speak(hub, session, "en").status_code == 204
    answer(hub, who, "late", session, new_day="2026-12-01")
    assert speak(hub, session, "zh").status_code == 204
    answer(hub, who, "leaderless", session)
    stage = hub.rows(
        select(FlowStage.name_en)
        .join(OrderStage, OrderStage.flow_stage_id == FlowStage.id)
        .where(OrderStage.id == int(hub.seeded.orders["late"].stage))
    )[0].name_en
    (chinese, english, again) = answers(hub)
    assert [each[0] for each in (chinese, english, again)] == [
        *("SMS_ANSWER_CUSTOMER", "SMS_ANSWER_CUSTOMER_EN", "SMS_ANSWER_CUSTOMER"),
    ]
    assert chinese[1]["answer"] == "Tomorrow morning"
    assert english[1]["answer"] == "Tomorrow morning, now expected on 1 December"
    assert english[1]["stage"] == stage != chinese[1]["stage"]


def test_the_terminal_is_told_what_is_known_and_each_change_is_kept_once(
    hub: RunningHub, kiosk: EnrolledKiosk
) -> None:
    number = hub.seeded.person.account_no
    assert hub.sign_in(kiosk, number).json()["customer_language"] == "zh"
    session = hub.session(kiosk, number)
    for language in ("en", "en", "zh"):
        assert speak(hub, session, language).status_code == 204
    assert [json.loads(row.details)["language"] for row in chosen(hub)] == ["en", "zh"]
    assert chosen(hub)[0].actor == f"customer:{hub.seeded.person.id}"
    speak(hub, session, "en")
    assert hub.sign_in(kiosk, number).json()["customer_language"] == "en"
    assert hub.sign_in(kiosk, hub.seeded.firm.account_no).json()["customer_language"] == "zh"


@SQLITE_ALONE
@pytest.mark.parametrize("body", [{}, {"language": "fr"}, {"language": ""}, {"language": 1}])
def test_what_is_no_language_of_ours_is_refused(
    still: RunningHub, looking: dict[str, str], body: dict[str, object]
) -> None:
    refused = still.http.put(LANGUAGE, headers=looking, json=body)
    assert (refused.status_code, code_of(refused)) == (422, Code.MALFORMED)
    assert chosen(still) == []


@SQLITE_ALONE
def test_nobody_s_language_is_set_without_a_session(still: RunningHub, looking: dict[str, str]) -> None:
    bare = {key: value for key, value in looking.items() if key != "Authorization"}
    assert code_of(still.http.put(LANGUAGE, headers=bare, json={"language": "en"})) == Code.SESSION_ENDED


def test_of_an_order_that_an_agent_looks_after_the_agent_s_language_counts(
    hub: RunningHub, session: dict[str, str]
) -> None:
    who = dispatcher_of(hub)
    speak(hub, session, "en")
    with writing(hub.engine) as connection:
        agent = update(Customer).where(Customer.id == hub.seeded.agent.id)
        connection.execute(agent.values(phone="14212340009"))
    answer(hub, who, "running", session)
    assert [code for code, _ in answers(hub)] == ["SMS_ANSWER_CUSTOMER"]


def test_a_company_s_words_are_of_one_language_and_where_there_are_none_it_is_chinese(
    hub: RunningHub, session: dict[str, str]
) -> None:
    who = dispatcher_of(hub)
    at = "/staff/templates/answer-to-customer"
    save(who, f"{at}/all/zh", OF_ANSWER)
    speak(hub, session, "en")
    answer(hub, who, "nearly", session)
    assert save(who, f"{at}/all/en", IN_ENGLISH).status_code == 200
    answer(hub, who, "late", session)
    assert [code for code, _ in answers(hub)] == ["SMS_ANSWER_CUSTOMER_EN", "SMS_9"]
    with writing(hub.engine) as connection:
        english = update(MessageTemplate).where(MessageTemplate.language == "en")
        connection.execute(english.values(provider_code=""))
    page = who.get(f"{at}/all/en").text
    answer(hub, who, "leaderless", session)
    assert answers(hub)[-1][0] == "SMS_200002"
    assert '<textarea id="text"' in page
    assert "</textarea>" in page.split('lang="en" required aria-describedby="fillings">')[1][:11]


def test_hall_staff_set_it_for_whoever_gets_the_order_s_texts(
    hub: RunningHub, session: dict[str, str]
) -> None:
    clerk = employ(hub, "Y1", Post.HALL_STAFF, name="周营业").settle()
    who = dispatcher_of(hub)
    order = f"/staff/orders/{hub.seeded.orders['running'].order_no}"
    assert 'class="count">英文' not in clerk.get(order).text
    page = clerk.post(f"{order}/phone/language", language="en")
    assert (page.status_code, page.url.path) == (200, f"{order}/phone")
    assert '<option value="en" selected>' in page.text
    assert 'class="count">英文' in clerk.get(order).text
    clerk.get(f"{order}/phone")
    clerk.post(f"{order}/phone/language", language="fr")
    (event,) = chosen(hub)
    assert event.actor.startswith("employee:")
    assert json.loads(event.details) == {"customer": hub.seeded.agent.id, "language": "en"}
    number = ask(hub, "running", session).json()["urge_no"]
    assert "客户的短信用英文" in who.get(f"/staff/items/{number}").text
    who.post(f"/staff/items/{number}/answer", text="Tomorrow")
    assert [code for code, _ in answers(hub)] == ["SMS_ANSWER_CUSTOMER_EN"]
    log = employ(hub, "A1", Post.AUDITOR).settle().get("/staff/logs?group=phones").text
    assert "选择短信语言" in log
    assert "语言： 英文" in log
