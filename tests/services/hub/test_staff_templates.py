"""Templates at the staff's pages: a company's own words, for whom, from when on, and never over another's."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select, text, update

from services.hub.domain.messages import MessageEvent
from services.hub.domain.posts import Post
from services.hub.domain.templates import FILLINGS, Fault
from services.hub.staff.words import WORDS
from services.hub.store.engine import reading, writing
from services.hub.store.models import Company, Customer, Event, Handler, Message, MessageTemplate
from services.hub.usecases.load_data import DATA_DIRECTORY, load_data_files
from services.hub.usecases.outgoing import words_in_force
from services.hub.usecases.templates import ALL
from tests.e2e.processes import until
from tests.services.hub.databases import POSTGRESQL_ALONE, SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.staff_people import Person, employ
from tests.services.hub.urging import ask

MOBILE = "14212340002"
URGE = "/staff/templates/urge-to-handler/all/zh"
ANSWER = "/staff/templates/answer-to-customer"
OF_URGE = {
    "text": "请办理：工单{order}，{urge}",
    "provider_code": "SMS_200001",
    "reason": "更短",
}
OF_ANSWER = {
    "text": "贵公司的工单{order}：{answer}",
    "provider_code": "SMS_200002",
    "reason": "企业客户另写",
}


def dispatcher_of(hub: RunningHub) -> Person:
    return employ(hub, "D1", Post.DISPATCHER, name="王调度").settle()


def seen(page: str) -> str:
    """Which version the form on the page was made for."""
    return str(re.findall(r'name="seen" value="(\d+)"', page)[0])


def save(who: Person, at: str, fields: dict[str, str]) -> httpx.Response:
    return who.post(at, **{"seen": seen(who.get(at).text), "do": "save"} | fields)


def own(hub: RunningHub) -> list[Any]:
    query = select(MessageTemplate).where(MessageTemplate.company_id.is_not(None))
    return hub.rows(query.order_by(MessageTemplate.id))


def sent(hub: RunningHub) -> list[str]:
    """The codes that messages were written under."""
    query = select(MessageTemplate.provider_code).join(Message, Message.template_id == MessageTemplate.id)
    return [row.provider_code for row in hub.rows(query.order_by(Message.id))]


@pytest.fixture(scope="module")
def dispatcher(still: RunningHub) -> Person:
    return dispatcher_of(still)


@pytest.fixture(scope="module")
def urge_no(still: RunningHub, looking: dict[str, str]) -> str:
    return str(ask(still, "running", looking).json()["urge_no"])


def test_an_edit_holds_for_what_is_written_after_it_and_is_logged(
    hub: RunningHub, session: dict[str, str]
) -> None:
    with writing(hub.engine) as connection:
        connection.execute(update(Handler).values(phone=MOBILE))
    who = dispatcher_of(hub)
    ask(hub, "running", session)
    before = seen(who.get(URGE).text)
    page = save(who, URGE, OF_URGE)
    assert (page.status_code, page.url.path) == (200, URGE)
    assert "本单位第 1 版" in page.text
    ask(hub, "nearly", session)
    assert sent(hub) == ["SMS_URGE_HANDLER", "SMS_200001"]
    assert hub.rows(select(MessageTemplate.text).where(MessageTemplate.id == int(before)))[0].text
    listed = who.get("/staff/templates").text
    assert "王调度 D1" in listed
    assert OF_URGE["text"] in listed
    (event,) = hub.rows(select(Event).where(Event.kind == "template-saved"))
    told = {"event": "urge-to-handler", "customer_kind": "", "language": "zh", "version": "1"}
    assert json.loads(event.details) == told | {"provider_code": "SMS_200001", "reason": "更短"}
    assert event.actor.startswith("employee:")
    log = employ(hub, "A1", Post.AUDITOR).settle().get("/staff/logs?group=rules").text
    assert "保存短信模板" in log
    assert "理由： 更短" in log


def test_of_two_at_once_one_is_saved_and_the_other_is_told(hub: RunningHub) -> None:
    who = dispatcher_of(hub)
    began, key = seen(who.get(URGE).text), who.key

    def press(number: int) -> httpx.Response:
        fields = OF_URGE | {"text": OF_URGE["text"] + "快" * number, "provider_code": f"SMS_{number}"}
        sent = {"key": key, "seen": began, "do": "save", **fields}
        cookies = dict(who.http.cookies)
        return httpx.post(f"{hub.url}{URGE}", data=sent, cookies=cookies, timeout=30)

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(press, (1, 2, 3)))
    assert sorted(each.status_code for each in answers) == [303, 409, 409]
    (row,) = own(hub)
    late = next(each for each in answers if each.status_code == 409)
    assert "没有保存" in late.text
    assert row.text in late.text  # what is in force by now, beside what they typed
    assert seen(late.text) == str(row.id)


def test_a_message_that_is_sent_again_goes_under_the_code_that_its_words_have_by_then(
    hub: RunningHub, session: dict[str, str]
) -> None:
    with writing(hub.engine) as connection:
        connection.execute(update(Handler).values(phone=MOBILE))
    who = dispatcher_of(hub)
    for name in ("running", "nearly"):
        ask(hub, name, session)
        with writing(hub.engine) as connection:
            connection.execute(update(Message).values(state="dead", reason="bad-template"))
    first, second = (row.id for row in hub.rows(select(Message.id).order_by(Message.id)))
    (file,) = hub.rows(select(MessageTemplate).where(MessageTemplate.event == "urge-to-handler"))
    who.post(f"/staff/messages/{first}/again")
    save(who, URGE, {"text": file.text, "provider_code": "SMS_77", "reason": "平台给的编号"})
    save(who, URGE, OF_URGE)  # other words are not what was written
    who.get("/staff/messages")
    who.post(f"/staff/messages/{second}/again")
    assert sent(hub) == ["SMS_URGE_HANDLER", "SMS_77"]


@POSTGRESQL_ALONE
def test_of_two_who_have_both_looked_before_either_wrote_one_is_told(hub: RunningHub) -> None:
    """A lock of the test's holds them at writing."""
    who = dispatcher_of(hub)
    fields = OF_URGE | {"key": who.key, "seen": seen(who.get(URGE).text), "do": "save"}
    cookies = dict(who.http.cookies)

    def press(number: int) -> int:
        code = {"provider_code": f"SMS_{number}", "text": OF_URGE["text"] + "快" * number}
        return httpx.post(f"{hub.url}{URGE}", data=fields | code, cookies=cookies, timeout=30).status_code

    def waiting() -> bool:
        ours = "datname = current_database() AND wait_event_type = 'Lock'"
        return bool(hub.rows(text(f"SELECT count(*) FROM pg_stat_activity WHERE {ours}"))[0][0] == 2)

    with ThreadPoolExecutor(2) as pool:
        with writing(hub.engine) as connection:
            connection.execute(text("LOCK TABLE message_templates IN SHARE ROW EXCLUSIVE MODE"))
            pressed = [pool.submit(press, number) for number in (1, 2)]
            until(waiting, 4)
        assert sorted(each.result() for each in pressed) == [303, 409]


def test_words_for_a_kind_of_customer_go_before_those_for_all_and_fall_back_when_withdrawn(
    hub: RunningHub,
) -> None:
    who = dispatcher_of(hub)
    assert "没有为这类客户单独写过文字" in who.get(f"{ANSWER}/company/zh").text
    save(who, f"{ANSWER}/company/zh", OF_ANSWER)

    def codes() -> list[str]:
        with reading(hub.engine) as connection:
            told = MessageEvent.ANSWER_TO_CUSTOMER
            company = hub.seeded.company_id
            return [
                words_in_force(connection, told, company, kind).provider_code
                for kind in ("", "person", "company")
            ]

    file, firms = "SMS_ANSWER_CUSTOMER", "SMS_200002"
    assert codes() == [file, file, firms]
    save(who, f"{ANSWER}/all/zh", OF_ANSWER | {"text": "工单{order}：{answer}", "provider_code": "SMS_3"})
    assert codes() == ["SMS_3", "SMS_3", firms]
    page = who.post(
        f"{ANSWER}/company/zh/withdraw", seen=seen(who.get(f"{ANSWER}/company/zh").text), reason=""
    )
    assert (page.status_code, "请写修改理由" in page.text) == (422, True)
    page = who.post(f"{ANSWER}/company/zh/withdraw", seen=seen(page.text), reason="不再单独写")
    assert "已撤回" in page.text
    assert codes() == ["SMS_3", "SMS_3", "SMS_3"]
    again = who.post(f"{ANSWER}/company/zh/withdraw", seen=seen(page.text), reason="再撤")
    assert again.status_code == 409
    assert save(who, f"{ANSWER}/company/zh", OF_ANSWER).status_code == 200
    assert codes() == ["SMS_3", "SMS_3", firms]
    assert [(row.customer_kind, row.version, row.text != "") for row in own(hub)] == [
        *[("company", "1", True), ("", "1", True)],
        *[("company", "2", False), ("company", "3", True)],
    ]


def test_the_kind_is_that_of_whoever_the_message_goes_to(hub: RunningHub, session: dict[str, str]) -> None:
    with writing(hub.engine) as connection:
        connection.execute(update(Customer).values(phone=MOBILE))
        agent = update(Customer).where(Customer.id == hub.seeded.agent.id)
        connection.execute(agent.values(kind="company"))
    who = dispatcher_of(hub)
    save(who, f"{ANSWER}/company/zh", OF_ANSWER)
    for name in ("running", "nearly"):  # the first is looked after by the agent
        number = ask(hub, name, session).json()["urge_no"]
        who.post(f"/staff/items/{number}/answer", text="明天到场")
    assert [code for code in sent(hub) if "URGE" not in code] == ["SMS_200002", "SMS_ANSWER_CUSTOMER"]


def test_no_start_of_a_hub_undoes_an_edit_nor_touches_another_company(
    hub: RunningHub, tmp_path: Path
) -> None:
    who = dispatcher_of(hub)
    save(who, URGE, OF_URGE)
    with writing(hub.engine) as connection:
        values = {"code": "elsewhere", "name_zh": "别的供电局", "name_en": "Another one"}
        other = connection.execute(insert(Company).values(values).returning(Company.id)).scalar_one()

    def codes() -> list[str]:
        with reading(hub.engine) as connection:
            event, companies = MessageEvent.URGE_TO_HANDLER, (hub.seeded.company_id, other)
            return [words_in_force(connection, event, each, "").provider_code for each in companies]

    assert load_data_files(hub.engine) == []
    assert codes() == ["SMS_200001", "SMS_URGE_HANDLER"]
    directory = shutil.copytree(DATA_DIRECTORY, tmp_path / "data")
    file = directory / "messages" / "urge-to-handler.toml"
    written = file.read_text("utf-8").replace('version = "2"', 'version = "3"')
    file.write_text(written.replace("SMS_URGE_HANDLER", "SMS_NEW").replace("客户催办：", "催办："), "utf-8")
    assert load_data_files(hub.engine, directory) == ["message urge-to-handler 3"]
    assert codes() == ["SMS_200001", "SMS_NEW"]
    page = who.get(URGE).text
    assert "数据文件后来有了第 3 版" in page
    who.post(f"{URGE}/withdraw", seen=seen(page), reason="用新的")
    assert codes() == ["SMS_NEW", "SMS_NEW"]
    assert "数据文件后来有了" not in who.get(URGE).text


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"text": ""}, "text", "请写文字"),
        ({"text": "工单{order}，{urge}{answer}"}, "text", "这类短信不能用占位符 {answer}"),
        ({"text": "工单{order}，{urge}{foo}"}, "text", "没有占位符 {foo}"),
        ({"text": "{姓名}的工单{order}，{urge}"}, "text", "{姓名} 是个人信息"),
        ({"text": "工单{order}"}, "text", "缺少占位符 {urge}"),
        ({"text": "工单{order}，{urge}" + "很长" * 60}, "text", "要发 3 条"),
        ({"provider_code": ""}, "provider_code", "请填平台给的编号"),
        ({"provider_code": "SMS 1"}, "provider_code", "请填平台给的编号"),
        ({"provider_code": "SMS_URGE_HANDLER"}, "provider_code", "已对应别的文字"),
        ({"provider_code": "SMS_ANSWER_CUSTOMER"}, "provider_code", "已对应别的文字"),
        ({"reason": ""}, "reason", "请写修改理由"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_saved(
    still: RunningHub, dispatcher: Person, typed: dict[str, str], field: str, why: str
) -> None:
    page = save(dispatcher, URGE, OF_URGE | typed)
    beside = re.search(rf'id="{field}-wrong" role="alert">(.*?)</p>', page.text)
    assert (page.status_code, own(still)) == (422, [])
    assert beside is not None
    assert why in beside.group(1)
    assert page.text.count('aria-invalid="true"') == 1
    assert OF_URGE["provider_code"] in page.text or field == "provider_code"


def test_the_same_again_is_no_version(still: RunningHub, dispatcher: Person) -> None:
    (row,) = still.rows(select(MessageTemplate).where(MessageTemplate.event == "urge-to-handler"))
    same = {"text": row.text, "provider_code": row.provider_code, "reason": "再来"}
    page = save(dispatcher, URGE, same)
    assert (page.status_code, "和现用版本一样" in page.text) == (422, True)


def test_words_are_tried_on_a_real_order_and_not_saved(
    still: RunningHub, dispatcher: Person, urge_no: str
) -> None:
    order = still.seeded.orders["running"].order_no
    page = dispatcher.get(URGE).text
    assert f"客户催办：工单{order}，环节“设计文件审核”，催办编号{urge_no}" in page
    assert "1 条" in page or "2 条" in page
    page = dispatcher.post(URGE, **OF_URGE, seen=seen(page), do="try", order=order).text
    assert f"请办理：工单{order}，{urge_no}</blockquote>" in page
    assert "尚未保存" in page
    assert own(still) == []
    assert "不能预览" in dispatcher.get(f"{URGE}?order=YK0").text
    assert "不能预览" in dispatcher.get(f"{URGE}?order={still.seeded.orders['late'].order_no}").text


def test_a_customer_s_message_is_shown_with_the_end_of_the_order_s_number_alone(
    still: RunningHub, dispatcher: Person
) -> None:
    order = still.seeded.orders["other"].order_no
    page = dispatcher.get(f"/staff/templates/stage-to-customer/all/zh?order={order}").text
    text = re.findall(r"<blockquote[^>]*>([^<]*)", page)[0]
    assert "已进入“装表接电”环节" in text
    assert order not in text
    assert order[-2:] in text
    for personal in ("恒源", "买买提", "棋阳路"):
        assert personal not in page


@SQLITE_ALONE
@pytest.mark.parametrize(
    "at",
    ["x/all/zh", "urge-to-handler/x/zh", "urge-to-handler/person/zh", "urge-to-handler/all/en", "%00/all/zh"],
)
def test_what_has_no_words_of_its_own_is_not_found(dispatcher: Person, at: str) -> None:
    assert dispatcher.get(f"/staff/templates/{at}").status_code == 404


@SQLITE_ALONE
def test_every_template_has_a_page_in_the_list(dispatcher: Person) -> None:
    listed = re.findall(r'href="(/staff/templates/[^"]*)"', dispatcher.get("/staff/templates").text)
    assert len(listed) == len(set(listed)) == len(ALL)
    assert all(dispatcher.get(at).status_code == 200 for at in listed)


def test_every_fault_and_filling_has_words() -> None:
    fillings = {f"filling.{name}" for known in FILLINGS.values() for name in known}
    assert {f"fault.{fault.value}" for fault in Fault} | fillings <= set(WORDS["zh"])
