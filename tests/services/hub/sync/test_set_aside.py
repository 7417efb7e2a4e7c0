"""Rows that can't be taken: each for its reason, whole, and in nobody's way."""

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from services.hub.store.engine import writing
from services.hub.sync.cli import SOME_REFUSED, SOME_SET_ASIDE, set_aside_rows
from services.hub.sync.mapping import DEFAULT_MAPPING
from services.hub.usecases import take_in
from services.hub.usecases.take_in_records import RETRIED, Reason
from tests.services.hub.databases import BACKENDS
from tests.services.hub.sync.importing import (
    CUSTOMERS,
    ORDERS,
    csv_bytes,
    customer,
    dump,
    order,
    stage,
    table,
    xlsx_bytes,
)

NAMED = {"办理人": "王一", "办理人工号": "11"}
DONE = {"实际开始": "2026-11-03", "实际完成": "2026-11-04"}

ROWS = [
    (customer("2", 客户名称=""), Reason.MISSING_VALUE),
    (customer("2", 客户编号=""), Reason.MISSING_VALUE),
    (customer("2", 客户类别=""), Reason.MISSING_VALUE),
    (customer("2", 客户类别="外星人"), Reason.UNKNOWN_VALUE),
    (customer("2", 客户名称="=1+1"), Reason.FORMULA),
    (customer("2", 用电地址="@SUM(A1:A9)"), Reason.FORMULA),
    (customer("2", 客户名称="张\x00三"), Reason.BAD_CHARACTER),
    (customer("2", 客户名称="#NAME?"), Reason.CELL_ERROR),
    (customer("2", 客户名称="长" * 201), Reason.TOO_LONG),
    (customer("2", 用电地址="长" * 401), Reason.TOO_LONG),
    (customer("2", 户号="5.3041E+12"), Reason.SCIENTIFIC),
    (customer("2", 户号="53,04"), Reason.BAD_NUMBER),
    (customer("2", 联系电话="没有电话"), Reason.BAD_NUMBER),
    (order("W2", 受理日期="2026年2月30日"), Reason.BAD_DATE),
    (order("W2", 期望送电日期="尽快"), Reason.BAD_DATE),
    (order("W2", 受理日期="2026-11-23"), Reason.FUTURE_DATE),
    (order("W2", 工单状态="归档"), Reason.MISSING_VALUE),
    (order("W2", 工单状态="归档", 办结日期="2026-10-01"), Reason.DATES_REVERSED),
    (order("W2", 工单状态="飞走了"), Reason.UNKNOWN_VALUE),
    (order("W2", 供电类别="无线"), Reason.UNKNOWN_VALUE),
    (order("W2", 流程="低压新装"), Reason.UNKNOWN_FLOW),
    (order("W2", 客户编号="", 户号=""), Reason.MISSING_VALUE),
    (order("W2", 客户编号="9"), Reason.UNKNOWN_CUSTOMER),
    (order("W2", 户号="9"), Reason.UNKNOWN_ACCOUNT),
    (order("W2", 经办人客户编号="9"), Reason.UNKNOWN_AGENT),
    (stage("现场堪查", **DONE), Reason.UNKNOWN_STAGE),
    (stage("归档", number="W9", **DONE), Reason.UNKNOWN_ORDER),
    (stage("归档", "完成", 实际完成="2026-11-04"), Reason.NOT_ENTERED),
    (stage("归档", "退回", 实际开始="2026-11-04"), Reason.NOT_ENTERED),
    (stage("归档", "进入"), Reason.MISSING_VALUE),
    (stage("归档", "完成", 实际开始="2026-11-04"), Reason.MISSING_VALUE),
    (stage("归档", "快好了"), Reason.UNKNOWN_VALUE),
    (stage("归档", "在办", **DONE), Reason.CONTRADICTION),
    (stage("归档", "未开始", **DONE), Reason.CONTRADICTION),
    (stage("业务受理", "跳过"), Reason.CONTRADICTION),
    (stage("归档", 实际开始="2026-11-04", 实际完成="2026-11-03"), Reason.DATES_REVERSED),
    (stage("归档", 计划开始="2026-11-04", 计划完成="2026-11-03"), Reason.DATES_REVERSED),
    (stage("归档", 实际开始="2026-11-23"), Reason.FUTURE_DATE),
    (stage("归档", 办理人="王一"), Reason.HANDLER_WITHOUT_NUMBER),
    (stage("归档", 办理人工号="11"), Reason.MISSING_VALUE),
]


@pytest.fixture(scope="module")
def backend() -> str:
    """Why a row can't be taken is decided before any database sees it."""
    return "sqlite"


@pytest.fixture
def begun(office):
    office.take([customer()], [order()], [stage("业务受理", **DONE, **NAMED)], as_of="2026-11-21")
    return office


def neighbour(row):
    """A sound row of the same kind of file, and a question that finds it in the database."""
    if "环节" in row:
        return stage("现场勘查", 实际开始="2026-11-04"), "SELECT 1 FROM order_stages WHERE state = 'current'"
    if "工单编号" in row:
        return order("W7"), "SELECT 1 FROM orders WHERE order_no = 'W7'"
    return customer("7"), "SELECT 1 FROM customers WHERE customer_no = '7'"


@pytest.mark.parametrize(
    ("row", "reason"), ROWS, ids=[f"{place}-{reason}" for place, (_, reason) in enumerate(ROWS)]
)
def test_a_bad_row_is_set_aside_whole_and_stops_no_other(begun, row, reason):
    sound, question = neighbour(row)
    assert begun.take([row, sound]).exit_code == SOME_SET_ASIDE
    assert begun.set_aside() == [(2, reason)]
    assert begun.rows(question) == [(1,)]
    [(kept,)] = begun.rows("SELECT text FROM set_aside_rows")
    assert json.loads(kept) == dict(zip(*table([row]), strict=True))


@pytest.mark.parametrize("kind", [CUSTOMERS, ORDERS])
def test_bad_rows_in_a_workbook_are_set_aside_for_the_same_reasons(begun, kind):
    bad = [one for one in ROWS if table([one[0]])[0] == kind and one[1] is not Reason.BAD_CHARACTER]
    begun.take(xlsx_bytes(table([row for row, _ in bad])))  # which can't be written with a NUL in it
    assert [code for _, code in begun.set_aside()] == [reason for _, reason in bad]


def test_every_reason_is_shown_by_a_test():
    shown = {reason for _, reason in ROWS}
    elsewhere = {
        *(Reason.BAD_ENCODING, Reason.BAD_QUOTES, Reason.CELL_COUNT),  # test_csvfile
        *(Reason.ACCOUNT_OF_ANOTHER, Reason.FLOW_CHANGED),  # test_import
        Reason.CARD_TAKEN,  # test_import_moments
        *(Reason.UNKNOWN_HEADINGS, Reason.DATABASE),  # below
    }
    assert shown | elsewhere == set(Reason)
    assert not shown & elsewhere


def test_the_nearest_names_are_told(begun):
    begun.take([stage("现场堪查", **DONE)], [order("W2", 流程="高压新装")])
    told = set_aside_rows(begun.engine)
    assert "现场勘查" in told
    assert "高压新装（增容）" in told


def test_ten_megabytes_in_a_cell_are_kept_whole(begun):
    long = "长" * 3_500_000  # ten megabytes of UTF-8
    begun.take([customer("2", 用电地址=long), customer("3")])
    assert begun.set_aside() == [(2, Reason.TOO_LONG)]
    [(kept,)] = begun.rows("SELECT text FROM set_aside_rows")
    assert long in kept
    assert len(set_aside_rows(begun.engine)) < 2000


def test_bytes_that_are_no_text_are_kept_as_escapes(begun):
    head, line = csv_bytes([customer("2")]).split(b"\r\n")[:2]
    begun.take(b"\n".join([head, line.replace("王".encode(), b"\xff\xfe")]))
    assert begun.set_aside() == [(2, Reason.BAD_ENCODING)]
    assert "\\udcff\\udcfe" in begun.rows("SELECT text FROM set_aside_rows")[0][0]


def test_the_list_is_for_people_and_for_programs(begun):
    assert set_aside_rows(begun.engine) == "no row is set aside"
    begun.take([customer("2", 客户名称=""), customer("3")], [order("W2", 客户编号="9")])
    told = set_aside_rows(begun.engine)
    assert "missing-value" in told
    assert "客户名称：没有填写" in told
    assert "tried again at every import" in told
    listed = json.loads(set_aside_rows(begun.engine, as_json=True))
    assert [(row["line"], row["code"], row["waiting"]) for row in listed] == [
        (2, "missing-value", False),
        (2, "unknown-customer", True),
    ]
    assert json.loads(listed[0]["text"])["客户编号"] == "2"


def test_every_reason_that_waits_ends_when_what_it_waits_for_comes(begun):
    begun.take(
        [order("W2", 客户编号="8"), order("W3", 户号="538"), order("W4", 经办人客户编号="8")],
        [
            stage("现场勘查", number="W2", 实际开始="2026-11-03"),
            stage("业务受理", "完成", number="W5", 实际完成="2026-11-03"),
            stage("归档", "退回", 实际开始="2026-11-10"),
        ],
    )
    assert {code for _, code in begun.set_aside()} == RETRIED - {
        Reason.UNKNOWN_FLOW,
        Reason.UNKNOWN_STAGE,
        Reason.UNKNOWN_HEADINGS,
    }
    assert begun.take([customer("8", 户号="538")], [order("W5")]).retried == 3
    assert [code for _, code in begun.set_aside()] == [
        Reason.ACCOUNT_OF_ANOTHER,
        Reason.NOT_ENTERED,
        Reason.NOT_ENTERED,
    ]
    before = [
        stage("归档", "进入", 实际开始="2026-11-05"),
        stage("业务受理", "进入", number="W5", 实际开始="2026-11-02"),
    ]
    assert begun.take(before).retried == 2
    assert begun.rows("SELECT visit, state FROM order_stages WHERE visit > 1") == [(2, "current")]
    assert begun.stages_of("W5")[0] == ("acceptance", 1, "done", "2026-11-02", "2026-11-03")


def test_a_waiting_row_waits_on_when_the_mapping_no_longer_knows_its_headings(begun, tmp_path):
    begun.take([order("W2", 客户编号="8")])
    strange = tmp_path / "mapping.toml"
    strange.write_text(DEFAULT_MAPPING.read_text("utf-8").replace('"流程", ', ""), "utf-8")
    begun.take([customer("8")], mapping=strange)
    assert begun.set_aside() == [(2, Reason.UNKNOWN_HEADINGS)]
    begun.take([customer("6")])
    assert begun.set_aside() == []


@pytest.mark.parametrize("backend", BACKENDS, scope="module")
def test_what_the_database_itself_refuses_undoes_its_own_row_alone(begun, monkeypatch):
    monkeypatch.setattr(take_in, "BATCH", 4)
    with writing(begun.engine) as connection:
        bar = "CREATE UNIQUE INDEX bar ON accounts (company_id) WHERE account_no IN ('531001', '536')"
        connection.execute(text(bar))
    begun.take([customer(str(number)) for number in range(2, 12)])
    assert begun.set_aside() == [(6, Reason.DATABASE)]
    numbers = {number for (number,) in begun.rows("SELECT customer_no FROM customers")}
    assert numbers == {"1001", *(str(number) for number in range(2, 12) if number != 6)}
    added = [kind for kind, _ in begun.events() if kind == "customer-added"]
    assert len(added) == len(numbers)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not-a-table"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not-a-table"),
        (csv_bytes([customer()], "utf-16"), "not-a-table"),
        (b"PK\x03\x04" + b"\x00" * 100, "broken-workbook"),
        ("姓名;年龄\n甲;1\n".encode(), "unknown-kind"),
        ("客户编号;客户名称\n1;甲\n".encode(), "missing-column"),
        (b"\x00" * 5000, "unknown-kind"),
    ],
)
def test_a_file_that_is_none_is_refused_and_the_others_are_taken(office, content, code):
    before = dump(office.engine)
    assert office.take(content).files[0].refused.startswith(f"{code}: ")
    assert dump(office.engine) == before
    assert office.take(content, [customer()]).exit_code == SOME_REFUSED
    assert office.rows("SELECT customer_no FROM customers") == [("1001",)]


def test_a_file_that_is_not_there_or_a_directory_is_refused(office, tmp_path):
    summary = office.take_files([tmp_path / "nowhere.csv", tmp_path])
    assert [file.refused.split(":")[0] for file in summary.files] == ["unreadable", "unreadable"]


def test_a_file_whose_name_is_no_utf_8_is_taken(office, tmp_path):
    names = "客户清单.csv".encode("gb18030"), b"\xff.csv"
    paths = [Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)) for name in names]
    for number, path in enumerate(paths):
        path.write_bytes(csv_bytes([customer(str(number))]))
    summary = office.take_files(paths)
    assert summary.exit_code == 0
    summary.as_text().encode()
    named = office.rows("SELECT name FROM import_files ORDER BY name")
    assert named == [("\\xff.csv",), ("客户清单.csv",)]


def test_a_file_beyond_the_limit_is_refused(office, monkeypatch):
    monkeypatch.setattr("services.hub.sync.exports.MAX_FILE_BYTES", 1000)
    assert "too-large" in office.take([customer(str(number)) for number in range(100)]).as_text()


def test_sums_and_blank_lines_are_left_out_and_counted(office):
    content = csv_bytes([customer()]).decode() + "\n,,,,,,\n合计：,1,,,,,\n共 1 条,,,,,,\n"
    summary = office.take(content.encode("gb18030"))
    assert (summary.files[0].taken, summary.files[0].skipped, summary.exit_code) == (1, 4, 0)
    office.take([customer("2", 客户名称="汇总物流有限公司")])
    assert office.rows("SELECT count(*) FROM customers") == [(2,)]
