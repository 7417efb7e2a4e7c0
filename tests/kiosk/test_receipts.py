"""What stands on a receipt: all that a customer needs at home, nothing that says who they are."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ports import ReceiptLine, ReceiptPart, ReceiptQr, ReceiptRule
from kiosk.receipts import ReceiptFacts, lay_out
from services.contracts.base import Language, Text
from services.contracts.orders import Handler, OrderDetail, PlannedDay, StageState, StageView, Standing
from services.contracts.sessions import SignInRequest
from services.contracts.urges import UrgeKind, UrgeRequest, UrgeView
from tests.kiosk.world import HALL, PASSWORD, START, World, new_world

LINK = "https://hub.example/p/3q2-7wYk9Zx1AbCdEfGhIj"
ORDER_NO = "YKQJIA0000"
THEIRS = "YKQJIA0002"
"""An order whose stage is on the customer's side."""
BOTH_AT_ONCE = "YKQJIA0001"
ENDED = "YKQJIA0005"


@pytest.fixture
def world() -> World:
    return new_world()


def order(world: World, order_no: str = ORDER_NO) -> OrderDetail:
    """With a stage to come."""
    token = world.hub.sign_in(SignInRequest(number="10000001", password=PASSWORD)).token
    shown = world.hub.order(token, order_no)
    return shown.model_copy(update={"stages": [*shown.stages, *map(to_come, shown.stages[:1])]})


def to_come(stage: StageView) -> StageView:
    changes = {
        "stage_id": "later",
        "step": stage.step + 1,
        "name": Text(zh="竣工验收", en="Final inspection"),
        "state": StageState.LATER,
        "planned_start": PlannedDay(day=date(2026, 12, 3), estimate=True, provisional=False),
    }
    return stage.model_copy(update=changes)


def urged(world: World, kind: UrgeKind = UrgeKind.URGE) -> UrgeView:
    request = UrgeRequest(kind=kind, stage_id="QJIA-s0", touched_at=START)
    return world.hub.urge(ORDER_NO, request, "key", f"permit-{ORDER_NO}-QJIA-s0")


def facts(shown: OrderDetail, **more: object) -> ReceiptFacts:
    printed_at = START + timedelta(minutes=5)
    known = {"stage_id": None, "urge": None, "kept_no": None, "hall": HALL, "link": None}
    return ReceiptFacts(order=shown, printed_at=printed_at, **{**known, **more})  # type: ignore[arg-type]


def written(parts: Iterable[ReceiptPart]) -> list[str]:
    """A rule is ----, a code is its address in brackets."""
    told = []
    for part in parts:
        match part:
            case ReceiptLine(text):
                told.append(text)
            case ReceiptRule():
                told.append("----")
            case ReceiptQr(data):
                told.append(f"[{data}]")
    return told


def test_an_urge_that_the_hub_has(world: World) -> None:
    given = facts(order(world), stage_id="QJIA-s0", urge=urged(world), link=LINK)
    assert written(lay_out(given, "zh")) == [
        "玉溪供电局",
        "红塔营业厅",
        "催办回执",
        "----",
        "户号：****QJIA",
        "工单编号：******0000",
        "业务：低压新装",
        "当前环节：现场勘查",
        f"办理人：刘建华 {order(world).stages[0].handler.phone}",  # type: ignore[union-attr]
        "催办编号：CB000001",
        "中心收到时间：2026年11月20日 10:00",
        "----",
        "下一环节：竣工验收",
        "预计开始：2026年12月3日",
        f"咨询电话：{HALL.phone}",
        "打印时间：2026年11月20日 10:05",
        f"[{LINK}]",
        "扫码查看进度，24小时内有效",
    ]


def test_an_urge_that_is_only_kept_says_so_and_is_not_called_received(world: World) -> None:
    given = facts(order(world), stage_id="QJIA-s0", kept_no="K7M2QX4A")
    told = written(lay_out(given, "zh"))
    assert told[2] == "催办回执"
    assert "本机编号：K7M2QX4A" in told
    assert "已保存，联网后自动送出" in told
    assert not [line for line in told if line.startswith(("[", "催办编号", "中心收到", "扫码"))]


def test_a_report_has_a_number_of_its_own_kind(world: World) -> None:
    told = written(lay_out(facts(order(world), urge=urged(world, UrgeKind.CHECK)), "zh"))
    assert told[2] == "报告回执"
    assert "报告编号：CB000001" in told
    kept = facts(order(world, THEIRS), stage_id=order(world, THEIRS).stages[0].stage_id, kept_no="K7M2QX4A")
    assert written(lay_out(kept, "zh"))[2] == "报告回执"


def test_what_is_awaited_of_the_customer_stands_under_what_comes_next(world: World) -> None:
    told = written(lay_out(facts(order(world, THEIRS)), "zh"))
    rule = len(told) - 1 - told[::-1].index("----")
    assert told[rule + 1 : rule + 3] == ["等您办理：施工", "下一环节：竣工验收"]


def test_of_stages_side_by_side_the_one_that_was_chosen_or_all(world: World) -> None:
    both = order(world, BOTH_AT_ONCE)
    one, other = both.stages[0], both.stages[1].model_copy(update={"name": Text(zh="施工", en="Works")})
    both = both.model_copy(update={"stages": [one, other]})
    told = written(lay_out(facts(both, stage_id=other.stage_id), "zh"))
    assert [line for line in told if line.startswith("当前环节")] == ["当前环节：施工"]
    told = written(lay_out(facts(both), "zh"))
    assert [line for line in told if line.startswith("当前环节")] == ["当前环节：现场勘查", "当前环节：施工"]


def test_an_order_that_has_ended_says_how_it_stands(world: World) -> None:
    ended = order(world, ENDED).model_copy(update={"standing": Standing.FINISHED})
    told = written(lay_out(facts(ended), "zh"))
    assert told[7] == "已办完"


def test_without_a_hall_account_handler_or_plan_there_is_no_empty_line(world: World) -> None:
    shown = order(world)
    stages = [stage.model_copy(update={"handler": None, "planned_start": None}) for stage in shown.stages]
    bare = shown.model_copy(update={"account": None, "stages": stages})
    assert written(lay_out(facts(bare, hall=None), "zh")) == [
        "工单进度回执",
        "----",
        "工单编号：******0000",
        "业务：低压新装",
        "当前环节：现场勘查",
        "----",
        "下一环节：竣工验收",
        "预计开始：待定",
        "打印时间：2026年11月20日 10:05",
    ]


def test_paper_promises_no_day_that_the_glass_does_not(world: World) -> None:
    def told(shown: OrderDetail) -> list[str]:
        return [line for line in written(lay_out(facts(shown), "zh")) if "开始" in line or "已暂停" in line]

    shown = order(world)
    undated = [stage.model_copy(update={"planned_start": None}) for stage in shown.stages]
    paused = shown.model_copy(update={"standing": Standing.PAUSED, "stages": undated})
    assert told(paused) == ["已暂停", "预计开始：待定"]
    later = shown.provenance.model_copy(update={"as_of": START + timedelta(days=60)})
    assert told(shown.model_copy(update={"provenance": later})) == ["原定开始：2026年12月3日"]


def test_in_the_last_step_paper_says_so_and_stages_side_by_side_come_together(world: World) -> None:
    shown = order(world)
    last = shown.model_copy(update={"stages": shown.stages[:1]})
    assert "这是最后一个环节" in written(lay_out(facts(last), "zh"))
    beside = shown.stages[-1].model_copy(
        update={"stage_id": "beside", "name": Text(zh="签订合同", en="Contract")}
    )
    both = shown.model_copy(update={"stages": [*shown.stages, beside]})
    assert "下一环节：竣工验收、签订合同" in written(lay_out(facts(both), "zh"))


def test_in_english_only_what_has_no_english_is_chinese(world: World) -> None:
    given = facts(order(world), stage_id="QJIA-s0", urge=urged(world), link=LINK)
    chinese = [line for line in written(lay_out(given, "en")) if not line.isascii()]
    assert [line.partition(" ")[0] for line in chinese] == ["Handler:"]


NAMES = st.text(st.sampled_from("买提·艾力欧阳𠮷㛃{}%\\ A1（）\n\x1b"), min_size=1, max_size=60)


@given(
    order_no=st.text("0123456789ABCY", min_size=8, max_size=20),
    customer=st.text("甲乙丙丁", min_size=2, max_size=60),
    address=st.text("东西南北路", min_size=3, max_size=40),
    handler=NAMES.map(lambda name: f"「{name}」"),
    language=st.sampled_from(["zh", "en"]),
    kept=st.booleans(),
)
def test_nothing_that_says_who_it_is_and_no_name_breaks_it(
    order_no: str, customer: str, address: str, handler: str, language: Language, kept: bool
) -> None:
    shown = order(new_world())
    has_it = Handler(name=handler, team="业扩一班", phone="0000")
    stages = [stage.model_copy(update={"handler": has_it}) for stage in shown.stages]
    changes = {"order_no": order_no, "customer_name": customer, "address": address, "stages": stages}
    given = facts(shown.model_copy(update=changes), kept_no="K7M2QX4A" if kept else None)
    told = written(lay_out(given, language))
    assert not [line for line in told if order_no in line or customer in line or address in line]
    assert len([line for line in told if handler in line]) == 1
    assert len([line for line in told if line.endswith("*" * (len(order_no) - 4) + order_no[-4:])]) == 1
