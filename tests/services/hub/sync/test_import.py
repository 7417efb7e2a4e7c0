"""Exports moved in from outside: orders move on, go back, change hands, end; nothing happens twice."""

import itertools
import json
import os
import shutil

import pytest

from services.hub.store.engine import make_engine
from services.hub.sync.cli import (
    ALL_TAKEN,
    SOME_REFUSED,
    SOME_SET_ASIDE,
    BadMoment,
    as_moment,
    import_files,
)
from services.hub.usecases import take_in_shelf
from services.hub.usecases.accounts import UnknownCompany
from services.hub.usecases.load_data import DATA_DIRECTORY, load_data_files
from tests.services.hub.sync.importing import (
    NOW,
    Office,
    csv_bytes,
    customer,
    dump,
    order,
    stage,
    table,
    xlsx_bytes,
)

WANG = {"办理人工号": "11", "办理人": "王一", "电话": "0877-0000011", "班组": "低压服务班", "班长": "马国庆"}
LI = {"办理人工号": "12", "办理人": "李二", "电话": "0877-0000012", "班组": "低压服务班", "班长": "马国庆"}
BEGUN = [
    stage("业务受理", "完成", 实际开始="2026-11-02", 实际完成="2026-11-03", **WANG),
    stage("现场勘查", "在办", 实际开始="2026-11-03 10:15", 计划完成="2026-11-06", **WANG),
    stage("答复供电方案", "未开始", 计划开始="2026-11-09", 计划完成="2026-11-11"),
]


def begin(office: Office) -> None:
    """An order that is in its second stage."""
    summary = office.take([customer()], [order()], BEGUN, as_of="2026-11-05 18:00")
    assert summary.exit_code == ALL_TAKEN, summary.as_text()


def current(office: Office) -> list[tuple[object, object]]:
    return [(code, visit) for code, visit, state, *_ in office.stages_of() if state == "current"]


def test_an_order_is_filed_with_all_stages_of_its_flow_ahead(office):
    office.take([customer()], [order(经办人客户编号="1001", 期望送电日期="2026-12-31")])
    assert [(code, state) for code, _, state, *_ in office.stages_of()] == [
        ("acceptance", "later"),
        ("site-survey", "later"),
        ("plan-reply", "later"),
        ("contract", "later"),
        ("metering", "later"),
        ("filing", "later"),
    ]
    assert office.rows("SELECT state, supply, filed_on, wanted_on, agent_id, source FROM orders") == [
        ("running", "low", "2026-11-02", "2026-12-31", 1, "营销管理系统")
    ]


def test_stage_events_move_an_order_on_and_tell_who_has_it(office):
    begin(office)
    assert office.stages_of()[:3] == [
        ("acceptance", 1, "done", "2026-11-02", "2026-11-03"),
        ("site-survey", 1, "current", "2026-11-03", None),
        ("plan-reply", 1, "later", None, None),
    ]
    later = [stage("现场勘查", "完成", 实际开始="2026-11-03 10:15", 实际完成="2026-11-06", **WANG)]
    office.take([*later, stage("答复供电方案", "进入", 实际开始="2026-11-06", **LI)], as_of="2026-11-07")
    assert current(office) == [("plan-reply", 1)]
    assert office.rows("SELECT name, phone, team_id FROM handlers") == [
        ("王一", "0877-0000011", 1),
        ("李二", "0877-0000012", 1),
    ]
    assert office.rows("SELECT planned_start FROM order_stages WHERE planned_start IS NOT NULL") == [
        ("2026-11-09",)
    ]


def test_importing_again_changes_nothing_and_makes_no_event(office):
    begin(office)
    before = dump(office.engine)
    begin(office)  # the same content of the same moment
    again = office.take([customer()], [order()], BEGUN, as_of="2026-11-05 18:00")
    assert all(file.already for file in again.files)
    assert dump(office.engine) == before
    office.take([customer()], [order()], BEGUN, as_of="2026-11-06 18:00")  # the same said of a later moment
    assert dump(office.engine)["events"] == before["events"]


def test_the_order_of_files_makes_no_difference(loaded_database, tmp_path):
    contents = {"c.csv": [customer()], "o.csv": [order()], "s.csv": BEGUN}
    dumps = []
    for number, names in enumerate(itertools.permutations(contents)):
        home = tmp_path / str(number)
        home.mkdir()
        shutil.copy(loaded_database, home / "hub.db")
        office = Office(make_engine(f"sqlite:///{home / 'hub.db'}"), home)
        office.take_files([office.write(contents[name], name) for name in names])
        dumps.append(dump(office.engine))
        office.engine.dispose()
    assert all(one == dumps[0] for one in dumps)


def test_rows_that_come_before_what_they_refer_to_wait_for_it(office):
    assert office.take(BEGUN).exit_code == SOME_SET_ASIDE
    assert office.take([order()]).exit_code == SOME_SET_ASIDE
    assert office.set_aside() == [
        *((line, "unknown-order") for line in (2, 3, 4)),
        (2, "unknown-customer"),
    ]
    summary = office.take([customer()])
    assert (summary.retried, summary.exit_code, office.set_aside()) == (4, ALL_TAKEN, [])
    assert current(office) == [("site-survey", 1)]
    straight = dump(office.engine, leave_out=["import_files", "events"])
    assert straight["order_stages"]
    assert office.rows("SELECT rows_taken, rows_set_aside FROM import_files") == [(3, 0), (1, 0), (1, 0)]


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


def test_a_handler_changes_and_the_event_tells_from_whom_to_whom(office):
    begin(office)
    office.take([stage("现场勘查", "在办", 实际开始="2026-11-03", **LI)], as_of="2026-11-06")
    kind, details = office.events()[-1]
    assert kind == "handler-changed"
    assert json.loads(details) == {"stage": "site-survey", "visit": 1, "changed": {"handler_id": [1, 2]}}
    assert office.rows(
        "SELECT name FROM handlers h JOIN order_stages v ON v.handler_id = h.id WHERE v.state = 'current'"
    ) == [("李二",)]


def test_a_team_without_a_handler_has_the_stage_itself(office):
    begin(office)
    office.take([stage("现场勘查", "在办", 实际开始="2026-11-03", 班组="低压服务班")], as_of="2026-11-06")
    assert office.rows("SELECT handler_id, team_id FROM order_stages WHERE state = 'current'") == [(None, 1)]


def test_a_set_back_makes_what_was_done_since_void(office):
    begin(office)
    moved = [
        stage("现场勘查", "完成", 实际开始="2026-11-03 10:15", 实际完成="2026-11-06"),
        stage("答复供电方案", "完成", 实际开始="2026-11-06", 实际完成="2026-11-09"),
        stage("签订合同", "进入", 实际开始="2026-11-09"),
    ]
    office.take(moved, as_of="2026-11-10")
    office.take(
        [stage("现场勘查", "退回", 实际开始="2026-11-11", 计划完成="2026-11-13", **LI)], as_of="2026-11-12"
    )
    assert office.stages_of()[:6] == [
        ("acceptance", 1, "done", "2026-11-02", "2026-11-03"),
        ("site-survey", 1, "set-back", "2026-11-03", "2026-11-06"),
        ("site-survey", 2, "current", "2026-11-11", None),
        ("plan-reply", 1, "set-back", "2026-11-06", "2026-11-09"),
        ("plan-reply", 2, "later", None, None),
        ("contract", 1, "set-back", "2026-11-09", None),
    ]
    again = [*moved, stage("答复供电方案", "进入", 实际开始="2026-11-16")]
    again.append(stage("现场勘查", "完成", 实际开始="2026-11-11", 实际完成="2026-11-16"))
    office.take(again, as_of="2026-11-17")  # a whole export tells the void visits once more
    assert current(office) == [("plan-reply", 2)]
    assert [row[2] for row in office.stages_of()].count("set-back") == 3


def test_visits_of_one_day_are_told_apart_by_their_times(office):
    begin(office)
    day = "2026-11-06"
    office.take(
        [
            stage("现场勘查", "完成", 实际开始="2026-11-03 10:15", 实际完成=f"{day} 09:00"),
            stage("答复供电方案", "进入", 实际开始=f"{day} 09:00"),
            stage("现场勘查", "退回", 实际开始=f"{day} 10:00", 实际完成=f"{day} 15:00"),
            stage("答复供电方案", "进入", 实际开始=f"{day} 15:00"),
        ],
        as_of="2026-11-07",
    )
    assert current(office) == [("plan-reply", 2)]
    assert [(code, visit) for code, visit, state, *_ in office.stages_of() if state == "set-back"] == [
        ("site-survey", 1),
        ("plan-reply", 1),
    ]


def test_a_stage_is_skipped_and_begun_after_all(office):
    begin(office)
    office.take([stage("签订合同", "跳过")], as_of="2026-11-06")
    assert ("contract", 1, "skipped", None, None) in office.stages_of()
    office.take([stage("签订合同", "进入", 实际开始="2026-11-07")], as_of="2026-11-08")
    assert ("contract", 1, "current", "2026-11-07", None) in office.stages_of()


def test_stages_side_by_side_are_current_together_and_one_goes_back_alone(office):
    parallel = order(流程="高压新装（并行办理）", 供电类别="高压双电源")
    both = [stage(name, "进入", 实际开始="2026-11-09") for name in ("客户工程建设", "配套电网建设")]
    office.take([customer()], [parallel], both, as_of="2026-11-10")
    assert current(office) == [("customer-works", 1), ("grid-works", 1)]
    office.take([stage("配套电网建设", "退回", 实际开始="2026-11-12")], as_of="2026-11-13")
    assert current(office) == [("customer-works", 1), ("grid-works", 2)]


def test_an_order_pauses_resumes_ends_and_is_cancelled(office):
    begin(office)
    for moment, cells, expected in (
        ("2026-11-06", {"工单状态": "挂起", "原因": "客户申请"}, ("paused", "客户申请", None)),
        ("2026-11-07", {"工单状态": "在办", "原因": "客户申请"}, ("running", "", None)),
        (
            "2026-11-08",
            {"工单状态": "已终止", "原因": "撤销", "办结日期": "2026年11月8日"},
            ("cancelled", "撤销", "2026-11-08"),
        ),
        ("2026-11-09", {"工单状态": "办理中"}, ("running", "", None)),
        ("2026-11-10", {"工单状态": "归档", "办结日期": "2026-11-10"}, ("finished", "", "2026-11-10")),
    ):
        office.take([order(**cells)], as_of=moment)
        assert office.rows("SELECT state, reason, ended_on FROM orders") == [expected]
    kinds = [kind for kind, _ in office.events() if kind.startswith("order-")]
    assert kinds == [
        "order-filed",
        "order-paused",
        "order-resumed",
        "order-cancelled",
        "order-resumed",
        "order-finished",
    ]


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
        _csv(lean, heads),
        _csv([customer()], ["客户编号", "户号", "客户名称", "客户类别"]),
        as_of="2026-11-22 09:00",
    )
    assert office.rows("SELECT wanted_on FROM orders") == [("2026-12-31",)]
    assert office.rows("SELECT address, card_no FROM accounts") == [("示范市人民路1号", "62E3086CED")]
    office.take([customer()], [order()], as_of="2026-11-22 10:00")
    assert office.rows("SELECT wanted_on FROM orders") == [(None,)]
    assert office.rows("SELECT phone FROM customers") == [("14200000001",)]
    assert office.rows("SELECT card_no FROM accounts") == [(None,)]


def _csv(rows, headings):
    return "\n".join(",".join(row) for row in table(rows, headings)).encode("gb18030")


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


def test_an_order_keeps_its_version_of_the_flow(office, tmp_path):
    begin(office)
    newer = shutil.copytree(DATA_DIRECTORY, tmp_path / "data") / "low-voltage.toml"
    second = newer.read_text("utf-8").replace('version = "1"', 'version = "2"')
    newer.write_text(second.replace("valid_from = 2020-01-01", "valid_from = 2026-11-10"), "utf-8")
    load_data_files(office.engine, newer.parent)
    filed = {"W002": "2026-11-09", "W003": "2026-11-10", "W004": "2019-01-01"}
    office.take(
        [order(), *(order(number, 受理日期=day) for number, day in filed.items())], as_of="2026-11-20"
    )
    assert office.rows(
        "SELECT order_no, version FROM orders o JOIN flows f ON f.id = flow_id ORDER BY 1"
    ) == [
        ("W001", "1"),
        ("W002", "1"),
        ("W003", "2"),
        ("W004", "1"),
    ]


@pytest.mark.parametrize(
    ("flow", "name"),
    [("高压新装(增容)", "现场勘查"), ("高压新装 （ 增容 )", "现场 勘查"), ("High-Voltage", "SITE-SURVEY")],
)
def test_names_of_flows_and_stages_may_be_written_in_any_width(office, flow, name):
    surveyed = [stage(name, "在办", 实际开始="2026-11-03")]
    summary = office.take([customer()], [order(流程=flow)], surveyed, as_of="2026-11-05")
    assert summary.exit_code == ALL_TAKEN, summary.as_text()
    assert current(office) == [("site-survey", 1)]


def test_another_flow_would_be_another_order(office):
    begin(office)
    office.take([order(流程="高压新装（增容）")], as_of="2026-11-06")
    assert office.set_aside() == [(2, "flow-changed")]


def test_a_row_for_two_customers_accounts_is_refused(office):
    office.take(
        [customer("1"), customer("2")],
        [order(客户编号="1", 户号="532"), order("W2", 客户编号="", 户号="532")],
    )
    assert office.set_aside() == [(2, "account-of-another")]
    assert office.rows("SELECT order_no, customer_id, account_id FROM orders") == [("W2", 2, 2)]


def test_csv_and_workbook_end_the_same(loaded_database, tmp_path):
    dumps = []
    for kind in ("csv", "xlsx"):
        home = tmp_path / kind
        home.mkdir()
        shutil.copy(loaded_database, home / "hub.db")
        office = Office(make_engine(f"sqlite:///{home / 'hub.db'}"), home)
        write = csv_bytes if kind == "csv" else lambda rows: xlsx_bytes(table(rows))
        office.take(*(write(rows) for rows in ([customer()], [order()], BEGUN)))
        dumps.append(dump(office.engine, leave_out=["import_files"]))
        office.engine.dispose()
    left, right = (json.dumps(one, default=str).replace("xlsx", "csv") for one in dumps)
    assert left == right


def test_the_moment_of_the_data_is_the_flag_else_the_column_else_the_file(office):
    column = [
        {**customer(), "导出时间": "2026-11-20 18:00"},
        {**customer("2"), "导出时间": "2026-11-21 18:00"},
    ]
    heads = ["客户编号", "客户名称", "客户类别", "导出时间"]
    path = office.write(_csv(column, heads))
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


def test_an_unknown_company_and_a_bad_moment_are_said(office):
    with pytest.raises(UnknownCompany, match="demo"):
        import_files(office.engine, [], company="nobody")
    for bad in ("yesterday", "2026年2月30日", ""):
        with pytest.raises(BadMoment):
            as_moment(bad)
    assert as_moment("2026-11-22T12:00:00+08:00") == as_moment("2026年11月22日 12:00") == NOW


def test_events_hold_no_personal_values(office):
    secret = {"客户名称": "欧阳秘密", "联系电话": "14299998888", "用电地址": "秘密路9号"}
    office.take(
        [customer(**secret)], [order(用电地址="秘密路9号", 原因="秘密原因")], BEGUN, as_of="2026-11-20"
    )
    office.take(
        [customer(**{**secret, "客户名称": "欧阳绝密"})],
        [order(用电地址="绝密路", 工单状态="暂停", 原因="绝密")],
        as_of="2026-11-21",
    )
    told = json.dumps(office.events(), ensure_ascii=False)
    for private in ("秘密", "绝密", "14299998888", "531001", "王一", "0877"):
        assert private not in told


def test_more_new_handlers_than_one_statement_can_name(office, monkeypatch):
    monkeypatch.setattr(take_in_shelf, "_KEYS_AT_ONCE", 2)
    people = [
        {"办理人工号": str(number), "办理人": f"王{number}", "班组": f"{number % 4}班"} for number in range(7)
    ]
    rows = [stage("现场勘查", "", f"W{one['办理人工号']}", 计划完成="2026-12-01", **one) for one in people]
    office.take([customer()], [order(row["工单编号"]) for row in rows], rows)
    teams = office.rows(
        "SELECT h.name, t.name FROM handlers h JOIN teams t ON t.id = h.team_id ORDER BY h.name"
    )
    assert teams == [(f"王{number}", f"{number % 4}班") for number in range(7)]
    assert office.rows("SELECT count(*) FROM order_stages WHERE handler_id IS NOT NULL") == [(7,)]
