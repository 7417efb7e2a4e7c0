"""The flow files that ship, and how a bad one is refused."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from services.hub.domain.datafile import DataFileError
from services.hub.domain.flowfiles import FlowDefinition, StageDefinition, parse_flow
from services.hub.domain.terms import Side, Text

FLOWS = Path(__file__).parents[4] / "assets" / "flows"
FILES = sorted(FLOWS.glob("*.toml"))
HAN = re.compile("[\u4e00-\u9fff]")

CLASSIC = """业务受理 勘查派工 现场勘查 拟定供电方案 审批 答复供电方案 确定费用 业务收费 工程进度跟踪
设计文件审核 中间检查 竣工报验 竣工验收 签订合同 装表接电 归档"""
JOINT = {"答复供电方案", "设计文件审核", "中间检查", "竣工验收", "装表接电"}

GOOD = """
code = "tiny"
version = "1"
valid_from = 2026-01-01
source = "test"
name = { zh = "小", en = "Tiny" }

[[stages]]
code = "works"
step = 1
side = "customer"
watched = true
joint = false
default_days = 5
name = { zh = "施工", en = "Works" }
does = { zh = "您施工。", en = "You build." }
awaited = { zh = "等您。", en = "You." }
bring = { zh = "图纸。", en = "Drawings." }
"""


def load(path: Path) -> FlowDefinition:
    return parse_flow(path.read_text("utf-8"), path.name)


def by_code(code: str) -> FlowDefinition:
    return load(FLOWS / f"{code}.toml")


def texts(stage: StageDefinition) -> Iterator[Text]:
    yield from (text for text in (stage.name, stage.does, stage.awaited, stage.bring) if text)


def test_the_flows_that_ship() -> None:
    assert [path.stem for path in FILES] == [load(path).code for path in FILES]
    assert {path.stem for path in FILES} >= {
        "high-voltage",
        "high-voltage-parallel",
        "low-voltage",
        "low-voltage-direct",
        "capacity-decrease",
    }


def test_the_classic_flow_has_its_sixteen_stages_in_order() -> None:
    flow = by_code("high-voltage")
    assert [stage.name.zh for stage in flow.stages] == CLASSIC.split()
    assert [stage.step for stage in flow.stages] == list(range(1, 17))


def test_thirteen_are_watched_and_the_five_are_joint() -> None:
    stages = by_code("high-voltage").stages
    assert sum(stage.watched for stage in stages) == 13
    assert {stage.name.zh for stage in stages if stage.joint} == JOINT


def test_the_customers_side_of_the_classic_flow() -> None:
    customers = [stage.code for stage in by_code("high-voltage").stages if stage.side is Side.CUSTOMER]
    assert customers == ["payment", "project-follow-up", "completion-notice"]


def test_low_voltage_flows() -> None:
    assert [stage.code for stage in by_code("low-voltage").stages] == [
        "acceptance",
        "site-survey",
        "plan-reply",
        "contract",
        "metering",
        "filing",
    ]
    assert [stage.code for stage in by_code("low-voltage-direct").stages] == ["acceptance", "metering"]


def test_one_flow_runs_stages_of_both_sides_side_by_side() -> None:
    stages = by_code("high-voltage-parallel").stages
    together = {step: list(group) for step, group in groupby(stages, key=lambda stage: stage.step)}
    widest = max(together.values(), key=len)
    assert [stage.code for stage in widest] == ["customer-works", "grid-works", "contract"]
    assert {stage.side for stage in widest} == set(Side)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_is_there_in_both_languages(path: Path) -> None:
    flow = load(path)
    assert HAN.search(flow.name.zh)
    assert not HAN.search(flow.name.en)
    for stage in flow.stages:
        for text in texts(stage):
            assert HAN.search(text.zh), text
            assert not re.search("[A-Za-z,;!?]", text.zh), text
            assert re.fullmatch("[ -~]+", text.en), text
            text.zh.encode("gbk")
        for text in filter(None, (stage.does, stage.awaited, stage.bring)):
            assert (text.zh[-1], text.en[-1]) == ("。", "."), text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sentence_is_one_sentence_and_fits_four_lines_of_the_glass(path: Path) -> None:
    for stage in load(path).stages:
        assert stage.does.zh.count("。") == 1, stage.does
        assert len(stage.does.zh) <= 48, stage.does


def test_a_stage_has_the_same_name_in_every_flow() -> None:
    names = {(stage.code, stage.name) for path in FILES for stage in load(path).stages}
    twice = {code for code, count in Counter(code for code, _ in names).items() if count > 1}
    assert twice == {"contract"}, "only a change of contract has a name of its own"


def test_a_small_flow_parses() -> None:
    flow = parse_flow(GOOD, "tiny.toml")
    assert (flow.code, flow.name, len(flow.stages)) == ("tiny", Text("小", "Tiny"), 1)
    assert flow.stages[0].awaited == Text("等您。", "You.")


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('code = "tiny"', "", "code", "missing"),
        ('code = "tiny"', 'code = "Tiny Flow"', "code", "no code"),
        ('version = "1"', "version = 1", "version", "text"),
        ("2026-01-01", '"2026-01-01"', "valid_from", "date"),
        ("2026-01-01", "2026-01-01T00:00:00Z", "valid_from", "date"),
        ('source = "test"', 'source = "test"\ncolour = "red"', "colour", "unknown key"),
        ('en = "Tiny"', 'en = " "', "name.en", "not empty"),
        (', en = "Works"', "", "stages[1].name.en", "missing"),
        ('en = "Works"', 'en = "Works", fr = "Travaux"', "stages[1].name.fr", "unknown key"),
        ('name = { zh = "施工", en = "Works" }', 'name = "Works"', "stages[1].name", "table"),
        ("step = 1", "step = 2", "stages[1].step", "rise one by one"),
        ("step = 1", "step = true", "stages[1].step", "whole number"),
        ('side = "customer"', 'side = "client"', "stages[1].side", "none of company, customer"),
        ('side = "customer"', 'side = "company"', "stages[1].awaited", "nothing is awaited"),
        ('bring = { zh = "图纸。", en = "Drawings." }', "", "stages[1].awaited", "what to bring"),
        ("watched = true", "watched = 1", "stages[1].watched", "true or false"),
        ("watched = true\njoint = false", "watched = false\njoint = true", "stages[1].joint", "watched too"),
        ("default_days = 5", "default_days = -1", "stages[1].default_days", "from 0 up"),
        ("default_days = 5", "default_days = 5\nlimit = 5", "stages[1].limit", "unknown key"),
        ("[[stages]]", "[[steps]]", "stages", "missing"),
        ("[[stages]]", "stages = []\n[[steps]]", "stages", "not empty"),
        ("step = 1", "step = 1 1", "", "not TOML"),
    ],
)
def test_a_bad_file_is_refused_with_file_key_and_reason(old: str, new: str, key: str, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(DataFileError) as caught:
        parse_flow(GOOD.replace(old, new, 1), "tiny.toml")
    assert (caught.value.file, caught.value.key) == ("tiny.toml", key)
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"tiny.toml: {key}")


def test_a_stage_must_not_be_there_twice_nor_leave_a_step_out() -> None:
    stage = GOOD[GOOD.index("[[stages]]") :]
    with pytest.raises(DataFileError, match=r"stages\[2\].code: 'works' is there twice"):
        parse_flow(GOOD + stage, "tiny.toml")
    other = stage.replace('"works"', '"more"')
    with pytest.raises(DataFileError, match=r"stages\[2\].step: 3 cannot follow 1"):
        parse_flow(GOOD + other.replace("step = 1", "step = 3"), "tiny.toml")
    assert [one.step for one in parse_flow(GOOD + other, "tiny.toml").stages] == [1, 1]
