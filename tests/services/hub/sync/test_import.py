"""Exports moved in from outside: in any order and form they end the same, and the log of it names nobody."""

import itertools
import json
import shutil

import pytest

from services.hub.sync.cli import ALL_TAKEN, SOME_SET_ASIDE, BadMoment, as_moment, import_files
from services.hub.usecases.accounts import UnknownCompany
from services.hub.usecases.load_data import DATA_DIRECTORY, load_data_files
from tests.services.hub.sync.importing import (
    BEGUN,
    NOW,
    ORDERS,
    WANG,
    begin,
    csv_bytes,
    customer,
    dump,
    open_office,
    order,
    stage,
    table,
    xlsx_bytes,
)


def test_the_order_of_files_makes_no_difference(loaded_database, tmp_path):
    contents = {"c.csv": [customer()], "o.csv": [order()], "s.csv": BEGUN}
    dumps = []
    for number, names in enumerate(itertools.permutations(contents)):
        with open_office(loaded_database, tmp_path / str(number)) as office:
            office.take_files([office.write(contents[name], name) for name in names])
            dumps.append(dump(office.engine))
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
    assert office.current() == [("site-survey", 1)]
    straight = dump(office.engine, leave_out=["import_files", "events"])
    assert straight["order_stages"]
    counts = office.rows("SELECT rows_taken, rows_set_aside FROM import_files ORDER BY id")
    assert counts == [(3, 0), (1, 0), (1, 0)]


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
    assert office.current() == [("site-survey", 1)]


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
    for kind, write in (("csv", csv_bytes), ("xlsx", lambda rows: xlsx_bytes(table(rows)))):
        with open_office(loaded_database, tmp_path / kind) as office:
            office.take(*(write(rows) for rows in ([customer()], [order()], BEGUN)))
            dumps.append(dump(office.engine, leave_out=["import_files"]))
    left, right = (json.dumps(one, default=str).replace("xlsx", "csv") for one in dumps)
    assert left == right


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


def test_the_grid_that_an_order_lies_in_is_made_known_once_and_followed(office):
    def grids():
        return office.rows(
            "SELECT order_no, name FROM orders LEFT JOIN grids ON grids.id = grid_id ORDER BY order_no"
        )

    begin(office)
    rows = [order("W001", 网格="南湖第一网格"), order("W002", 网格="南湖第一网格")]
    office.take(rows, as_of="2026-11-22 11:00")
    assert grids() == [("W001", "南湖第一网格"), ("W002", "南湖第一网格")]
    office.take([order("W001", 网格="乡村网格"), order("W002", 网格="")], as_of="2026-11-22 11:20")
    assert grids() == [("W001", "乡村网格"), ("W002", None)]
    without_a_column = csv_bytes([order("W001")], headings=ORDERS[:-1])
    office.take(without_a_column, as_of="2026-11-22 11:40")
    assert grids() == [("W001", "乡村网格"), ("W002", None)]
    assert office.rows("SELECT count(*) FROM grids") == [(2,)]


def test_a_handler_who_was_known_without_a_team_gets_a_new_one(office):
    alone = {name: said for name, said in WANG.items() if name not in ("班组", "班长")}
    survey = {"实际开始": "2026-11-03 10:15", "计划完成": "2026-11-06"}
    office.take(
        [customer()], [order()], [stage("现场勘查", "在办", **survey, **alone)], as_of="2026-11-05 18:00"
    )
    office.take([stage("现场勘查", "在办", **survey, **WANG)], as_of="2026-11-05 19:00")
    teams = "SELECT handlers.name, teams.name FROM handlers LEFT JOIN teams ON teams.id = team_id"
    assert office.rows(teams) == [("王一", "低压服务班")]
