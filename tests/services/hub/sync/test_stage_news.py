"""Customers are told when their order enters a stage: of news alone, once, of the last of several moves."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text, update

from services.hub.store.engine import writing
from services.hub.store.models import Company, Customer, Event, Message, MessageTemplate
from services.hub.sync.cli import import_files
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.sync.importing import LI, NOW, WANG, Office, begin, customer, order, stage

MOBILE = "14212345678"
SURVEYED = stage("现场勘查", "完成", 实际开始="2026-11-03 10:15", 实际完成="2026-11-21", **WANG)
REPLYING = stage(
    "答复供电方案", "在办", 实际开始="2026-11-21 16:00", 计划完成="2026-11-25", **{**LI, "电话": MOBILE}
)
AHEAD = stage("签订合同", "未开始", 计划开始="2026-11-26", 计划完成="2026-11-27")


@pytest.fixture
def office(office: Office) -> Office:
    """With an order that came in two weeks ago, and whose customer has a mobile telephone."""
    begin(office)
    with writing(office.engine) as connection:
        connection.execute(update(Customer).values(phone=MOBILE))
    return office


def messages(office: Office) -> list[Any]:
    with writing(office.engine) as connection:
        return list(connection.execute(select(Message).order_by(Message.id)))


def said(office: Office) -> list[str]:
    return [json.loads(row.parameters)["stage"] for row in messages(office)]


def test_a_move_tells_by_when_it_is_done_what_comes_next_and_whom_to_call(office: Office) -> None:
    assert messages(office) == []  # nothing of the first import
    office.take([SURVEYED, REPLYING, AHEAD])
    (row,) = messages(office)
    assert (row.event, row.phone, row.urge_id) == ("stage-to-customer", MOBILE, None)
    assert json.loads(row.parameters) == {
        "order": "**01",
        "stage": "答复供电方案",
        "due": "预计11月25日前办结。",
        "need": "",
        "next": "下一环节“签订合同”预计11月26日开始。",
        "phone": MOBILE,
    }


def test_who_reads_english_is_told_in_english(office: Office) -> None:
    with writing(office.engine) as connection:
        connection.execute(update(Customer).values(language="en"))
    office.take([SURVEYED, REPLYING, AHEAD])
    (row,) = messages(office)
    told = json.loads(row.parameters)
    assert (told["due"], told["next"]) == (
        "Expected to be done by 25 November. ",
        "Next: Contract, expected from 26 November. ",
    )
    with writing(office.engine) as connection:
        of_it = select(MessageTemplate).where(MessageTemplate.id == row.template_id)
        template = connection.execute(of_it).one()
    assert (template.language, template.provider_code) == ("en", "SMS_STAGE_CUSTOMER_EN")


@SQLITE_ALONE
def test_it_is_told_once_whatever_comes_again(office: Office) -> None:
    office.take([SURVEYED, REPLYING])
    office.take([SURVEYED, REPLYING])
    office.take([SURVEYED, REPLYING], as_of="2026-11-22 11:00")
    office.take([{**REPLYING, "计划完成": "2026-11-30"}], as_of="2026-11-22 11:30")
    assert len(messages(office)) == 1


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("entered", "known"),
    [("2026-11-22 08:00", True), ("2026-11-21", True), ("2026-11-20 16:00", False), ("2026-11-16", False)],
)
def test_what_began_days_ago_is_no_news(office: Office, entered: str, known: bool) -> None:
    office.take([{**REPLYING, "实际开始": entered}])
    assert bool(messages(office)) is known


@SQLITE_ALONE
def test_how_long_it_is_news_is_the_companys_to_say(office: Office) -> None:
    with writing(office.engine) as connection:
        connection.execute(update(Company).values(stage_news_days=7))
    office.take([{**REPLYING, "实际开始": "2026-11-16"}])
    assert len(messages(office)) == 1


@SQLITE_ALONE
def test_of_several_moves_the_last_is_told(office: Office) -> None:
    replied = {**REPLYING, "动作": "完成", "实际完成": "2026-11-21"}
    signing = stage("签订合同", "在办", 实际开始="2026-11-22 09:00", 计划完成="2026-11-24", **LI)
    office.take([SURVEYED, replied, signing])
    assert said(office) == ["签订合同"]
    assert "请备：" in json.loads(messages(office)[0].parameters)["need"]


@SQLITE_ALONE
def test_what_was_not_sent_yet_gives_way_to_the_next_move_and_what_was_stays(office: Office) -> None:
    office.take([SURVEYED, REPLYING])
    signing = stage("签订合同", "在办", 实际开始="2026-11-22 09:00", **LI)
    metering = stage("装表接电", "在办", 实际开始="2026-11-22 10:00", **LI)
    office.take([signing], as_of="2026-11-22 09:30")
    assert said(office) == ["签订合同"]
    with writing(office.engine) as connection:
        (row,) = connection.execute(select(Event.details).where(Event.kind == "message-overtaken"))
        assert json.loads(row.details)["message"].endswith("stage-to-customer")
        connection.execute(update(Message).values(state="accepted", tries=1))
    office.take([metering], as_of="2026-11-22 10:30")
    assert said(office) == ["签订合同", "装表接电"]


@SQLITE_ALONE
def test_an_order_that_is_paused_or_over_tells_of_no_stage(office: Office) -> None:
    office.take([order(工单状态="暂停", 原因="客户申请暂停")], [SURVEYED, REPLYING])
    assert messages(office) == []


@SQLITE_ALONE
def test_a_new_order_of_a_later_day_tells_of_its_first_stage(office: Office) -> None:
    office.take(
        [customer("1002", 联系电话=MOBILE)],
        [order("W002", 客户编号="1002", 受理日期="2026-11-22")],
        [stage("业务受理", "在办", "W002", 实际开始="2026-11-22 09:00", **LI)],
    )
    assert said(office) == ["业务受理"]


@SQLITE_ALONE
def test_a_first_import_tells_nothing_even_of_today(office: Office) -> None:
    with writing(office.engine) as connection:
        for table in ("set_aside_rows", "import_files"):
            connection.execute(text(f"DELETE FROM {table}"))
    office.take([SURVEYED, REPLYING])
    assert messages(office) == []


@SQLITE_ALONE
def test_without_a_mobile_number_the_record_says_so(office: Office) -> None:
    with writing(office.engine) as connection:
        connection.execute(update(Customer).values(phone="0877-0000001"))
    office.take([SURVEYED, REPLYING])
    with writing(office.engine) as connection:
        (row,) = connection.execute(select(Event.details).where(Event.kind == "message-impossible"))
    assert json.loads(row.details)["event"] == "stage-to-customer"


@SQLITE_ALONE
def test_a_batch_that_is_lost_has_told_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ConnectionAbortedError("killed")

    with monkeypatch.context() as patched:
        patched.setattr("services.hub.usecases.take_in._Run._set_aside", fails)
        with pytest.raises(ConnectionAbortedError):
            import_files(
                office.engine, [office.write([SURVEYED, REPLYING])], as_of="2026-11-22 08:00", now=lambda: NOW
            )
    assert messages(office) == []
    office.take([SURVEYED, REPLYING])
    assert len(messages(office)) == 1


@SQLITE_ALONE
def test_at_night_it_waits_for_the_morning(office: Office) -> None:
    paths = [office.write([SURVEYED, REPLYING])]
    late = NOW.replace(hour=15)  # 23:00 in China
    import_files(office.engine, paths, as_of="2026-11-22 20:00", now=lambda: late)
    (row,) = messages(office)
    assert f"{row.due_at:%Y-%m-%d %H:%M}" == "2026-11-23 00:00"
    assert row.quiet == "21:00-08:00"
