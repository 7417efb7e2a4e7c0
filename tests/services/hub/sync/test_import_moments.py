"""Data count by their moment, whenever their file comes: newer ones win, older ones change nothing."""

import os

from services.hub.sync.cli import SOME_REFUSED, SOME_SET_ASIDE, as_moment
from tests.services.hub.sync.importing import (
    BEGUN,
    LI,
    NOW,
    WANG,
    begin,
    csv_bytes,
    customer,
    dump,
    order,
    stage,
    table,
)


def test_importing_again_changes_nothing_and_makes_no_event(office):
    begin(office)
    before = dump(office.engine)
    begin(office)  # the same content of the same moment
    again = office.take([customer()], [order()], BEGUN, as_of="2026-11-05 18:00")
    assert all(file.already for file in again.files)
    assert dump(office.engine) == before
    office.take([customer()], [order()], BEGUN, as_of="2026-11-06 18:00")  # the same said of a later moment
    assert dump(office.engine)["events"] == before["events"]


def test_an_older_file_never_overwrites_newer_data(office):
    begin(office)
    office.take(
        [customer(客户名称="王建国")],
        [order(工单状态="暂停", 原因="停工")],
        [
            stage("业务受理", **WANG),
            stage("现场勘查", "完成", 实际开始="2026-11-03 10:15", 实际完成="2026-11-06", **LI),
        ],
        as_of="2026-11-10",
    )
    before = dump(office.engine, leave_out=["import_files", "events"])
    older = office.take(
        [customer(客户名称="老名字", 联系电话="14200000009")],
        [order(工单状态="在办")],
        [stage("现场勘查", "在办", 实际开始="2026-11-03 10:15", **{**WANG, "电话": "0877-0999999"})],
        as_of="2026-11-09",
    )
    assert [file.older for file in older.files] == [1, 1, 1]
    assert dump(office.engine, leave_out=["import_files", "events"]) == before


def test_a_file_that_says_the_same_as_long_ago_still_counts_by_its_moment(office):
    begin(office)
    for moment, state in (("2026-11-06", "暂停"), ("2026-11-07", "在办"), ("2026-11-08", "暂停")):
        office.take([order(工单状态=state)], as_of=moment)
    assert office.rows("SELECT state FROM orders") == [("paused",)]


def test_columns_that_are_not_there_leave_what_is_known_and_empty_cells_clear_it(office):
    office.take([customer(联系电话="14200000001", 会员卡号="62E3086CED")], [order(期望送电日期="2026-12-31")])
    lean = [{name: cell for name, cell in order().items() if name != "期望送电日期"}]
    heads = [name for name in table([order()])[0] if name != "期望送电日期"]
    office.take(
        csv_bytes(lean, "gb18030", headings=heads),
        csv_bytes([customer()], "gb18030", headings=["客户编号", "户号", "客户名称", "客户类别"]),
        as_of="2026-11-22 09:00",
    )
    assert office.rows("SELECT wanted_on FROM orders") == [("2026-12-31",)]
    assert office.rows("SELECT address, card_no FROM accounts") == [("示范市人民路1号", "62E3086CED")]
    office.take([customer()], [order()], as_of="2026-11-22 10:00")
    assert office.rows("SELECT wanted_on FROM orders") == [(None,)]
    assert office.rows("SELECT phone FROM customers") == [("14200000001",)]
    assert office.rows("SELECT card_no FROM accounts") == [(None,)]


def test_a_card_moves_to_another_account_by_newer_data_only(office):
    card = {"会员卡号": "62E3086CED"}
    office.take([customer("1", **card), customer("2")], as_of="2026-11-20")
    office.take([customer("2", **card), customer("1")], as_of="2026-11-21")
    held = office.rows("SELECT account_no FROM accounts WHERE card_no = '62E3086CED'")
    assert held == [("532",)]
    assert office.take([customer("3", **card)], as_of="2026-11-21").exit_code == SOME_SET_ASIDE
    assert office.set_aside() == [(2, "card-taken")]


def test_rows_of_one_moment_that_contradict_each_other_are_not_both_believed(office):
    rows = [
        customer("1", 户号="531"),
        customer("1", 户号="532", 客户名称="另一个"),
        customer("2", 户号="531"),
    ]
    office.take(rows)
    assert office.rows("SELECT name FROM customers") == [("王建平",)]
    assert office.set_aside() == [(3, "contradiction"), (4, "contradiction")]
    before = dump(office.engine, leave_out=["import_files", "set_aside_rows"])["events"]
    office.take(rows, as_of="2026-11-22 09:00")
    assert dump(office.engine)["events"] == before


def test_the_moment_of_the_data_is_the_flag_else_the_column_else_the_file(office):
    column = [
        {**customer(), "导出时间": "2026-11-20 18:00"},
        {**customer("2"), "导出时间": "2026-11-21 18:00"},
    ]
    heads = ["客户编号", "客户名称", "客户类别", "导出时间"]
    path = office.write(csv_bytes(column, "gb18030", headings=heads))
    summary = office.take_files([path], as_of=None)
    assert summary.files[0].as_of == as_moment("2026-11-21 18:00")
    assert office.rows("SELECT as_of FROM customers") == [
        ("2026-11-20 10:00:00.000000",),
        ("2026-11-21 10:00:00.000000",),
    ]
    bare = office.write([customer("3")])
    os.utime(bare, (1_795_000_000, 1_795_000_000))
    assert office.take_files([bare], as_of=None).files[0].as_of.timestamp() == 1_795_000_000


def test_data_from_the_future_are_refused(office):
    assert office.take([customer()], as_of="2026-11-23 08:00").exit_code == SOME_REFUSED
    path = office.write([customer()])
    os.utime(path, (NOW.timestamp() + 3600, NOW.timestamp() + 3600))
    assert "future-moment" in office.take_files([path], as_of=None).as_text()
    assert office.rows("SELECT * FROM customers") == []
