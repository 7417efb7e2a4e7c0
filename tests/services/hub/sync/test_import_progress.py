"""How an order gets on by what exports tell: stages are entered, set back, skipped; orders pause and end."""

import json

from services.hub.usecases import take_in_shelf
from tests.services.hub.sync.importing import LI, WANG, begin, customer, order, stage


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
    assert office.current() == [("plan-reply", 1)]
    assert office.rows("SELECT name, phone, team_id FROM handlers ORDER BY id") == [
        ("王一", "0877-0000011", 1),
        ("李二", "0877-0000012", 1),
    ]
    assert office.rows("SELECT planned_start FROM order_stages WHERE planned_start IS NOT NULL") == [
        ("2026-11-09",)
    ]


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
    assert office.current() == [("plan-reply", 2)]
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
    assert office.current() == [("plan-reply", 2)]
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
    assert office.current() == [("customer-works", 1), ("grid-works", 1)]
    office.take([stage("配套电网建设", "退回", 实际开始="2026-11-12")], as_of="2026-11-13")
    assert office.current() == [("customer-works", 1), ("grid-works", 2)]


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
