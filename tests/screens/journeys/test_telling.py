"""What is said of an order, in both languages."""

from datetime import date, timedelta

import pytest

from screens.order import timeline
from screens.order.facts import facts
from screens.order.telling import Telling, why_refused
from services.contracts.orders import RefusedUrge, StageState, Standing
from services.contracts.problems import Code
from services.contracts.urges import UrgeKind, UrgeState, UrgeStep
from tests.screens.journeys import orders as data


def telling(order, language="zh", stage=None, hall=data.HALL):
    running = [each for each in order.stages if each.state is StageState.CURRENT]
    return Telling(language, order, stage or next(iter(running), None), hall)


def plain(text):
    return text.replace("\u00a0", " ")


def test_the_four_answers():
    told = telling(data.order())
    assert told.where == "您的工单正在：中间检查"
    assert plain(told.since) == "11月20日 周五 进入这个环节"
    assert plain(told.until) == "预计 11月25日 周三 办完"
    assert told.does.startswith("在隐蔽工程覆盖之前")
    assert told.who == "办理人：刘建国（客户服务一班）"
    assert told.phone == "工作电话：0999-0550132"
    assert plain(told.next) == "下一环节：竣工报验，预计 11月25日 周三 开始"
    assert plain(told.finish) == "整张工单预计 12月22日 周二 办完"
    english = telling(data.order(), "en")
    assert english.where == "Your order is at: Intermediate inspection"
    assert plain(english.next) == "Next: Completion notice, planned to begin Wed 25 Nov"


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "原定 11月23日 周一 办完，已晚 1 个工作日"), (4, "原定 11月18日 周三 办完，已晚 4 个工作日")],
)
def test_lateness_in_words(days, words):
    told = telling(data.order(late=days))
    assert told.is_late
    assert plain(told.until) == words


def test_on_the_customers_side_it_says_what_is_awaited_and_whom_to_ask():
    order = data.order(at="completion-notice", standing=Standing.WAITING_FOR_CUSTOMER)
    assert telling(order).where == "现在等您办理：竣工报验"
    assert telling(order).awaited == "等待您的工程完工，并提交竣工报验资料。"
    assert telling(order).bring.startswith("请带：竣工图纸")
    assert telling(order).who == "这一步由您办理，有疑问请致电营业厅 0999-0550100"
    assert telling(order, hall=None).who == "这一步由您办理，有疑问请向柜台询问"


def test_stages_side_by_side_are_told_together_and_one_of_them_in_full():
    order = data.order("high-voltage-parallel", "grid-works")
    grid = order.stages[4]
    told = telling(order, stage=grid)
    assert told.where == "您的工单正在同时办理 3 个环节"
    assert told.does == grid.does.zh
    assert told.next.startswith("下一环节：竣工报验")


def test_a_paused_order_promises_no_day():
    told = telling(data.paused(data.order(), "资料待补"))
    assert (told.where, told.reason, told.until) == ("您的工单已暂停：中间检查", "原因：资料待补", "")
    assert told.next == "下一环节：竣工报验，日期待定"


def test_a_day_that_has_passed_is_not_told_as_if_it_were_to_come():
    order = data.with_stage(
        data.order(), "completion-notice", planned_start=data.planned(data.workday(-2))
    ).model_copy(update={"planned_finish": data.planned(data.workday(-1))})
    told = telling(order)
    assert plain(told.next) == "下一环节：竣工报验，原定 11月20日 周五 开始"
    assert plain(told.finish) == "整张工单原定 11月23日 周一 办完"
    past = data.with_stage(data.order(), "contract", planned_finish=data.planned(data.workday(-1)))
    assert plain(timeline.nodes("zh", past)[13].when) == "原定 11月23日 周一"


@pytest.mark.parametrize(("language", "parts"), [("zh", ("您的工单正在", "中间检查")), ("en", None)])
def test_the_stage_can_stand_apart_from_the_sentence(language, parts):
    assert telling(data.order(), language).where_in_two == (
        parts or ("Your order is at", "Intermediate inspection")
    )
    several = telling(data.order("high-voltage-parallel", "grid-works"), language)
    assert several.where_in_two == ("", several.where)


def test_a_finished_order_tells_how_long_it_took():
    done = data.order(at=None, standing=Standing.FINISHED, ended_on=data.TODAY)
    first = done.model_copy(update={"filed_on": data.TODAY})
    assert telling(done).took == f"从受理到办完共 {(data.TODAY - done.filed_on).days + 1} 天"
    assert telling(first).took == "受理当天办完"
    assert telling(done.model_copy(update={"standing": Standing.CANCELLED})).took == ""


@pytest.mark.parametrize(("standing", "words"), [(Standing.FINISHED, "办完"), (Standing.CANCELLED, "终止")])
def test_an_ended_order_has_nobody_and_no_next(standing, words):
    order = data.order(at=None, standing=standing, ended_on=data.workday(-6))
    told = telling(order)
    assert plain(told.where) == f"您的工单已于 11月16日 周一 {words}"
    assert (told.who, told.next, told.finish, told.caveat, told.until) == ("", "", "", "", "")
    assert told.ask == "有疑问请致电营业厅 0999-0550100"


def test_a_day_beyond_the_published_calendar_says_so():
    order = data.with_stage(
        data.order(),
        "completion-notice",
        planned_start=data.planned(data.workday(40), provisional=True),
    )
    assert telling(order).caveat == "2027 年放假安排未公布，日期待核对"


def test_the_last_urge_and_a_refused_one_are_told():
    order = data.order()
    stage = data.current(order)
    urged = stage.model_copy(update={"urges": [data.urge_view(stage)]})
    assert plain(telling(order, stage=urged).urged) == (
        "11月24日 周二 10:30 已催办，催办编号 U261124-0031，中心已收到"
    )
    checked = stage.model_copy(update={"urges": [data.urge_view(stage, UrgeKind.CHECK, "C261124-0007")]})
    assert "已报告办好，编号 C261124-0007" in telling(order, stage=checked).urged


@pytest.mark.parametrize("state", [state for state in UrgeState if state is not UrgeState.ANSWERED])
@pytest.mark.parametrize(
    ("later", "when"),
    [
        (timedelta(0), ""),
        (timedelta(minutes=12), "（10:42）"),
        (timedelta(days=1), "（11月25日 周三 10:30）"),
    ],
)
def test_how_far_an_urge_has_come_and_when(state, later, when):
    order = data.order()
    stage = order.stages[0]
    urge = data.urge_view(stage)
    steps = (UrgeStep(state=state, at=urge.touched_at + later),)
    stage = stage.model_copy(update={"urges": [urge.model_copy(update={"state": state, "steps": steps})]})
    said = {
        UrgeState.RECEIVED: "中心已收到",
        UrgeState.TEXTED: "短信已发给办理人",
        UrgeState.DELIVERED: "短信已送到办理人手机",
        UrgeState.SHOWN: "已列在办理人的工作页面",
        UrgeState.SEEN: "办理人已查看",
        UrgeState.CLOSED: "这个环节已结束",
    }[state]
    told = plain(telling(order, stage=stage).urged)
    assert told == f"11月24日 周二 10:30 已催办，催办编号 U261124-0031，{said}{when}"


@pytest.mark.parametrize(
    ("kind", "answer", "told"),
    [
        (
            UrgeKind.URGE,
            {"text": "材料已到货", "new_day": date(2026, 12, 1)},
            "催办 U261124-0031 已答复（11月24日 周二 10:30） · 新的预计日期 12月1日 周二\n材料已到货",
        ),
        (
            UrgeKind.CHECK,
            {"text": "", "verdict": "accepted"},
            "11月24日 周二 10:30 核对通过，编号 U261124-0031",
        ),
        (
            UrgeKind.CHECK,
            {"text": "缺试验报告", "verdict": "missing"},
            "11月24日 周二 10:30 核对未通过，编号 U261124-0031\n缺试验报告",
        ),
    ],
)
def test_what_was_answered_is_told(kind, answer, told):
    order = data.order()
    stage = data.current(order)
    urge = data.answered(data.urge_view(stage, kind), **answer)
    assert plain(telling(order, stage=stage.model_copy(update={"urges": [urge]})).urged) == told


def test_an_earlier_stage_that_is_yet_to_come_is_not_the_next():
    order = data.with_stage(data.order(), "design-review", state=StageState.LATER)
    assert telling(order).next.startswith("下一环节：竣工报验")


def test_the_full_details_hold_what_became_of_each_urge():
    order = data.order()
    stage = data.current(order)
    urge = data.answered(data.urge_view(stage), "材料已到货")
    refused = RefusedUrge(stage=stage.name, touched_at=data.NOW, code=Code.ALREADY_URGED)
    order = order.model_copy(update={"refused": [refused]})
    told = telling(order, stage=stage.model_copy(update={"urges": [urge]}))
    assert told.urged.endswith("材料已到货") and told.refused
    assert {("bell", told.urged), ("warn", told.refused)} <= set(facts(told))


@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refusal_of_a_kept_urge_has_a_reason_in_words(code, language):
    stage = data.order().stages[0]
    refused = RefusedUrge(stage=stage.name, touched_at=data.NOW, code=code)
    assert len(why_refused(language, refused)) > 5


def test_the_timeline_tells_every_stage_and_planned_against_actual_in_words():
    nodes = timeline.nodes("zh", data.order(late=4))
    assert len(nodes) == 16
    assert [node.moment for node in nodes].count("now") == 1
    assert [plain(node.when) for node in nodes[:3]] == [
        "9月28日 周一 · 提前 2 天",
        "9月29日 周二 · 晚 1 天",
        "10月2日 周五",
    ]
    assert plain(nodes[10].note) == "原定 11月18日 周三 · 晚 4 个工作日"
    assert nodes[10].note_tone == "late"
    assert [node.title for node in nodes if node.customer] == ["业务收费", "工程进度跟踪", "竣工报验"]
